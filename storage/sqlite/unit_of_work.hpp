#pragma once

#include "storage/sqlite/cursors.hpp"
#include "storage/sqlite/failed_events.hpp"
#include "storage/sqlite/inbox.hpp"
#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/posts.hpp"
#include "storage/sqlite/search.hpp"
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
    Cursors& cursors() override { return cursors_; }
    FailedEvents& failed_events() override { return failed_events_; }

    void savepoint(const std::function<void()>& step) override;
    std::int64_t changes() const override { return connection_.changes(); }

  private:
    Connection& connection_;
    SqlitePosts posts_;
    SqliteSearch search_;
    SqliteInbox inbox_;
    SqliteOutbox outbox_;
    SqliteCursors cursors_;
    SqliteFailedEvents failed_events_;
};

}  // namespace mostik::storage::sqlite
