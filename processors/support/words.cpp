#include "processors/support/words.hpp"

#include "processors/carried.hpp"
#include "processors/shorten.hpp"

#include <array>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::support {

namespace {

using storage::Ticket;
using storage::TicketState;

template <class... Values>
std::string filled(const std::string& pattern, const Values&... values) {
    return fmt::format(fmt::runtime(pattern), values...);
}

core::Button button(const std::string& label, const std::string& data) {
    return {.label = label, .data = std::string(button_prefix) + data, .url = ""};
}

std::vector<std::vector<core::Button>> menu(const core::Translator& tr) {
    return {{button(tr("Report an error"), "report")},
            {button(tr("My requests"), "mine"), button(tr("Language"), "language")}};
}

/// A catalogue translates "English" by what its own language calls itself.
std::string own_name(const std::string& language) {
    const core::Translator tr(language);
    return tr("English");
}

/// What a state means to the person.
std::string state_for_person(const core::Translator& tr, TicketState state) {
    switch (state) {
        case TicketState::fresh:
            return tr("received");
        case TicketState::open:
            return tr("being worked on");
        case TicketState::waiting:
            return tr("answered: your turn");
        case TicketState::closed:
            return tr("closed");
    }
    return {};
}

std::string age_of(const core::Translator& tr, core::Milliseconds age) {
    using namespace std::chrono;
    if (age < hours(1)) return filled(tr("{} min"), duration_cast<minutes>(age).count());
    if (age < hours(48)) return filled(tr("{} h"), duration_cast<hours>(age).count());
    return filled(tr("{} d"), duration_cast<days>(age).count());
}

std::string moment(core::Time time) {
    const std::string text = core::to_rfc3339(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

/// In a cell of a table.
std::string cell(const std::string& words) {
    return escaped(shorten(words, 60));
}

std::string person_of(const core::Translator& tr, const Ticket& ticket) {
    if (ticket.person.messenger.empty()) return tr("(forgotten)");
    std::string text = escaped(ticket.person_name);
    if (!ticket.person_login.empty()) text += " (@" + escaped(ticket.person_login) + ")";
    return text;
}

}  // namespace

std::string number_of(const Ticket& ticket) {
    return "#" + std::to_string(ticket.number);
}

core::Message greeting(const core::Translator& tr) {
    core::Message message;
    message.text =
        tr("Hello! Here you can report an error or ask a question: people will read it and answer you in "
           "this chat.");
    message.buttons = menu(tr);
    return message;
}

core::Message question(const core::Translator& tr) {
    return {.text = tr("Please describe what happened. You can send text, photos, files and voice messages, "
                       "several of them too.")};
}

core::Message languages(const core::Translator& tr) {
    core::Message message;
    message.text = tr("Which language shall I speak?");
    for (const std::string& language : core::Translator::languages()) {
        message.buttons.push_back({button(own_name(language), "language:" + language)});
    }
    return message;
}

core::Message opened(const core::Translator& tr, const Ticket& ticket) {
    core::Message message;
    message.text = filled(tr("Your request is registered under number **{}**. Whatever you write here now "
                             "belongs to it; the answer will come here, too."),
                          number_of(ticket));
    message.buttons = {{button(tr("Close the request"), "close:" + std::to_string(ticket.number))}};
    return message;
}

core::Message reopened(const core::Translator& tr, const Ticket& ticket) {
    core::Message message;
    message.text = filled(tr("Your request **{}** is open again."), number_of(ticket));
    message.buttons = {{button(tr("Close the request"), "close:" + std::to_string(ticket.number))}};
    return message;
}

core::Message closed(const core::Translator& tr, const Ticket& ticket, bool by_person, bool rating) {
    core::Message message;
    message.text = filled(by_person ? tr("You have closed the request **{}**.")
                                    : tr("The request **{}** is closed. If something is left, just write."),
                          number_of(ticket));
    if (!rating) return message;
    message.text += "\n\n" + tr("How did we do?");
    auto& row = message.buttons.emplace_back();
    for (int stars = 1; stars <= 5; ++stars) {
        row.push_back(button(std::to_string(stars),
                             "rate:" + std::to_string(ticket.number) + ":" + std::to_string(stars)));
    }
    return message;
}

core::Message closing_soon(const core::Translator& tr, const Ticket& ticket) {
    core::Message message;
    message.text =
        filled(tr("Is there anything else about your request **{}**? If you do not write, it will be "
                  "closed soon."),
               number_of(ticket));
    message.buttons = {{button(tr("Close the request"), "close:" + std::to_string(ticket.number))}};
    return message;
}

core::Message own_tickets(const core::Translator& tr, const std::vector<Ticket>& tickets) {
    core::Message message;
    if (tickets.empty()) {
        message.text = tr("You have no requests yet.");
        message.buttons = menu(tr);
        return message;
    }
    message.text = tr("Your requests:");
    for (const Ticket& ticket : tickets) {
        message.text += "\n" + filled(tr("**{}** of {}: {}"), number_of(ticket), moment(ticket.created_at),
                                      state_for_person(tr, ticket.state));
    }
    return message;
}

std::string state_word(const core::Translator& tr, TicketState state) {
    switch (state) {
        case TicketState::fresh:
            return "🆕 " + tr("new");
        case TicketState::open:
            return "🔵 " + tr("open");
        case TicketState::waiting:
            return "💬 " + tr("waiting for the person");
        case TicketState::closed:
            return "✔️ " + tr("closed");
    }
    return {};
}

std::string root_text(const core::Translator& tr, const Ticket& ticket, const std::string& first_words) {
    std::string text = "#### " + number_of(ticket) + " · " + person_of(tr, ticket) + "\n";
    text += "**" + state_word(tr, ticket.state) + "**";
    if (!ticket.assignee_name.empty()) {
        text += " · " + filled(tr("taken by {}"), escaped(ticket.assignee_name));
    }
    if (ticket.rating > 0) text += " · " + filled(tr("rated {} of 5"), ticket.rating);
    text += "\n" + filled(tr("language: {}"), ticket.language);
    if (!ticket.source.empty()) text += " · " + filled(tr("came from: {}"), escaped(ticket.source));
    if (ticket.previous) text += " · " + filled(tr("earlier request: #{}"), *ticket.previous);
    if (!ticket.person.messenger.empty()) text += " · `" + core::to_string(ticket.person) + "`";
    if (!first_words.empty()) text += "\n> " + escaped(shorten(first_words, 200));
    return text;
}

std::string transcript(const core::Translator& tr, const std::vector<storage::TicketMessage>& messages) {
    constexpr std::size_t most = 100;
    std::string text = tr("The first post of this thread was deleted. This was said before:");
    const std::size_t first = messages.size() > most ? messages.size() - most : 0;
    if (first > 0) {
        text += "\n*" +
                filled(tr.plural("{} earlier message is left out", "{} earlier messages are left out",
                                 static_cast<long>(first)),
                       first) +
                "*";
    }
    for (std::size_t i = first; i < messages.size(); ++i) {
        const storage::TicketMessage& message = messages[i];
        if (message.internal || message.deleted_at) continue;
        text +=
            "\n\n**" + escaped(message.author) + "** *" + moment(message.written_at) + "*\n" + message.text;
        for (const std::string& file : message.files) text += "\n📎 " + escaped(file);
    }
    return text;
}

std::string ticket_table(const core::Translator& tr, const std::vector<ListedTicket>& tickets,
                         core::Time now) {
    if (tickets.empty()) return tr("No request is open.");
    std::string text = "| # | " + tr("Person") + " | " + tr("State") + " | " + tr("Age") + " | " +
                       tr("Taken by") + " |\n|---|---|---|---|---|";
    for (const ListedTicket& listed : tickets) {
        const Ticket& ticket = listed.ticket;
        const std::string number = number_of(ticket);
        text += "\n| " + (listed.link.empty() ? number : "[" + number + "](" + listed.link + ")") + " | " +
                cell(ticket.person_name) + " | " + state_word(tr, ticket.state) + " | " +
                age_of(tr, now - ticket.created_at) + " | " +
                (ticket.assignee_name.empty() ? "—" : cell(ticket.assignee_name)) + " |";
    }
    return text;
}

}  // namespace mostik::processors::support
