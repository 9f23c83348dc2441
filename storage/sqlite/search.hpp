#pragma once

#include "storage/search.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

/// Search over FTS5, which is given stems and asked for stems.
class SqliteSearch final : public Search {
  public:
    explicit SqliteSearch(Connection& connection) : connection_(connection) {}

    int index_some(int limit) override;
    std::int64_t waiting() override;
    void find(const core::SearchQuery& query, const SearchFilter& filter, const Take& take) override;

  private:
    std::int64_t search_id_of(std::int64_t post, core::Time created_at);

    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
