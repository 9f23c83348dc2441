#pragma once

#include "core/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mostik::storage {

/// An event whose chain threw: its effects were rolled back, the event itself is kept.
struct FailedEvent {
    std::int64_t id = 0;
    std::string messenger;
    std::string type;
    std::string identity;
    std::string event;      ///< core::to_json
    std::string processor;  ///< which one threw
    std::string reason;
    core::Time failed_at{};
    int attempts = 1;
    bool retry_requested = false;
};

/// All calls throw StorageError.
class FailedEvents {
  public:
    virtual ~FailedEvents() = default;
    /// The same (messenger, type, identity) again counts one more attempt and takes back a requested retry.
    virtual void record(const FailedEvent& event) = 0;
    /// Newest first.
    virtual std::vector<FailedEvent> list(int limit) = 0;
    /// Asks the running service for another run; false when there is no such event.
    virtual bool request_retry(std::int64_t id) = 0;
    virtual int request_retry_all() = 0;
    /// Oldest first.
    virtual std::vector<FailedEvent> requested(int limit) = 0;
    virtual void remove(std::int64_t id) = 0;
    virtual std::int64_t count() = 0;
};

}  // namespace mostik::storage
