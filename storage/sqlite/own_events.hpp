#pragma once

#include "storage/own_events.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqliteOwnEvents final : public OwnEvents {
  public:
    explicit SqliteOwnEvents(Connection& connection) : connection_(connection) {}

    void add(core::Event event, core::Time due_at) override;
    std::vector<std::pair<std::int64_t, core::Event>> due(core::Time now, int limit) override;
    void remove(std::int64_t number) override;
    std::optional<core::Time> next_due() override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
