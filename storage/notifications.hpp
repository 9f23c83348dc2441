#pragma once

#include "core/clock.hpp"
#include "storage/outbox.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mostik::storage {

/// A message that a notification became.
struct NotificationMessage {
    OutboxId id = 0;
    core::Address to;

    friend bool operator==(const NotificationMessage&, const NotificationMessage&) = default;
};

/// What another system handed in.
struct Notification {
    NotificationId id = 0;
    std::string reference;    ///< its name among all of them; the same again is the same notification
    std::string fingerprint;  ///< of what was asked for, to tell whether the same name means the same
    std::string source;       ///< who handed it in
    core::Time accepted_at{};
};

/// A file that came with a notification.
struct NotificationFile {
    std::string name;
    std::string mime_type;
    std::string content;  ///< its bytes
};

/// What other systems handed in, for as long as the outbox has messages of it. All calls throw StorageError.
class Notifications {
  public:
    virtual ~Notifications() = default;

    /// Throws StorageError when the reference is there already.
    virtual NotificationId add(const Notification& notification,
                               const std::vector<NotificationFile>& files) = 0;

    virtual std::optional<Notification> find(const std::string& reference) = 0;
    virtual std::optional<Notification> find(NotificationId id) = 0;

    /// The messages that it became (OutboxDraft::notification), in the order in which they were written.
    virtual std::vector<NotificationMessage> messages(NotificationId id) = 0;

    /// Files are numbered from 0.
    virtual std::optional<NotificationFile> file(NotificationId id, int number) = 0;

    /// Removes those accepted before `before` of which the outbox has no message any more; returns how many,
    /// at most `limit`. Files go earlier, whenever they were accepted: when no message of theirs can be sent
    /// any more.
    virtual int forget(core::Time before, int limit) = 0;
};

}  // namespace mostik::storage
