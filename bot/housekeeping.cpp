#include "bot/housekeeping.hpp"

#include "core/net/signal.hpp"

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

constexpr auto inbox_kept_for = std::chrono::days(7);
constexpr int events_forgotten_at_once = 1'000;
constexpr int messages_forgotten_at_once = 500;  // measured: 20 ms

}  // namespace

Housekeeping::Housekeeping(storage::Database& database, const core::Clock& clock,
                           core::Milliseconds look_for_changes, core::Milliseconds messages_kept_for,
                           std::function<void()> changed)
    : database_(database),
      clock_(clock),
      look_for_changes_(look_for_changes),
      messages_kept_for_(messages_kept_for),
      changed_(std::move(changed)) {}

void Housekeeping::keep_messages_for(core::Milliseconds time) {
    if (messages_kept_for_ != time) forget_at_ = std::chrono::steady_clock::now();
    messages_kept_for_ = time;
}

asio::awaitable<void> Housekeeping::run() {
    for (;;) {
        try {
            const bool changed = co_await database_.changed_elsewhere();
            if (changed) changed_();
            if (std::chrono::steady_clock::now() >= forget_at_) {
                forget_at_ = std::chrono::steady_clock::now() + 1h;
                const bool more = co_await forget_some();
                // In small steps, so that events need not wait.
                if (more) forget_at_ = std::chrono::steady_clock::now();
            }
        } catch (const storage::StorageError& error) {
            spdlog::error("storage: {}", error.what());
        }
        co_await core::net::pause(look_for_changes_);
    }
}

/// True when more is left that is old.
asio::awaitable<bool> Housekeeping::forget_some() {
    const core::Time events_before = clock_.now() - inbox_kept_for;
    const core::Time messages_before = clock_.now() - messages_kept_for_;
    const auto forget = [events_before, messages_before](storage::UnitOfWork& unit) {
        const int events = unit.inbox().forget(events_before, events_forgotten_at_once);
        const int messages = unit.outbox().forget(messages_before, messages_forgotten_at_once);
        const int notifications = unit.notifications().forget(messages_before, messages_forgotten_at_once);
        return events == events_forgotten_at_once || messages == messages_forgotten_at_once ||
               notifications == messages_forgotten_at_once;
    };
    const bool more = co_await database_.transact(forget);
    co_return more;
}

}  // namespace mostik::bot
