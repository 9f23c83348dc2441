#include "bot/ticket_output.hpp"

#include "bot/printable.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::ordered_json;
using std::chrono::seconds;
using storage::Ticket;
using storage::TicketMessage;
using storage::TicketNote;

constexpr std::size_t whole = 100'000;
constexpr std::size_t shown_of_a_name = 60;

/// "40s", "12m", "5h", "9d".
std::string duration_words(seconds duration) {
    using namespace std::chrono;
    const auto words = [](auto count, const char* unit) { return std::to_string(count) + unit; };
    if (duration < 2min) return words(std::max(duration, 0s).count(), "s");
    if (duration < 2h) return words(floor<minutes>(duration).count(), "m");
    if (duration < 48h) return words(floor<hours>(duration).count(), "h");
    return words(floor<days>(duration).count(), "d");
}

/// Never negative: clocks of messengers differ.
std::optional<seconds> wait_until(const Ticket& ticket, const std::optional<core::Time>& moment) {
    if (!moment) return std::nullopt;
    return std::max(seconds(0), std::chrono::floor<seconds>(*moment - ticket.created_at));
}

std::string moment_text(const std::optional<core::Time>& moment) {
    return moment ? core::to_rfc3339(*moment) : std::string{};
}

std::string person_address(const Ticket& ticket) {
    return ticket.person.target.empty() ? std::string{} : core::to_string(ticket.person);
}

std::string person_words(const Ticket& ticket) {
    if (ticket.person.target.empty()) return "(forgotten)";
    std::string words = ticket.person_name;
    if (!ticket.person_login.empty())
        words += (words.empty() ? "@" : " (@") + ticket.person_login + (words.empty() ? "" : ")");
    return words.empty() ? person_address(ticket) : words;
}

std::string state_words(const Ticket& ticket) {
    return std::string(storage::to_string(ticket.state));
}

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

std::string message_text(const TicketMessage& message) {
    std::string text =
        "  " + core::to_rfc3339(message.written_at) + "  " + printable(message.author, shown_of_a_name);
    if (message.internal) {
        text += " [internal]";
    } else if (message.side == storage::TicketSide::specialist) {
        text += " [specialist]";
    }
    if (message.edited_at) text += " (edited " + core::to_rfc3339(*message.edited_at) + ")";
    if (message.deleted_at) text += " (deleted " + core::to_rfc3339(*message.deleted_at) + ")";
    text += ": " + printable(message.text, whole) + '\n';
    for (const std::string& file : message.files) text += "    file: " + printable(file) + '\n';
    return text;
}

}  // namespace

std::string ticket_line(const Ticket& ticket, core::Time now) {
    const auto age = std::chrono::floor<seconds>(now - ticket.created_at);
    std::string line = std::to_string(ticket.number) + "  " + state_words(ticket) + "  " +
                       duration_words(age) + "  " + printable(person_words(ticket), shown_of_a_name) + "  " +
                       (ticket.language.empty() ? "-" : printable(ticket.language)) + "  ";
    line += ticket.assignee_name.empty() ? "nobody's" : printable(ticket.assignee_name, shown_of_a_name);
    return line;
}

const std::vector<std::string>& ticket_columns() {
    static const std::vector<std::string> columns{
        "number",          "state",     "person",   "name",       "login",
        "language",        "source",    "assignee", "created_at", "first_answer_at",
        "closed_at",       "closed_by", "rating",   "previous",   "seconds_to_first_answer",
        "seconds_to_close"};
    return columns;
}

std::vector<std::string> ticket_cells(const Ticket& ticket) {
    const auto clean = [](const std::string& text) { return printable(text, whole); };
    const auto wait = [&](const std::optional<core::Time>& moment) {
        const auto length = wait_until(ticket, moment);
        return length ? std::to_string(length->count()) : std::string{};
    };
    return {std::to_string(ticket.number),
            state_words(ticket),
            clean(person_address(ticket)),
            clean(ticket.person_name),
            clean(ticket.person_login),
            clean(ticket.language),
            clean(ticket.source),
            clean(ticket.assignee_name),
            core::to_rfc3339(ticket.created_at),
            moment_text(ticket.first_answer_at),
            moment_text(ticket.closed_at),
            clean(ticket.closed_by),
            ticket.rating == 0 ? "" : std::to_string(ticket.rating),
            ticket.previous ? std::to_string(*ticket.previous) : "",
            wait(ticket.first_answer_at),
            wait(ticket.closed_at)};
}

std::string ticket_json(const Ticket& ticket) {
    return in_one_line(to_json(ticket));
}

std::string whole_ticket_text(const WholeTicket& all) {
    const Ticket& ticket = all.ticket;
    std::string text = "ticket " + std::to_string(ticket.number) + ": " + state_words(ticket) + '\n';
    const auto line = [&text](const char* name, const std::string& value) {
        if (!value.empty()) text += name + printable(value, whole) + '\n';
    };
    const auto moment = [&](const std::optional<core::Time>& time) {
        if (!time) return std::string{};
        return core::to_rfc3339(*time) + ", after " + duration_words(*wait_until(ticket, time));
    };
    line("person:       ", person_words(ticket));
    line("address:      ", person_address(ticket));
    line("language:     ", ticket.language);
    line("came from:    ", ticket.source);
    line("assignee:     ", ticket.assignee_name);
    line("before it:    ", ticket.previous ? "ticket " + std::to_string(*ticket.previous) : "");
    line("opened:       ", core::to_rfc3339(ticket.created_at));
    line("first answer: ", moment(ticket.first_answer_at));
    line("closed:       ", moment(ticket.closed_at));
    line("closed by:    ", ticket.closed_by);
    line("rating:       ", ticket.rating == 0 ? "" : std::to_string(ticket.rating));
    if (!all.notes.empty()) text += "history:\n";
    for (const TicketNote& note : all.notes) {
        text += "  " + core::to_rfc3339(note.at) + "  " + printable(note.who, shown_of_a_name) + ": " +
                printable(note.what, whole) + '\n';
    }
    if (!all.messages.empty()) text += "conversation:\n";
    for (const TicketMessage& message : all.messages) text += message_text(message);
    return text;
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
