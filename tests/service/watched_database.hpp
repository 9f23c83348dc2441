#pragma once

#include "storage/database.hpp"
#include "tests/service/patience.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace mostik::service_tests {

/// A real database whose transactions can be waited for, and in which saving a post, and reading, can be made
/// to fail or to take their time. Any thread.
class WatchedDatabase final : public storage::Database {
  public:
    /// Called on the storage thread before a post is saved: may throw what a repository may throw, or block.
    using BeforeSave = std::function<void(const storage::StoredPost&)>;

    explicit WatchedDatabase(std::unique_ptr<storage::Database> inner) : inner_(std::move(inner)) {}

    /// Nothing: posts are saved without ado.
    void before_save(BeforeSave hook);

    /// Called on the reading thread before whatever read() does; nothing: it reads without ado.
    void before_read(std::function<void()> hook);

    /// Asks `condition` now and after every transaction until it holds; false when it does not within
    /// `limit`.
    bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit = patience);

    void transact_blocking(const std::function<void(storage::UnitOfWork&)>& work) override;
    boost::asio::awaitable<bool> changed_elsewhere() override { return inner_->changed_elsewhere(); }

  protected:
    boost::asio::awaitable<void> run(std::function<void(storage::UnitOfWork&)> work,
                                     storage::Durability durability) override;
    boost::asio::awaitable<void> run_reading(std::function<void(storage::UnitOfWork&)> work) override;

  private:
    void note_transaction();
    void run_hook(const storage::StoredPost& post);
    void run_reading_hook();

    std::unique_ptr<storage::Database> inner_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::size_t transactions_ = 0;
    BeforeSave hook_;
    std::function<void()> reading_hook_;
};

}  // namespace mostik::service_tests
