#pragma once

#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"
#include "tests/simulators/telegram/simulator.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mostik::service_tests {

namespace tg = simulators::telegram;

/// Both simulated servers, and a route both ways between the channel "dev/ops" and a supergroup.
class BridgeScene {
  public:
    explicit BridgeScene(const tg::Options& options = {});

    /// `telegram`: further lines of that section; `route`: further keys of the route, each begun with ", ".
    std::string config(const std::string& telegram = {}, const std::string& route = {}) const;
    std::string route(const std::string& more = {}) const;
    /// The same for a process; its tokens come from the environment.
    std::filesystem::path write_config(const std::string& telegram = {}, const std::string& route = {}) const;
    BotProcess::Environment environment(const std::string& kill_point = {}) const;

    /// Both sides are listened to.
    bool wait_until_ready();

    Post says_in_mattermost(const std::string& text, const std::string& root_id = {});
    tg::Message says_in_telegram(const std::string& text, const tg::WriteOptions& options = {});

    /// The copy in Telegram whose text ends with `text`; nothing when it does not come.
    std::optional<tg::Message> copy_in_telegram(const std::string& text);
    /// The copy in Mattermost.
    std::optional<Post> copy_in_mattermost(const std::string& text);

    std::vector<std::string> texts_in_telegram() const;    ///< of the bot's messages that are there, in order
    std::vector<std::string> texts_in_mattermost() const;  ///< likewise

    Scene mattermost;
    tg::Simulator telegram;
    tg::UserId anna;
    tg::ChatId group;
};

}  // namespace mostik::service_tests
