#pragma once

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mostik::core::net {

/// Lets a coroutine wait until another one has something for it. A notification that nobody waits for is kept
/// (once). Several may wait() at once: all of them wake, and have to look whether it was for them. Of
/// wait_until() one at a time. All calls on the executor's thread.
class Signal {
  public:
    explicit Signal(const boost::asio::any_io_executor& executor);

    void notify();

    boost::asio::awaitable<void> wait();

    /// False when the time came first.
    boost::asio::awaitable<bool> wait_until(std::chrono::steady_clock::time_point deadline);

  private:
    boost::asio::steady_timer timer_;
    bool notified_ = false;
};

/// Waits; ends early, by exception, only when the coroutine is cancelled.
boost::asio::awaitable<void> pause(std::chrono::milliseconds duration);

}  // namespace mostik::core::net
