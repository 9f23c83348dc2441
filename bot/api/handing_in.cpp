#include "bot/api/handing_in.hpp"

#include "bot/api/request_json.hpp"
#include "bot/notifications/request.hpp"

#include <nlohmann/json.hpp>

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

using core::net::IncomingRequest;
using core::net::problem_reply;
using core::net::Reply;
using core::net::RequestFault;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t most_at_once = 1'000;

Reply wrong_json(const core::Error& error) {
    return problem_reply(400, "The request's body cannot be read: " + error.message + ".");
}

Reply wrong_fields(const FieldProblems& problems) {
    std::vector<RequestFault> faults;
    for (const FieldProblem& problem : problems) faults.push_back({problem.pointer, problem.detail});
    return problem_reply(422, "The request cannot be understood.", faults);
}

Reply refused(Pipeline::Refusal refusal) {
    switch (refusal) {
        case Pipeline::Refusal::too_large:
            return problem_reply(
                413,
                "With all its addresses this is more than is taken at once (32 MiB, with 2 KiB "
                "for each message): hand it in in parts.");
        case Pipeline::Refusal::busy:
            return problem_reply(503, "Too much waits to be stored; nothing of this was taken: try again.")
                .with("Retry-After", "1");
        case Pipeline::Refusal::storage:
            break;
    }
    return problem_reply(503,
                         "The database does not take anything now; nothing of this was taken: try again.")
        .with("Retry-After", "5");
}

Reply accepted(const NotificationEnd& end) {
    ordered_json messages = ordered_json::array();
    for (const storage::NotificationMessage& message : end.messages) {
        messages.push_back({{"id", message.id}, {"to", core::to_string(message.to)}});
    }
    Reply reply = core::net::json_reply(202, ordered_json{{"messages", std::move(messages)}}.dump());
    if (end.messages.size() == 1) {
        reply.headers.emplace_back("Location", "/api/v1/messages/" + std::to_string(end.messages.front().id));
    }
    return reply;
}

/// What became of one notification.
Reply answer_to(const NotificationEnd& end, const std::string& fingerprint) {
    switch (verdict_on(end, fingerprint)) {
        case NotificationVerdict::taken:
            return accepted(end);
        case NotificationVerdict::failed:
            return problem_reply(500,
                                 "The processor " + end.failure->processor +
                                     " failed; nothing of this was taken. The log of the service says more.");
        case NotificationVerdict::unhandled:
            return problem_reply(503,
                                 "No chain of notifications has the processor notify: nothing was taken.")
                .with("Retry-After", "60");
        case NotificationVerdict::another_there:
            break;
    }
    return problem_reply(409, "This idempotency key was used for another request before.",
                         {{"/idempotency_key", "expected another key for another request"}});
}

const std::string& fingerprint_of(const core::Event& event) {
    return std::get<core::Notification>(event.body).fingerprint;
}

/// The answer to a request that cannot be understood (any more): when it is a repetition, what was stored
/// counts, whatever the clock and the configuration say by now.
Reply answer_to_wrong(storage::UnitOfWork& unit, const json& request, const NotificationCircumstances& around,
                      const FieldProblems& problems) {
    if (!request.is_object()) return wrong_fields(problems);
    const auto identity = identify(request, around);
    if (!identity || !identity->repeatable) return wrong_fields(problems);
    const NotificationEnd end = stored_end(unit, identity->reference);
    return end.notification ? answer_to(end, identity->fingerprint) : wrong_fields(problems);
}

/// Nothing when there is no such header.
core::Result<std::optional<std::string>> key_beside(const IncomingRequest& request) {
    std::optional<std::string> key;
    for (const auto& [name, value] : request.headers) {
        if (name != "idempotency-key") continue;
        if (key) return core::failure(core::Errc::invalid, "There is more than one header Idempotency-Key.");
        key = value;
    }
    return key;
}

