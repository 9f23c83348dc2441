#include "messengers/telegram/commands.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

/// As setMyCommands takes them. `scope`: whom it is shown to; empty: wherever no other menu is.
std::string menu(const std::vector<core::MenuCommand>& commands, const std::string& language,
                 const std::string& scope) {
    json list = json::array();
    for (const core::MenuCommand& command : commands) {
        list.push_back({{"command", command.name}, {"description", command.description}});
    }
    json parameters = {{"commands", std::move(list)}};
    if (language != "en") parameters["language_code"] = language;
    if (!scope.empty()) parameters["scope"] = {{"type", scope}};
    return parameters.dump();
}

std::vector<std::string> menus_as_parameters(const std::vector<core::CommandMenu>& menus) {
    std::vector<std::string> all;
    for (const core::CommandMenu& each : menus) {
        all.push_back(menu(each.in_groups, each.language, ""));
        all.push_back(menu(each.direct, each.language, "all_private_chats"));
    }
    return all;
}

}  // namespace

asio::awaitable<void> set_commands(BotApi& api, const std::vector<core::CommandMenu>& menus) {
    for (const std::string& parameters : menus_as_parameters(menus)) {
        const auto done = co_await api.call("setMyCommands", parameters);
        if (done) continue;
        spdlog::warn("telegram: the menu of commands cannot be set: {}", in_words(done.error()));
        co_return;
    }
}

}  // namespace mostik::messengers::telegram
