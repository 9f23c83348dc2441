#pragma once

#include "storage/inbox.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteInbox final : public Inbox {
  public:
    explicit SqliteInbox(Connection& connection) : connection_(connection) {}

    bool contains(const EventKey& key) override;
    void record(const EventKey& key, core::Time now) override;
    int forget(core::Time before, int limit) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
