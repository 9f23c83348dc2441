#pragma once

#include "storage/unit_of_work.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>

namespace mostik::storage {

enum class Durability {
    normal,  ///< survives `kill -9`
    full,    ///< survives power loss too: for what nobody can be asked for again
};

/// The one writer of a database. Its SQL runs on a thread of its own; transactions run one after the other,
/// in the order in which they were asked for. Destruction waits for those already begun and drops the rest.
class Database {
  public:
    virtual ~Database() = default;

    /// Runs `work` in one transaction on the storage thread, commits, and resumes the caller on its own
    /// executor. When `work` or the commit throws, everything is rolled back and the exception goes to the
    /// caller: StorageError for the database's own failures. Any thread.
    template <class Work>
    auto transact(Work work, Durability durability = Durability::normal)
        -> boost::asio::awaitable<std::invoke_result_t<Work&, UnitOfWork&>> {
        using Value = std::invoke_result_t<Work&, UnitOfWork&>;
        if constexpr (std::is_void_v<Value>) {
            co_await run([&work](UnitOfWork& unit) { work(unit); }, durability);
        } else {
            std::optional<Value> value;
            co_await run([&work, &value](UnitOfWork& unit) { value.emplace(work(unit)); }, durability);
            co_return std::move(*value);
        }
    }

    /// Runs `work` beside transactions, on what is committed when it begins; what it writes fails. It delays
    /// no transaction, and may take its time. Any thread.
    template <class Work>
    auto read(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, UnitOfWork&>> {
        std::optional<std::invoke_result_t<Work&, UnitOfWork&>> value;
        co_await run_reading([&work, &value](UnitOfWork& unit) { value.emplace(work(unit)); });
        co_return std::move(*value);
    }

    /// The same as transact() for callers that have no executor, such as the command line: blocks until
    /// committed.
    virtual void transact_blocking(const std::function<void(UnitOfWork&)>& work) = 0;

    /// Changes by other processes since the last call (SQLite's data_version). Runs on the storage thread.
    virtual boost::asio::awaitable<bool> changed_elsewhere() = 0;

  protected:
    virtual boost::asio::awaitable<void> run(std::function<void(UnitOfWork&)> work,
                                             Durability durability) = 0;
    virtual boost::asio::awaitable<void> run_reading(std::function<void(UnitOfWork&)> work) = 0;
};

}  // namespace mostik::storage
