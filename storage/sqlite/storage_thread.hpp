#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include <boost/asio/awaitable.hpp>

namespace mostik::storage::sqlite {

/// A thread that runs jobs one after the other, in the order in which they came. Destruction waits for the
/// job that runs; the waiting ones are dropped: their callers get operation_aborted. The executors of waiting
/// coroutines must still exist then.
class StorageThread {
  public:
    StorageThread();
    ~StorageThread();
    StorageThread(const StorageThread&) = delete;
    StorageThread& operator=(const StorageThread&) = delete;

    /// Runs `work` on the thread and resumes the caller on its own executor with what `work` threw.
    /// Cancelling the caller takes a job back that has not begun; one that has begun goes on, and the caller
    /// gets its end.
    boost::asio::awaitable<void> run(std::function<void()> work);

    /// The same for a caller without an executor. Must not be called on the thread itself (std::logic_error).
    void run_blocking(const std::function<void()>& work);

  private:
    struct Job {
        std::uint64_t ticket = 0;
        std::function<void()> work;
        std::function<void(std::exception_ptr)> done;  ///< called once, on any thread
    };

    void submit(Job job);
    void withdraw(std::uint64_t ticket);
    void serve(const std::stop_token& stop);

    std::atomic<std::uint64_t> last_ticket_{0};
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Job> jobs_;
    bool closed_ = false;
    std::jthread thread_;
};

}  // namespace mostik::storage::sqlite