/// The outcome of one of a batch: what it alone would have been answered with.
ordered_json entry_of(const Reply& reply) {
    ordered_json entry = {{"status", reply.status}};
    ordered_json body = ordered_json::parse(reply.body);
    if (reply.status == 202) {
        entry["messages"] = std::move(body["messages"]);
    } else {
        entry["problem"] = std::move(body);
    }
    return entry;
}

}  // namespace

asio::awaitable<Reply> hand_in(const Parts& parts, const IncomingRequest& request, const Caller& caller) {
    const auto body = read_json(request.body);
    if (!body) co_return wrong_json(body.error());
    NotificationCircumstances around;
    around.source = caller.name;
    auto key = key_beside(request);
    if (!key) co_return problem_reply(400, key.error().message);
    around.idempotency_key = std::move(*key);
    around.now = parts.clock.now();
    auto event = read_notification(*body, *parts.rules(), around);
    if (!event) {
        const auto look = [&](storage::UnitOfWork& unit) {
            return answer_to_wrong(unit, *body, around, event.error());
        };
        co_return co_await parts.database.read(look);
    }
    const std::string fingerprint = fingerprint_of(*event);
    std::vector<core::Event> events;
    events.push_back(std::move(*event));
    const auto ends = co_await parts.pipeline.submit(std::move(events));
    if (!ends) co_return refused(ends.error());
    co_return answer_to(ends->front(), fingerprint);
}

asio::awaitable<Reply> hand_in_batch(const Parts& parts, const IncomingRequest& request,
                                     const Caller& caller) {
    const auto body = read_json(request.body);
    if (!body) co_return wrong_json(body.error());
    const bool shape = body->is_object() && body->size() == 1 && body->contains("messages") &&
                       (*body)["messages"].is_array();
    const std::size_t count = shape ? (*body)["messages"].size() : 0;
    if (count == 0 || count > most_at_once) {
        FieldProblems shape_problem;
        shape_problem.push_back(
            {"/messages", "expected a list of 1 to 1000 messages, and nothing beside it"});
        co_return wrong_fields(shape_problem);
    }
    if (request.header("idempotency-key")) {
        co_return problem_reply(400,
                                "A batch has no Idempotency-Key: give each message one in idempotency_key.");
    }
    NotificationCircumstances around;
    around.source = caller.name;
    around.now = parts.clock.now();
    const auto rules = parts.rules();
    std::vector<std::optional<Reply>> replies(count);
    std::vector<std::size_t> places;
    std::vector<std::string> fingerprints;
    std::vector<core::Event> events;
    std::vector<std::pair<std::size_t, FieldProblems>> wrong;
    for (std::size_t i = 0; i < count; ++i) {
        auto event = read_notification((*body)["messages"][i], *rules, around);
        if (!event) {
            wrong.emplace_back(i, std::move(event.error()));
            continue;
        }
        places.push_back(i);
        fingerprints.push_back(fingerprint_of(*event));
        events.push_back(std::move(*event));
    }
    if (!wrong.empty()) {
        const auto look = [&](storage::UnitOfWork& unit) {
            for (const auto& [i, problems] : wrong)
                replies[i] = answer_to_wrong(unit, (*body)["messages"][i], around, problems);
            return true;
        };
        co_await parts.database.read(look);
    }
    if (!events.empty()) {
        const auto ends = co_await parts.pipeline.submit(std::move(events));
        if (!ends) co_return refused(ends.error());
        for (std::size_t i = 0; i < places.size(); ++i)
            replies[places[i]] = answer_to((*ends)[i], fingerprints[i]);
    }
    ordered_json results = ordered_json::array();
    bool all = true;
    for (const std::optional<Reply>& reply : replies) {
        all = all && reply->status == 202;
        results.push_back(entry_of(*reply));
    }
    ordered_json answer;
    answer["results"] = std::move(results);
    co_return core::net::json_reply(all ? 202 : 207, answer.dump());
}

}  // namespace mostik::bot::api
