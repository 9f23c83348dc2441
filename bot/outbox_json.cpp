#include "bot/outbox_json.hpp"

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::ordered_json;

ordered_json to_json(const core::MessageRef& ref) {
    return {{"messenger", ref.messenger}, {"channel_id", ref.channel_id}, {"message_id", ref.message_id}};
}

ordered_json to_json(const storage::OutboxRow& row) {
    const core::Message& message = row.draft.message;
    ordered_json files = ordered_json::array();
    for (const core::File& file : message.files) {
        files.push_back({{"name", file.name}, {"mime_type", file.mime_type}, {"size", file.size}});
    }
    ordered_json object = {{"id", row.id},
                           {"state", storage::to_string(row.state)},
                           {"held", row.held},
                           {"operation", core::to_string(row.draft.operation)},
                           {"to", core::to_string(row.draft.to)},
                           {"title", message.title},
                           {"body", message.text},
                           {"format", message.plain ? "text" : "markdown"},
                           {"attachments", std::move(files)},
                           {"order_key", row.draft.order_key},
                           {"priority", row.draft.priority},
                           {"notification", row.draft.notification.has_value()},
                           {"attempts", row.attempt},
                           {"created_at", core::to_rfc3339(row.created_at)},
                           {"due_at", core::to_rfc3339(row.due_at)},
                           {"remote_id", row.remote_id},
                           {"reason", row.reason}};
    if (row.draft.ticket) object["ticket"] = *row.draft.ticket;
    if (row.draft.source) object["source"] = to_json(*row.draft.source);
    if (row.draft.not_before) object["not_before"] = core::to_rfc3339(*row.draft.not_before);
    if (row.draft.not_after) object["not_after"] = core::to_rfc3339(*row.draft.not_after);
    return object;
}

std::string in_one_line(const ordered_json& object) {
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string message_json(const storage::OutboxRow& row) {
    return in_one_line(to_json(row));
}

std::string whole_message_json(const WholeMessage& whole) {
    ordered_json object = to_json(whole.row);
    object["history"] = ordered_json::array();
    for (const storage::OutboxAttempt& attempt : whole.attempts) {
        ordered_json entry = {{"attempt", attempt.number},
                              {"started_at", core::to_rfc3339(attempt.started_at)},
                              {"outcome", attempt.outcome},
                              {"reason", attempt.reason}};
        if (attempt.finished_at) entry["finished_at"] = core::to_rfc3339(*attempt.finished_at);
        object["history"].push_back(std::move(entry));
    }
    object["parts"] = ordered_json::array();
    for (const storage::OutboxPart& part : whole.parts) {
        ordered_json made = ordered_json::array();
        for (const core::Made& each : part.made) made.push_back(each.message_id);
        object["parts"].push_back({{"number", part.number},
                                   {"operation", core::to_string(part.step.operation)},
                                   {"done", part.attempt != 0},
                                   {"made", std::move(made)}});
    }
    return in_one_line(object);
}

}  // namespace mostik::bot
