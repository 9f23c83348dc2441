#pragma once

#include "messengers/messenger.hpp"
#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/settings.hpp"

#include <string>

namespace mostik::messengers::telegram {

/// `mostik check --online`: the token, who takes the bot's updates, each chat of a route, the bot's rights
/// there, and whether it hears what is said in groups.
class TelegramCheck final : public OnlineCheck {
  public:
    TelegramCheck(BotApi& api, const Settings& settings) : api_(api), settings_(settings) {}

    boost::asio::awaitable<void> check(const CheckWishes& wishes, const ReportCheck& report) override;

  private:
    boost::asio::awaitable<void> check_webhook(const ReportCheck& report);
    boost::asio::awaitable<void> check_chat(core::Address address, bool listens, bool sends, WireUser own,
                                            const ReportCheck& report);

    BotApi& api_;
    const Settings& settings_;
};

}  // namespace mostik::messengers::telegram
