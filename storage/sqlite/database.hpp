#pragma once

#include "storage/database.hpp"
#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/lock.hpp"
#include "storage/sqlite/storage_thread.hpp"

#include <functional>
#include <memory>

namespace mostik::storage::sqlite {

/// The Database over one connection, which from now on belongs to the storage thread, and a second one for
/// reading, which belongs to a thread of its own.
class SqliteDatabase final : public Database {
  public:
    /// `lock` and `checkpointer` (of this connection) may be absent; without `reader` (of the same file)
    /// readers wait for transactions, and these for them.
    SqliteDatabase(std::unique_ptr<ServiceLock> lock, std::unique_ptr<Connection> connection,
                   std::unique_ptr<Checkpointer> checkpointer, std::unique_ptr<Connection> reader = nullptr);

    /// Commits with Durability::full: a person's command is not repeated by itself.
    void transact_blocking(const std::function<void(UnitOfWork&)>& work) override;
    boost::asio::awaitable<bool> changed_elsewhere() override;

  protected:
    boost::asio::awaitable<void> run(std::function<void(UnitOfWork&)> work, Durability durability) override;
    boost::asio::awaitable<void> run_reading(std::function<void(UnitOfWork&)> work) override;

  private:
    void execute(const std::function<void(UnitOfWork&)>& work, Durability durability);
    void look(const std::function<void(UnitOfWork&)>& work);

    // In the order of construction: the thread ends first, the lock goes last.
    std::unique_ptr<ServiceLock> lock_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Checkpointer> checkpointer_;
    std::unique_ptr<Connection> reader_;
    std::int64_t data_version_;
    StorageThread thread_;
    StorageThread reading_;
};

}  // namespace mostik::storage::sqlite
