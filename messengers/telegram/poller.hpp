#pragma once

#include "core/clock.hpp"
#include "messengers/messenger.hpp"
#include "messengers/registry.hpp"
#include "messengers/telegram/account.hpp"
#include "messengers/telegram/bot_api.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mostik::messengers::telegram {

/// Asks Telegram for updates (getUpdates, long polling). An update is confirmed only after it has been
/// committed: the offset of the next call says so. The offset is not kept over restarts: what comes twice is
/// known. `menus` are set at the start, and have to outlive it. Whatever goes wrong is tried again, and said
/// in the log; only one who asks is allowed at a time.
class Poller final : public Receiver {
  public:
    Poller(BotApi& api, Account& account, const core::Clock& clock, const ReceiverTiming& timing,
           const std::vector<core::CommandMenu>& menus);

    boost::asio::awaitable<core::Error> listen(Inlet& inlet) override;
    ReceiverStatus status() const override { return status_; }

  private:
    boost::asio::awaitable<ApiResult<std::vector<WireUpdate>>> ask(core::Milliseconds wait);
    boost::asio::awaitable<void> take(Inlet& inlet, const std::vector<WireUpdate>& updates, const Own& own);
    boost::asio::awaitable<void> poll(Inlet& inlet, const Own& own);
    boost::asio::awaitable<void> confirm();
    boost::asio::awaitable<void> explain_conflict(const ApiError& error);

    BotApi& api_;
    Account& account_;
    const core::Clock& clock_;
    ReceiverTiming timing_;
    const std::vector<core::CommandMenu>& menus_;
    ReceiverStatus status_;
    std::optional<std::int64_t> offset_;  ///< all before it are committed
    std::optional<std::int64_t> told_;    ///< the server knows that of this one
    Complaints complaints_;
};

/// The kinds of updates that are asked for, as JSON.
std::string allowed_updates();

}  // namespace mostik::messengers::telegram
