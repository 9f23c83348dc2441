#pragma once

#include "core/clock.hpp"
#include "core/command_menu.hpp"
#include "messengers/telegram/bot_api.hpp"

#include <vector>

#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::telegram {

/// Sets the menus of commands that people are shown (setMyCommands): one for groups, one for private chats,
/// in each language; English is shown to the rest. Menus are hints: nothing depends on them, so a failure is
/// logged and left.
boost::asio::awaitable<void> set_commands(BotApi& api, const std::vector<core::CommandMenu>& menus);

}  // namespace mostik::messengers::telegram
