#pragma once

#include "core/net/signal.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace mostik::core::net {

/// Coroutines that live and end together. All calls on the executor's thread.
///
/// A task that throws (other than because it was cancelled) is reported once to `on_failure` and does not
/// touch the others. The group must be joined before it is destroyed.
class TaskGroup {
  public:
    using OnFailure = std::function<void(const std::string& task, std::exception_ptr)>;

    TaskGroup(boost::asio::any_io_executor executor, OnFailure on_failure);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// After stop() a task is not begun any more.
    void spawn(std::string name, boost::asio::awaitable<void> task);

    /// Cancels what is running; repeats are harmless.
    void stop();

    /// Returns when every task has ended.
    boost::asio::awaitable<void> join();

    /// Returns when a task has ended; one waiter at a time.
    boost::asio::awaitable<void> one_ended() { return ended_.wait(); }
    /// The same; false when the time came first.
    boost::asio::awaitable<bool> one_ended_until(std::chrono::steady_clock::time_point deadline) {
        return ended_.wait_until(deadline);
    }

    std::size_t running() const { return tasks_.size(); }

  private:
    struct Task {
        std::string name;
        boost::asio::cancellation_signal cancel;
    };

    boost::asio::any_io_executor executor_;
    OnFailure on_failure_;
    std::list<Task> tasks_;
    Signal ended_;
    bool stopping_ = false;
};

}  // namespace mostik::core::net
