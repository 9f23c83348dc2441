#pragma once

#include "storage/database.hpp"

#include <cstdint>

#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// Indexes what was committed, in steps so small that an event which arrives meanwhile hardly waits. A search
/// does not depend on it: it indexes what it misses. io thread only.
class SearchIndexer {
  public:
    explicit SearchIndexer(storage::Database& database) : database_(database) {}

    /// One step, in a transaction of its own; returns whether there is more to index. Throws StorageError.
    boost::asio::awaitable<bool> step();

  private:
    storage::Database& database_;
    std::int64_t indexed_ = 0;  ///< since there was nothing to index
};

}  // namespace mostik::bot
