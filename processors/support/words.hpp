#pragma once

#include "core/message.hpp"
#include "core/translator.hpp"
#include "processors/support/settings.hpp"
#include "storage/contacts.hpp"
#include "storage/tickets.hpp"

#include <string>
#include <vector>

/// What the support desk says, as Markdown. To a person: in his language; to specialists: in the bot's.
namespace mostik::processors::support {

// The data of the buttons under what a person is told: "support:" and what is wanted.
constexpr std::string_view button_prefix = "support:";

/// "#42".
std::string number_of(const storage::Ticket& ticket);

core::Message greeting(const core::Translator& tr);
core::Message question(const core::Translator& tr);
core::Message languages(const core::Translator& tr);
core::Message opened(const core::Translator& tr, const storage::Ticket& ticket);
core::Message reopened(const core::Translator& tr, const storage::Ticket& ticket);
/// `by_person`: he did it himself. `rating`: he is asked for one.
core::Message closed(const core::Translator& tr, const storage::Ticket& ticket, bool by_person, bool rating);
core::Message closing_soon(const core::Translator& tr, const storage::Ticket& ticket);
/// The person's own tickets, newest first.
core::Message own_tickets(const core::Translator& tr, const std::vector<storage::Ticket>& tickets);

/// A state as specialists read it.
std::string state_word(const core::Translator& tr, storage::TicketState state);

/// A ticket's first post. `first_words`: what it began with.
std::string root_text(const core::Translator& tr, const storage::Ticket& ticket,
                      const std::string& first_words);

/// All that was said so far, for a thread that has to begin anew.
std::string transcript(const core::Translator& tr, const std::vector<storage::TicketMessage>& messages);

/// The unclosed tickets as a table; `link` leads to a ticket's first post, or is empty.
struct ListedTicket {
    storage::Ticket ticket;
    std::string link;
};
std::string ticket_table(const core::Translator& tr, const std::vector<ListedTicket>& tickets,
                         core::Time now);

}  // namespace mostik::processors::support
