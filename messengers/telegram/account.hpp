#pragma once

#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/event_translation.hpp"

#include <optional>

#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::telegram {

/// Who the bot is, asked once. io thread only.
class Account {
  public:
    explicit Account(BotApi& api) : api_(api) {}

    boost::asio::awaitable<ApiResult<Own>> own();

  private:
    BotApi& api_;
    std::optional<Own> own_;
};

}  // namespace mostik::messengers::telegram
