#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"
#include "core/message.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage {

using TicketNumber = std::int64_t;

enum class TicketState {
    fresh,    ///< "new": nobody has looked at it
    open,     ///< the person's turn is over: a specialist has to answer
    waiting,  ///< answered: the person has to say something
    closed,
};

/// "new", "open", "waiting", "closed"; nothing for another word.
std::string_view to_string(TicketState state);
std::optional<TicketState> ticket_state_from(std::string_view text);

/// What somebody reported and what became of it.
struct Ticket {
    TicketNumber number = 0;
    core::Address person;     ///< empty once he is forgotten
    std::string person_name;  ///< as he was called when he last wrote
    std::string person_login;
    std::string language;
    std::string source;  ///< a deep link's payload; empty: none
    TicketState state = TicketState::fresh;
    std::string assignee_id;  ///< of the specialist who has taken it; empty: nobody
    std::string assignee_name;
    std::optional<TicketNumber> previous;  ///< his ticket before this one
    std::int64_t turn = 0;                 ///< grows with every message and every change of state
    core::Time created_at{};
    core::Time changed_at{};  ///< of its state
    std::optional<core::Time> first_answer_at;
    std::optional<core::Time> closed_at;  ///< nothing while it is not closed
    std::string closed_by;                ///< "person", "timer", "forgotten", or a specialist's name
    int rating = 0;                       ///< 1 to 5; 0: none

    friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// Something that happened to a ticket, for its history.
struct TicketNote {
    core::Time at{};
    std::string who;   ///< "person", "timer", "forgotten", or a specialist's name
    std::string what;  ///< "opened", "taken", "waiting", "closed", "reopened", "rated 5", …

    friend bool operator==(const TicketNote&, const TicketNote&) = default;
};

enum class TicketSide { person, specialist };

/// A message of a ticket, by the id that it has where it was written. One that never leaves (an internal
/// note, a command) is there too, so that it is known.
struct TicketMessage {
    TicketNumber ticket = 0;
    core::MessageRef ref;
    TicketSide side = TicketSide::person;
    bool internal = false;           ///< not for the person
    std::string author;              ///< a name, for people
    std::string text;                ///< Markdown; of an internal one too
    std::vector<std::string> files;  ///< their names
    core::Time written_at{};
    std::optional<core::Time> edited_at;
    std::optional<core::Time> deleted_at;

    friend bool operator==(const TicketMessage&, const TicketMessage&) = default;
};

struct TicketFilter {
    std::optional<TicketState> state;
    bool unclosed_only = false;
    std::optional<TicketNumber> before;  ///< smaller numbers only
    int limit = 100;
};

/// Tickets, by number. A person has at most one that is not closed. All calls throw StorageError.
class Tickets {
  public:
    virtual ~Tickets() = default;

    /// Gives it the next number, which is returned; numbers are never used twice. Throws StorageError when
    /// the person has one that is not closed.
    virtual TicketNumber open(const Ticket& ticket) = 0;

    /// Writes all of it but its number and its person. Throws StorageError when it is to be open again and
    /// the person has another one that is not closed.
    virtual void update(const Ticket& ticket) = 0;

    virtual std::optional<Ticket> find(TicketNumber number) = 0;
    virtual std::optional<Ticket> unclosed_of(const core::Address& person) = 0;
    virtual std::vector<Ticket> all_of(const core::Address& person, int limit) = 0;  ///< newest first
    virtual std::vector<Ticket> latest(const TicketFilter& filter) = 0;              ///< newest first

    /// How many there are in each state; a state without any is there too.
    virtual std::map<TicketState, std::int64_t> counts() = 0;

    virtual void note(TicketNumber number, const TicketNote& note) = 0;
    virtual std::vector<TicketNote> notes(TicketNumber number) = 0;  ///< oldest first

    /// False when a message with this ref is known: it stays as it was.
    virtual bool add_message(const TicketMessage& message) = 0;
    /// Writes `internal`, text, files, `edited_at` and `deleted_at` of the message with this ref.
    virtual void update_message(const TicketMessage& message) = 0;
    virtual std::optional<TicketMessage> find_message(const core::MessageRef& ref) = 0;
    virtual std::vector<TicketMessage> messages(TicketNumber number) = 0;  ///< in the order of add_message
};

}  // namespace mostik::storage
