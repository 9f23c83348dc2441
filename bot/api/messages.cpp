#include "bot/api/messages.hpp"

#include "bot/api/query.hpp"
#include "bot/outbox_json.hpp"
#include "core/log_subject.hpp"

#include <nlohmann/json.hpp>

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

using core::net::IncomingRequest;
using core::net::problem_reply;
using core::net::Reply;
using nlohmann::ordered_json;
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

/// Whose it is decides about it; of what came of conversations only an admin does.
bool may_decide(storage::UnitOfWork& unit, const OutboxRow& row, const Caller& caller) {
    if (caller.admin) return true;
    const auto notification =
        row.draft.notification ? unit.notifications().find(*row.draft.notification) : std::nullopt;
    return notification && notification->source == caller.name;
}

/// What a person may decide about a message: false when its state does not allow it.
using Decision = bool (storage::Outbox::*)(storage::OutboxId, core::Time);

/// `what` was done, for the log; `otherwise`: when it is possible, for the answer to one of which it is not.
asio::awaitable<Reply> decide(const Parts& parts, const IncomingRequest& request, const Caller& caller,
                              Decision decision, const char* what, const char* otherwise) {
    const auto id = number_in(request.part("id"));
    if (!id) co_return no_such_message();
    enum class End { unknown, anothers, not_possible, done };
    struct Outcome {
        End end = End::unknown;
        std::string state;
    };
    const core::Time now = parts.clock.now();
    const auto work = [&caller, id, now, decision](storage::UnitOfWork& unit) -> Outcome {
        const auto row = unit.outbox().find(*id);
        if (!row || !may_see(*row, caller)) return {};
        if (!may_decide(unit, *row, caller)) return {End::anothers, {}};
        const bool done = (unit.outbox().*decision)(*id, now);
        return {done ? End::done : End::not_possible,
                std::string(storage::to_string(unit.outbox().find(*id)->state))};
    };
    const Outcome outcome = co_await parts.database.transact(work, storage::Durability::full);
    if (outcome.end == End::unknown) co_return no_such_message();
    if (outcome.end == End::anothers)
        co_return problem_reply(403,
                                "It was handed in with another key; an admin's may decide about it, too.");
    if (outcome.end == End::not_possible)
        co_return problem_reply(409, "The message is " + outcome.state + ": " + otherwise);
    core::log_about(spdlog::level::info, {*id, "", std::nullopt}, "{} by the API key {}: {} now", what,
                    caller.name, outcome.state);
    parts.wake_delivery();
    co_return core::net::json_reply(200, ordered_json{{"id", *id}, {"state", outcome.state}}.dump());
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
    return decide(parts, request, caller, &storage::Outbox::requeue, "queued again",
                  "only what failed, or is uncertain, is tried again.");
}

asio::awaitable<Reply> cancel_message(const Parts& parts, const IncomingRequest& request,
                                      const Caller& caller) {
    return decide(parts, request, caller, &storage::Outbox::cancel, "taken back",
                  "only what is queued, or uncertain, is taken back.");
}

}  // namespace mostik::bot::api
