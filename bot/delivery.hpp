#pragma once

#include "core/clock.hpp"
#include "core/net/signal.hpp"
#include "core/net/task_group.hpp"
#include "messengers/messenger.hpp"
#include "storage/database.hpp"

#include <map>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// When an attempt that did not deliver is followed by the next: doubling from one second to five minutes,
/// with the far side's own wish as the least. `jitter` in [0, 1) shortens it by up to a quarter.
core::Milliseconds retry_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter);

/// Takes due rows out of the outbox and sends them, destinations beside each other. A row is claimed (attempt
/// and lease committed) before any byte leaves. Before any repetition the far side is asked whether an
/// earlier attempt arrived. io thread only.
class Delivery {
  public:
    struct Options {
        std::size_t at_once = 16;                ///< sends under way
        core::Milliseconds lease{60'000};        ///< a request's deadline and 30 s
        core::Milliseconds stop_within{10'000};  ///< how long sends under way may still take at the end
    };

    Delivery(const boost::asio::any_io_executor& executor, storage::Database& database,
             std::map<std::string, messengers::Sender*> senders, const core::Clock& clock, Options options);

    /// There may be something due.
    void wake() { wake_.notify(); }

    /// Works until cancelled; then lets the sends under way end, for at most `stop_within`.
    boost::asio::awaitable<void> run();

  private:
    boost::asio::awaitable<void> claim_for_ever();
    boost::asio::awaitable<void> deliver(storage::OutboxRow row);
    boost::asio::awaitable<messengers::SendOutcome> attempt(const storage::OutboxRow& row,
                                                            messengers::Sender& sender);
    boost::asio::awaitable<void> record(const storage::OutboxRow& row, messengers::SendOutcome outcome);

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    std::map<std::string, messengers::Sender*> senders_;
    const core::Clock& clock_;
    Options options_;
    core::net::Signal wake_;
    core::net::TaskGroup sends_;
};

}  // namespace mostik::bot
