#pragma once

#include "messengers/registry.hpp"
#include "messengers/telegram/bot_api.hpp"
#include "messengers/telegram/complaints.hpp"
#include "messengers/telegram/event_translation.hpp"

#include <optional>

#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::telegram {

/// Who the bot is, asked once. io thread only.
class Account {
  public:
    explicit Account(BotApi& api) : api_(api) {}

    boost::asio::awaitable<ApiResult<Own>> own();

    /// The same, asked again until there is an answer.
    boost::asio::awaitable<Own> own_at_last(ReceiverTiming timing, Complaints& complaints);

  private:
    BotApi& api_;
    std::optional<Own> own_;
};

}  // namespace mostik::messengers::telegram
