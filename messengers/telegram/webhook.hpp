#pragma once

#include "core/clock.hpp"
#include "messengers/messenger.hpp"
#include "messengers/registry.hpp"
#include "messengers/telegram/account.hpp"
#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/complaints.hpp"
#include "messengers/telegram/settings.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mostik::messengers::telegram {

/// Has Telegram call Mostik with each update, instead of asking for them. Source:
/// https://core.telegram.org/bots/api#setwebhook.
///
/// A call is answered 200 when its update has been committed, so Telegram forgets it then and not before.
/// Whatever else it is answered, Telegram calls again, for 24 hours, and holds back what comes after in that
/// chat. The webhook stays set when Mostik stops: Telegram keeps what is said meanwhile.
class Webhook final : public Receiver, public HttpEndpoint {
  public:
    Webhook(BotApi& api, Account& account, const Settings& settings, const core::Clock& clock,
            const ReceiverTiming& timing, const std::vector<core::CommandMenu>& menus);

    /// Sets the webhook, and looks after it.
    boost::asio::awaitable<core::Error> listen(Inlet& inlet) override;
    ReceiverStatus status() const override { return status_; }

    std::vector<core::net::HttpRoute> routes() override;

  private:
    boost::asio::awaitable<core::net::Reply> take(const core::net::IncomingRequest& request);
    boost::asio::awaitable<void> set();
    boost::asio::awaitable<std::optional<WireWebhook>> ask();
    void judge(const WireWebhook& webhook);
    bool knows_secret(const core::net::IncomingRequest& request) const;
    void note_stranger(const std::string& address);

    BotApi& api_;
    Account& account_;
    const WebhookSettings& settings_;
    const std::vector<core::CommandMenu>& menus_;
    const core::Clock& clock_;
    ReceiverTiming timing_;
    ReceiverStatus status_;
    Complaints complaints_;
    Inlet* inlet_ = nullptr;  ///< while calls are welcome
    Own own_;
    std::int64_t last_error_at_ = 0;  ///< of those that were said
    std::int64_t strangers_ = 0;      ///< calls without the secret that were not said
    std::optional<std::chrono::steady_clock::time_point> stranger_said_at_;
};

}  // namespace mostik::messengers::telegram
