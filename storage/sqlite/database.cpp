#include "storage/sqlite/database.hpp"

#include "core/kill_point.hpp"
#include "storage/sqlite/unit_of_work.hpp"

#include <utility>

namespace mostik::storage::sqlite {

SqliteDatabase::SqliteDatabase(std::unique_ptr<ServiceLock> lock, std::unique_ptr<Connection> connection,
                               std::unique_ptr<Checkpointer> checkpointer, std::unique_ptr<Connection> reader)
    : lock_(std::move(lock)),
      connection_(std::move(connection)),
      checkpointer_(std::move(checkpointer)),
      reader_(std::move(reader)),
      data_version_(connection_->data_version()) {}

void SqliteDatabase::transact_blocking(const std::function<void(UnitOfWork&)>& work) {
    thread_.run_blocking([&] { execute(work, Durability::full); });
}

boost::asio::awaitable<bool> SqliteDatabase::changed_elsewhere() {
    bool changed = false;
    co_await thread_.run([this, &changed] {
        const std::int64_t version = connection_->data_version();
        changed = version != std::exchange(data_version_, version);
    });
    co_return changed;
}

boost::asio::awaitable<void> SqliteDatabase::run(std::function<void(UnitOfWork&)> work,
                                                 Durability durability) {
    return thread_.run([this, work = std::move(work), durability] { execute(work, durability); });
}

boost::asio::awaitable<void> SqliteDatabase::run_reading(std::function<void(UnitOfWork&)> work) {
    if (!reader_) return run(std::move(work), Durability::normal);
    return reading_.run([this, work = std::move(work)] { look(work); });
}

void SqliteDatabase::look(const std::function<void(UnitOfWork&)>& work) {
    reader_->begin_reading();
    try {
        SqliteUnitOfWork unit(*reader_);
        work(unit);
    } catch (...) {
        reader_->rollback();
        throw;
    }
    reader_->rollback();
}

void SqliteDatabase::execute(const std::function<void(UnitOfWork&)>& work, Durability durability) {
    connection_->begin(durability);
    try {
        SqliteUnitOfWork unit(*connection_);
        work(unit);
    } catch (...) {
        connection_->rollback();
        throw;
    }
    MOSTIK_KILL_POINT("storage.before_commit");
    connection_->commit();
    MOSTIK_KILL_POINT("storage.after_commit");
    if (checkpointer_) checkpointer_->between_transactions();
}

}  // namespace mostik::storage::sqlite
