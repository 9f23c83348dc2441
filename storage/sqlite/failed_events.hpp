#pragma once

#include "storage/failed_events.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteFailedEvents final : public FailedEvents {
  public:
    explicit SqliteFailedEvents(Connection& connection) : connection_(connection) {}

    void record(const FailedEvent& event) override;
    std::vector<FailedEvent> list(int limit) override;
    bool request_retry(std::int64_t id) override;
    int request_retry_all() override;
    std::vector<FailedEvent> requested(int limit) override;
    void remove(std::int64_t id) override;
    std::int64_t count() override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
