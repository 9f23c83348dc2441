#pragma once

#include "processors/processor.hpp"
#include "processors/registry.hpp"
#include "processors/support/settings.hpp"
#include "processors/support/ticket_line.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::processors::support {

/// Who is told what became of a message: parts of OutboxDraft::owner.
constexpr std::string_view owner_answer = "support/answer";    // a specialist's, to the person
constexpr std::string_view owner_inbound = "support/inbound";  // the person's, to the thread
// What a timer is for: TimerDue::owner. Its subject is "NUMBER:TURN" of a ticket.
constexpr std::string_view owner_warn = "support/warn";
constexpr std::string_view owner_close = "support/close";

/// The desk while it deals with one event: what can be done with tickets, whoever does it. Everything is
/// written to the unit of work; nobody is found by what is said in a text, only by stored ids.
class Desk {
  public:
    Desk(const Policy& settled, const PostLink& link, const core::Event& heard, storage::UnitOfWork& open,
         const Context& known)
        : policy(settled), post_link(link), event(heard), unit(open), context(known) {}

    const Policy& policy;
    const PostLink& post_link;
    const core::Event& event;
    storage::UnitOfWork& unit;
    const Context& context;

    /// The ticket whose first post this is.
    std::optional<storage::Ticket> ticket_of_root(const core::MessageRef& post);

    /// Says something to the person. `what` tells it from other things that are said because of the event,
    /// `about` is the ticket that it is about.
    void tell_person(const core::Address& person, core::Message message, std::string_view what,
                     std::optional<storage::TicketNumber> about = {});

    /// Says something of the bot's own in the ticket's thread; not for the person.
    void tell_thread(const storage::Ticket& ticket, const std::string& text, std::string_view what);

    /// Opens a ticket for the person, with its first message; the thread begins.
    storage::Ticket open(const storage::Contact& contact, const storage::TicketMessage& first);

    /// The person's message goes to the thread, in its own words and with its files.
    void carry_to_thread(const storage::Ticket& ticket, const core::Post& post, const std::string& text,
                         std::vector<core::File> files);
    /// What he has changed in it.
    void change_in_thread(const storage::Ticket& ticket, const core::Post& post, const std::string& text,
                          std::vector<core::File> files);

    /// `text` goes to the person as an answer; `post` gets the mark of what became of it.
    void answer(const storage::Ticket& ticket, const core::Post& post, const std::string& text,
                std::vector<core::File> files);
    void change_answer(const storage::Ticket& ticket, const core::Post& post, const std::string& text,
                       std::vector<core::File> files);
    void take_answer_back(storage::TicketNumber ticket, const core::MessageRef& post);

    /// The ticket gets the state, the history says who did that, the first post shows it. Timers are set.
    void change_state(storage::Ticket& ticket, storage::TicketState state, const std::string& who,
                      std::string_view what);
    /// Closes it and tells the person.
    void close(storage::Ticket& ticket, const std::string& who);

    /// Writes the ticket, with `what` in its history.
    void note(storage::Ticket& ticket, const std::string& who, std::string_view what);

    /// From now on the person is waited for.
    void set_timers(const storage::Ticket& ticket);

    /// The first post says again how things are.
    void refresh_root(const storage::Ticket& ticket);

    /// The thread's first post is gone, and the thread with it: begins it anew, with what was said.
    void recreate_thread(const storage::Ticket& ticket);

    /// Forgets that the post is the ticket's first one.
    void forget_root(const storage::Ticket& ticket);

    /// To the specialists' language.
    const core::Translator& translator() const { return context.translator; }

  private:
    storage::OutboxDraft draft(const core::Address& to, std::string_view what,
                               std::optional<storage::TicketNumber> about) const;
    storage::OutboxDraft to_thread(const storage::Ticket& ticket, std::string_view what);
    core::Message message_of_person(const std::string& text, std::vector<core::File> files) const;
    std::optional<core::Time> waits_for_older_answers();
    bool change_copies(storage::TicketNumber ticket, const core::MessageRef& source,
                       storage::Operation operation, std::string_view what, const core::Message& message,
                       std::string_view owner = {});
    std::vector<storage::CopyPlace> places_of(const core::MessageRef& source);
    std::optional<storage::CopyPlace> root_place(storage::TicketNumber number);
    void send_root(const storage::Ticket& ticket, std::string_view what, const core::Address& to,
                   const std::string& order_key);
    core::Message root_message(const storage::Ticket& ticket);
};

}  // namespace mostik::processors::support
