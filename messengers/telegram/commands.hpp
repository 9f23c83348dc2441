#pragma once

#include "core/clock.hpp"
#include "messengers/telegram/bot_api.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::telegram {

/// Sets the menu of commands that people are shown (setMyCommands), in every language that there is a
/// catalogue for; English is shown to the rest. Menus are hints: nothing depends on them, so a failure is
/// logged and left.
boost::asio::awaitable<void> set_commands(BotApi& api);

}  // namespace mostik::messengers::telegram
