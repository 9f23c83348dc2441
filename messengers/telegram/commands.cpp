#include "messengers/telegram/commands.hpp"

#include "core/translator.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

/// The commands that `respond` has built in, as setMyCommands takes them.
std::string menu(const core::Translator& tr, const std::string& language_code) {
    json commands = json::array();
    const auto add = [&commands](const char* name, const std::string& description) {
        commands.push_back({{"command", name}, {"description", description}});
    };
    add("help", tr("what I can do"));
    add("id", tr("the address of this chat, for the configuration"));
    add("ping", tr("whether I am here"));
    add("status", tr("how I am doing"));
    json parameters = {{"commands", std::move(commands)}};
    if (!language_code.empty()) parameters["language_code"] = language_code;
    return parameters.dump();
}

}  // namespace

asio::awaitable<void> set_commands(BotApi& api) {
    for (const std::string& language : core::Translator::languages()) {
        const core::Translator tr(language);
        const std::string parameters = menu(tr, language == "en" ? "" : language);
        const auto done = co_await api.call("setMyCommands", parameters);
        if (done) continue;
        spdlog::warn("telegram: the menu of commands cannot be set: {}", in_words(done.error()));
        co_return;
    }
}

}  // namespace mostik::messengers::telegram
