#pragma once

#include "core/clock.hpp"
#include "core/message.hpp"
#include "storage/outbox.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::storage {

using core::LinkedMessage;

/// That a message is a copy of another one. A long text has several copies in one chat, as parts of the
/// origin; an album has several origins, as parts of the copy.
struct Link {
    LinkedMessage origin;
    LinkedMessage copy;
    CopyPlace place;  ///< where the copy was sent, as it was addressed

    friend bool operator==(const Link&, const Link&) = default;
};

/// Which message is a copy of which; kept for ever, so that a reply finds its place however old it is. A
/// message with its part is a copy of one origin only, and an origin with its part has one copy at an
/// address. All calls throw StorageError.
class Links {
  public:
    virtual ~Links() = default;

    /// The same link again changes nothing. False when it contradicts another one, which stays.
    virtual bool record(const Link& link, core::Time now) = 0;

    /// By place and part.
    virtual std::vector<Link> copies_of(const core::MessageRef& origin) = 0;

    /// Nothing when the message is no copy.
    virtual std::optional<Link> origin_of(const core::MessageRef& copy) = 0;

    /// The messages that say the same as this one, itself first: its origin and that one's other copies, of
    /// which those that were sent to `near` come first.
    virtual std::vector<LinkedMessage> counterparts(const core::MessageRef& message,
                                                    const core::Address& near) = 0;

    /// The messages of the thread of this root, without itself, that have copies.
    virtual std::vector<core::MessageRef> replies_with_copies(const core::MessageRef& root) = 0;

    /// The copy is gone.
    virtual void forget_copy(const core::MessageRef& copy) = 0;
};

}  // namespace mostik::storage
