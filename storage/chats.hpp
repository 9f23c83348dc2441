#pragma once

#include "core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage {

/// A chat or channel that was heard of.
struct Chat {
    std::string messenger;
    std::string id;    ///< as it stands in an address
    std::string name;  ///< for people
    std::string kind;  ///< "private", "group", "channel", …
    core::Time first_heard_at{};
    std::optional<core::Time> unreachable_since;
    std::string reason;    ///< why nothing can be sent there
    std::string moved_to;  ///< its id by now; empty: this one
};

/// Who was heard of, and whose address is dead until he is heard of again. All calls throw StorageError.
class Chats {
  public:
    virtual ~Chats() = default;

    /// The chat lives: its name is noted, and what is said of its address is over. Returns whether it was
    /// unreachable until now.
    virtual bool heard(const Chat& chat, core::Time now) = 0;

    /// Nothing is sent there until it is heard of.
    virtual void suppress(const std::string& messenger, const std::string& id, const std::string& reason,
                          core::Time now) = 0;

    /// Something has arrived there: if it was unreachable, it is no more.
    virtual void reached(const std::string& messenger, const std::string& id) = 0;

    /// The chat has another id now.
    virtual void moved(const std::string& messenger, const std::string& from, const std::string& to,
                       core::Time now) = 0;

    /// Its id by now: the last of its moves.
    virtual std::string current_id(const std::string& messenger, const std::string& id) = 0;

    virtual std::optional<Chat> find(const std::string& messenger, const std::string& id) = 0;
    virtual std::vector<Chat> all() = 0;  ///< by messenger and name
};

}  // namespace mostik::storage
