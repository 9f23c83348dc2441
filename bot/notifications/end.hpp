#pragma once

#include "processors/chain.hpp"
#include "storage/unit_of_work.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::bot {

/// What became of a notification that somebody handed in and waits for.
struct NotificationEnd {
    std::optional<processors::ProcessorFailure> failure;  ///< its chain failed: nothing of it is kept
    std::optional<storage::Notification> notification;    ///< what is stored under its reference, if anything
    std::vector<storage::NotificationMessage> messages;   ///< of that
};

/// What is stored under the reference.
NotificationEnd stored_end(storage::UnitOfWork& unit, const std::string& reference);

/// What that means for whoever handed it in.
enum class NotificationVerdict {
    taken,          ///< now or before: its messages are those of the end
    failed,         ///< in its chain
    unhandled,      ///< no chain stores it
    another_there,  ///< its idempotency key is that of another request
};
/// `fingerprint`: of what was asked for.
NotificationVerdict verdict_on(const NotificationEnd& end, const std::string& fingerprint);

}  // namespace mostik::bot
