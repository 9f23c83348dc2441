#pragma once

#include "storage/chats.hpp"
#include "storage/contacts.hpp"
#include "storage/cursors.hpp"
#include "storage/error.hpp"
#include "storage/failed_events.hpp"
#include "storage/inbox.hpp"
#include "storage/links.hpp"
#include "storage/notifications.hpp"
#include "storage/outbox.hpp"
#include "storage/own_events.hpp"
#include "storage/posts.hpp"
#include "storage/rate_limits.hpp"
#include "storage/search.hpp"
#include "storage/tickets.hpp"

#include <cstdint>
#include <functional>

namespace mostik::storage {

/// One open transaction and what can be read and written in it. Lives on the storage thread, only as long as
/// the function that it was given to.
class UnitOfWork {
  public:
    virtual ~UnitOfWork() = default;

    virtual Posts& posts() = 0;
    virtual Search& search() = 0;
    virtual Inbox& inbox() = 0;
    virtual Outbox& outbox() = 0;
    virtual Links& links() = 0;
    virtual Chats& chats() = 0;
    virtual RateLimits& rate_limits() = 0;
    virtual OwnEvents& own_events() = 0;
    virtual Cursors& cursors() = 0;
    virtual FailedEvents& failed_events() = 0;
    virtual Contacts& contacts() = 0;
    virtual Tickets& tickets() = 0;
    virtual Notifications& notifications() = 0;

    /// Runs `step` in a savepoint. When it throws, what it wrote is rolled back and the exception goes on;
    /// a StorageError leaves the savepoint alone, because the whole transaction has to be given up.
    virtual void savepoint(const std::function<void()>& step) = 0;

    /// Rows changed in this transaction so far: the difference tells whether a step wrote anything.
    virtual std::int64_t changes() const = 0;
};

}  // namespace mostik::storage
