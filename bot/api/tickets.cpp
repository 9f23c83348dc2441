#include "bot/api/tickets.hpp"

#include "bot/api/query.hpp"
#include "bot/ticket_json.hpp"

namespace asio = boost::asio;

namespace mostik::bot::api {

using core::net::IncomingRequest;
using core::net::Reply;

asio::awaitable<Reply> list_tickets(const Parts& parts, const IncomingRequest& request,
                                    const Caller& /*caller*/) {
    QueryReader query(request, {"state", "limit", "cursor"});
    storage::TicketFilter filter;
    if (const auto state = query.text("state")) {
        filter.state = storage::ticket_state_from(*state);
        if (!filter.state) query.complain("state", "expected one of new, open, waiting, closed");
    }
    const int limit = query.limit(50, 500);
    filter.before = query.cursor();
    if (auto refusal = query.refusal()) co_return std::move(*refusal);
    filter.limit = limit + 1;
    const auto look = [&filter](storage::UnitOfWork& unit) { return unit.tickets().latest(filter); };
    std::vector<storage::Ticket> tickets = co_await parts.database.read(look);
    std::optional<std::int64_t> next;
    if (tickets.size() > static_cast<std::size_t>(limit)) {
        tickets.resize(static_cast<std::size_t>(limit));
        next = tickets.back().number;
    }
    std::vector<std::string> items;
    items.reserve(tickets.size());
    for (const storage::Ticket& ticket : tickets) items.push_back(ticket_json(ticket));
    co_return page("tickets", items, next);
}

asio::awaitable<Reply> show_ticket(const Parts& parts, const IncomingRequest& request,
                                   const Caller& /*caller*/) {
    const auto number = number_in(request.part("id"));
    const auto look = [number](storage::UnitOfWork& unit) {
        std::optional<WholeTicket> whole;
        const auto ticket = number ? unit.tickets().find(*number) : std::nullopt;
        if (ticket)
            whole = WholeTicket{*ticket, unit.tickets().notes(*number), unit.tickets().messages(*number)};
        return whole;
    };
    const auto whole = co_await parts.database.read(look);
    if (!whole) co_return core::net::problem_reply(404, "There is no such ticket.");
    co_return core::net::json_reply(200, whole_ticket_json(*whole));
}

}  // namespace mostik::bot::api
