#include "storage/sqlite/unit_of_work.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

SqliteUnitOfWork::SqliteUnitOfWork(Connection& connection)
    : connection_(connection),
      posts_(connection),
      search_(connection),
      inbox_(connection),
      outbox_(connection),
      links_(connection),
      chats_(connection),
      rate_limits_(connection),
      own_events_(connection),
      cursors_(connection),
      failed_events_(connection),
      contacts_(connection),
      tickets_(connection),
      notifications_(connection) {}

void SqliteUnitOfWork::savepoint(const std::function<void()>& step) {
    Query(connection_, "SAVEPOINT step").run();
    const std::size_t written = outbox_.journal().size();
    try {
        step();
    } catch (const StorageError& error) {
        connection_.doom(error.what());
        throw;
    } catch (...) {
        // Refused, with a StorageError, when the step hid one behind what it threw.
        Query(connection_, "ROLLBACK TO step").run();
        outbox_.cut_journal(written);
        Query(connection_, "RELEASE step").run();
        throw;
    }
    Query(connection_, "RELEASE step").run();
}

}  // namespace mostik::storage::sqlite
