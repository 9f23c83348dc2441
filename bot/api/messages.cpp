#include "bot/api/messages.hpp"

#include "bot/api/query.hpp"
#include "bot/outbox_json.hpp"

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

using core::net::IncomingRequest;
using core::net::problem_reply;
using core::net::Reply;
using storage::OutboxRow;

constexpr int page_size = 50;
constexpr int largest_page = 500;

Reply no_such_message() {
    return problem_reply(404, "There is no such message, or it is over for so long that it was forgotten.");
}

bool may_see(const OutboxRow& row, const Caller& caller) {
    return caller.admin || row.draft.notification.has_value();
}

std::optional<WholeMessage> look_up(storage::UnitOfWork& unit, std::int64_t id, const Caller& caller) {
    auto row = unit.outbox().find(id);
    if (!row || !may_see(*row, caller)) return std::nullopt;
    return WholeMessage{std::move(*row), unit.outbox().attempts(id), unit.outbox().parts(id)};
}

/// What a person may decide about a message: false when its state does not allow it.
using Decision = bool (storage::Outbox::*)(storage::OutboxId, core::Time);

/// `otherwise`: when it is allowed, for the answer to one for which it is not.
asio::awaitable<Reply> decide(const Parts& parts, const IncomingRequest& request, const Caller& caller,
                              Decision decision, const char* otherwise) {
    const auto id = number_in(request.part("id"));
    if (!id) co_return no_such_message();
    struct Outcome {
        bool done = false;
        std::optional<WholeMessage> message;
    };
    const core::Time now = parts.clock.now();
    const auto work = [&caller, id, now, decision](storage::UnitOfWork& unit) {
        Outcome outcome;
        const bool there = look_up(unit, *id, caller).has_value();
        outcome.done = there && (unit.outbox().*decision)(*id, now);
        outcome.message = look_up(unit, *id, caller);
        return outcome;
    };
    const Outcome outcome = co_await parts.database.transact(work, storage::Durability::full);
    if (!outcome.message) co_return no_such_message();
    if (!outcome.done) {
        const std::string state(storage::to_string(outcome.message->row.state));
        co_return problem_reply(409, "The message is " + state + ": " + otherwise);
    }
    parts.wake_delivery();
    co_return core::net::json_reply(200, whole_message_json(*outcome.message));
}

}  // namespace

asio::awaitable<Reply> list_messages(const Parts& parts, const IncomingRequest& request,
                                     const Caller& caller) {
    QueryReader query(request, {"state", "to", "since", "limit", "cursor"});
    storage::OutboxFilter filter;
    if (const auto state = query.text("state")) {
        filter.state = storage::outbox_state_from(*state);
        if (!filter.state) {
            query.complain("state",
                           "expected one of queued, sending, delivered, failed, expired, cancelled, "
                           "uncertain");
        }
    }
    if (const auto to = query.text("to")) {
        auto address = core::parse_address(*to);
        if (address) filter.to = std::move(*address);
        if (!address) query.complain("to", address.error().message);
    }
    filter.since = query.time("since");
    const int limit = query.limit(page_size, largest_page);
    filter.before = query.cursor();
    if (auto refusal = query.refusal()) co_return std::move(*refusal);
    filter.notifications_only = !caller.admin;
    filter.limit = limit + 1;
    const auto look = [&filter](storage::UnitOfWork& unit) { return unit.outbox().latest(filter); };
    std::vector<OutboxRow> rows = co_await parts.database.read(look);
    std::optional<std::int64_t> next;
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.resize(static_cast<std::size_t>(limit));
        next = rows.back().id;
    }
    std::vector<std::string> items;
    items.reserve(rows.size());
    for (const OutboxRow& row : rows) items.push_back(message_json(row));
    co_return page("messages", items, next);
}

asio::awaitable<Reply> show_message(const Parts& parts, const IncomingRequest& request,
                                    const Caller& caller) {
    const auto id = number_in(request.part("id"));
    if (!id) co_return no_such_message();
    const auto look = [&caller, id](storage::UnitOfWork& unit) { return look_up(unit, *id, caller); };
    const auto message = co_await parts.database.read(look);
    if (!message) co_return no_such_message();
    co_return core::net::json_reply(200, whole_message_json(*message));
}

asio::awaitable<Reply> retry_message(const Parts& parts, const IncomingRequest& request,
                                     const Caller& caller) {
    return decide(parts, request, caller, &storage::Outbox::requeue,
                  "only what failed, or is uncertain, is tried again.");
}

asio::awaitable<Reply> cancel_message(const Parts& parts, const IncomingRequest& request,
                                      const Caller& caller) {
    return decide(parts, request, caller, &storage::Outbox::cancel,
                  "only what is queued, or uncertain, is taken back.");
}

}  // namespace mostik::bot::api
