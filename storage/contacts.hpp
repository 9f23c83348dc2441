#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mostik::storage {

/// A person who writes to the support desk.
struct Contact {
    core::Address address;         ///< where he writes and is written to: "telegram:123"
    std::string name;              ///< for people: "Anna Ivanova"
    std::string login;             ///< without "@"; empty when there is none
    std::string language;          ///< "ru", "en", …: the one he is spoken to in
    bool language_chosen = false;  ///< by himself: his messenger's word changes nothing any more
    bool blocked = false;          ///< by a specialist: nothing of his is taken
    bool asked = false;            ///< has said that he wants to report, and is to write what
    std::string source;            ///< where he came from last (a deep link's payload), for his next ticket
    core::Time counted_since{};    ///< of the messages that are counted against the limit …
    std::int64_t counted = 0;      ///< … so many since then
    bool warned = false;           ///< that there were too many of them

    friend bool operator==(const Contact&, const Contact&) = default;
};

/// What was removed of a person.
struct Forgotten {
    std::int64_t tickets = 0;   ///< that were his: they stay as numbers, states and times
    std::int64_t messages = 0;  ///< in them, his and those to him
    std::int64_t posts = 0;     ///< stored by `save` from the conversation with him
    std::int64_t outbox = 0;    ///< messages to him, and from him to others
    std::int64_t under_way =
        0;  ///< such messages that are being sent right now: they are removed when that is over

    friend bool operator==(const Forgotten&, const Forgotten&) = default;
};

/// The people whom the support desk knows. All calls throw StorageError.
class Contacts {
  public:
    virtual ~Contacts() = default;

    virtual std::optional<Contact> find(const core::Address& address) = 0;

    /// Replaces what is known of him.
    virtual void put(const Contact& contact, core::Time now) = 0;

    /// Removes all that is stored of the person, in every table: name, texts, files' names, the ids of his
    /// messages, what is on its way to him or from him (it never leaves). His tickets are closed and stay
    /// without him, so that counts and times remain true. That he is blocked stays, or forgetting would
    /// unblock him.
    ///
    /// Two things stay for a while. A message that is being sent at this moment cannot be called back: it is
    /// let end, is not tried again, and goes then. And the inbox keeps which of his events were handled
    /// during the last day (ids of messages, no words): were they delivered once more, they would be taken
    /// for news. They go with the inbox's age.
    ///
    /// What he wrote in groups is theirs and is not looked for.
    virtual Forgotten forget(const core::Address& address, core::Time now) = 0;
};

}  // namespace mostik::storage
