#include "bot/ticket_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::ordered_json;
using std::chrono::seconds;
using storage::Ticket;
using storage::TicketMessage;
using storage::TicketNote;

ordered_json or_null(const std::optional<core::Time>& moment) {
    return moment ? ordered_json(core::to_rfc3339(*moment)) : ordered_json();
}

ordered_json or_null(const std::optional<seconds>& wait) {
    return wait ? ordered_json(wait->count()) : ordered_json();
}

ordered_json to_json(const Ticket& ticket) {
    return {{"number", ticket.number},
            {"state", storage::to_string(ticket.state)},
            {"person", person_address(ticket)},
            {"name", ticket.person_name},
            {"login", ticket.person_login},
            {"language", ticket.language},
            {"source", ticket.source},
            {"assignee", ticket.assignee_name},
            {"assignee_id", ticket.assignee_id},
            {"previous", ticket.previous ? ordered_json(*ticket.previous) : ordered_json()},
            {"created_at", core::to_rfc3339(ticket.created_at)},
            {"changed_at", core::to_rfc3339(ticket.changed_at)},
            {"first_answer_at", or_null(ticket.first_answer_at)},
            {"closed_at", or_null(ticket.closed_at)},
            {"closed_by", ticket.closed_by},
            {"rating", ticket.rating == 0 ? ordered_json() : ordered_json(ticket.rating)},
            {"seconds_to_first_answer", or_null(wait_until(ticket, ticket.first_answer_at))},
            {"seconds_to_close", or_null(wait_until(ticket, ticket.closed_at))}};
}

std::string_view side_word(storage::TicketSide side) {
    return side == storage::TicketSide::person ? "person" : "specialist";
}

ordered_json to_json(const TicketMessage& message) {
    ordered_json object = {{"side", side_word(message.side)},
                           {"internal", message.internal},
                           {"author", message.author},
                           {"text", message.text},
                           {"files", message.files},
                           {"written_at", core::to_rfc3339(message.written_at)},
                           {"messenger", message.ref.messenger},
                           {"channel_id", message.ref.channel_id},
                           {"message_id", message.ref.message_id}};
    if (message.edited_at) object["edited_at"] = core::to_rfc3339(*message.edited_at);
    if (message.deleted_at) object["deleted_at"] = core::to_rfc3339(*message.deleted_at);
    return object;
}

std::string in_one_line(const ordered_json& object) {
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::optional<seconds> wait_until(const Ticket& ticket, const std::optional<core::Time>& moment) {
    if (!moment) return std::nullopt;
    return std::max(seconds(0), std::chrono::floor<seconds>(*moment - ticket.created_at));
}

std::string person_address(const Ticket& ticket) {
    return ticket.person.target.empty() ? std::string{} : core::to_string(ticket.person);
}

std::string ticket_json(const Ticket& ticket) {
    return in_one_line(to_json(ticket));
}

std::string whole_ticket_json(const WholeTicket& all) {
    ordered_json object = to_json(all.ticket);
    object["history"] = ordered_json::array();
    for (const TicketNote& note : all.notes) {
        object["history"].push_back(
            {{"at", core::to_rfc3339(note.at)}, {"who", note.who}, {"what", note.what}});
    }
    object["messages"] = ordered_json::array();
    for (const TicketMessage& message : all.messages) object["messages"].push_back(to_json(message));
    return in_one_line(object);
}

}  // namespace mostik::bot
