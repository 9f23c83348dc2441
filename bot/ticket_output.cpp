#include "bot/ticket_output.hpp"

#include "bot/printable.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace mostik::bot {

namespace {

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

std::string moment_text(const std::optional<core::Time>& moment) {
    return moment ? core::to_rfc3339(*moment) : std::string{};
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

}  // namespace mostik::bot
