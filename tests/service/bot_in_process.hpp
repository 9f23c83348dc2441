#pragma once

#include "bot/config.hpp"
#include "bot/service.hpp"
#include "core/clock.hpp"
#include "tests/service/remembered.hpp"
#include "tests/service/watched_database.hpp"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace boost::asio {
class io_context;
}

namespace mostik::service_tests {

/// Deadlines for tests: what fails is tried again soon.
bot::ServiceTiming quick();

/// Real time, and as much later as it was set.
class ShiftedClock final : public core::Clock {
  public:
    core::Time now() const override { return real_.now() + ahead_.load(); }
    void advance(core::Milliseconds by) { ahead_ = ahead_.load() + by; }

  private:
    core::SystemClock real_;
    std::atomic<core::Milliseconds> ahead_{};
};

/// The running bot in this process, on a thread of its own, over a database file. Any thread.
class BotInProcess {
  public:
    /// Runs when it returns. The configuration's text is written to config.yaml in `folder`, where the
    /// database is too: a second bot with the same folder goes on where the first one ended. What is written
    /// there later is applied, as `mostik run` does it.
    BotInProcess(const std::filesystem::path& folder, const std::string& config_text,
                 const bot::ServiceTiming& timing = quick());
    /// Stops it.
    ~BotInProcess();
    BotInProcess(const BotInProcess&) = delete;
    BotInProcess& operator=(const BotInProcess&) = delete;

    /// Asks it to stop and returns its exit code once it has; fails the test when it does not. May be
    /// repeated.
    int stop();
    /// The exit code of a bot that gives up by itself; nothing when it goes on running for longer than
    /// `patience`.
    std::optional<int> wait_for_end();

    /// For the bot it is that much later, by less than a lease. What is due then is done after the next
    /// event.
    void advance(core::Milliseconds by) { clock_.advance(by); }

    /// Asks `condition` now and after every transaction of the bot.
    bool wait_until(const std::function<bool()>& condition) { return database_.wait_until(condition); }
    WatchedDatabase& database() { return database_; }
    Remembered& remembered() { return remembered_; }

  private:
    void run();

    std::filesystem::path file_;
    bot::Config config_;
    WatchedDatabase database_;
    Remembered remembered_;
    bot::ServiceTiming timing_;
    ShiftedClock clock_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::function<void()> stop_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::optional<int> exit_code_;
    std::thread thread_;
};

}  // namespace mostik::service_tests
