#pragma once

#include "core/clock.hpp"

#include <string>

namespace mostik::storage {

/// What names an event for good. Time first: see PostKey.
struct EventKey {
    std::string messenger;
    core::Time happened_at{};
    std::string type;
    std::string identity;
};

/// The events whose effects are in the database: an event is run once. All calls throw StorageError.
class Inbox {
  public:
    virtual ~Inbox() = default;
    virtual bool contains(const EventKey& key) = 0;
    virtual void record(const EventKey& key, core::Time now) = 0;
    /// Forgets what was recorded before `before`; returns how many, at most `limit`.
    virtual int forget(core::Time before, int limit) = 0;
};

}  // namespace mostik::storage
