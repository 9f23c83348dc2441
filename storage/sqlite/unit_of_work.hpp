#pragma once

#include "storage/sqlite/chats.hpp"
#include "storage/sqlite/contacts.hpp"
#include "storage/sqlite/cursors.hpp"
#include "storage/sqlite/failed_events.hpp"
#include "storage/sqlite/inbox.hpp"
#include "storage/sqlite/links.hpp"
#include "storage/sqlite/notifications.hpp"
#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/own_events.hpp"
#include "storage/sqlite/posts.hpp"
#include "storage/sqlite/rate_limits.hpp"
#include "storage/sqlite/search.hpp"
#include "storage/sqlite/tickets.hpp"
#include "storage/unit_of_work.hpp"

#include <functional>

namespace mostik::storage::sqlite {

/// The UnitOfWork over a connection with an open transaction.
class SqliteUnitOfWork final : public UnitOfWork {
  public:
    explicit SqliteUnitOfWork(Connection& connection);

    Posts& posts() override { return posts_; }
    Search& search() override { return search_; }
    Inbox& inbox() override { return inbox_; }
    Outbox& outbox() override { return outbox_; }
    Links& links() override { return links_; }
    Chats& chats() override { return chats_; }
    RateLimits& rate_limits() override { return rate_limits_; }
    OwnEvents& own_events() override { return own_events_; }
    Cursors& cursors() override { return cursors_; }
    FailedEvents& failed_events() override { return failed_events_; }
    Contacts& contacts() override { return contacts_; }
    Tickets& tickets() override { return tickets_; }
    Notifications& notifications() override { return notifications_; }

    void savepoint(const std::function<void()>& step) override;
    std::int64_t changes() const override { return connection_.changes(); }

  private:
    Connection& connection_;
    SqlitePosts posts_;
    SqliteSearch search_;
    SqliteInbox inbox_;
    SqliteOutbox outbox_;
    SqliteLinks links_;
    SqliteChats chats_;
    SqliteRateLimits rate_limits_;
    SqliteOwnEvents own_events_;
    SqliteCursors cursors_;
    SqliteFailedEvents failed_events_;
    SqliteContacts contacts_;
    SqliteTickets tickets_;
    SqliteNotifications notifications_;
};

}  // namespace mostik::storage::sqlite
