#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <chrono>
#include <functional>

#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// Notices what other processes ask for, and forgets what is old. io thread only.
class Housekeeping {
  public:
    /// `look_for_changes`: how often. `changed`: called after another process has written.
    Housekeeping(storage::Database& database, const core::Clock& clock, core::Milliseconds look_for_changes,
                 core::Milliseconds messages_kept_for, std::function<void()> changed);

    /// How long what was sent is kept, from now on.
    void keep_messages_for(core::Milliseconds time);

    /// Works until cancelled.
    boost::asio::awaitable<void> run();

  private:
    boost::asio::awaitable<bool> forget_some();

    storage::Database& database_;
    const core::Clock& clock_;
    core::Milliseconds look_for_changes_;
    core::Milliseconds messages_kept_for_;  // once they are over
    std::function<void()> changed_;
    std::chrono::steady_clock::time_point forget_at_ = std::chrono::steady_clock::now();
};

}  // namespace mostik::bot
