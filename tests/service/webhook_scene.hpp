#pragma once

#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/service/scene.hpp"
#include "tests/simulators/telegram/simulator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace mostik::service_tests {

namespace telegram_sim = simulators::telegram;

telegram_sim::Options any_webhook_address();

/// A simulated Telegram that calls a bot on this machine, with two people who know the bot and a group of
/// them; and a simulated Mattermost, as the configuration needs one. What is said in the group is stored;
/// what is said to the bot alone is answered.
class WebhookScene {
  public:
    static constexpr auto secret = "s3cret_of-the_hook";
    static constexpr auto path = "/hook/telegram";

    explicit WebhookScene(const telegram_sim::Options& options = any_webhook_address());

    Scene mattermost;
    telegram_sim::Simulator telegram;
    ReservedPort port;
    telegram_sim::UserId alice, anna;
    telegram_sim::ChatId ops;
    std::string url;  ///< that Telegram shall call; may be changed before config() is asked

    Wishes wishes() const;
    std::string config() const { return mattermost.config(wishes()); }
    std::unique_ptr<BotInProcess> run(const bot::ServiceTiming& timing = impatient()) const;
    /// quick(), and Telegram is asked often what it thinks of the webhook.
    static bot::ServiceTiming impatient();

    LogLines& log() { return mattermost.log; }

    /// Calls the bot as Telegram would.
    contract::Answer call(const std::string& body, const contract::Headers& headers = with_secret()) const;
    static contract::Headers with_secret() { return {{"X-Telegram-Bot-Api-Secret-Token", secret}}; }
    /// An update in which Alice says `text` in the group.
    std::string update(int number, const std::string& text) const;

    /// What the bot has said to Alice alone, oldest first.
    std::vector<std::string> answers() const;
    bool wait_for_answers(std::size_t count);
    /// Lets Telegram's time go on, so that it repeats what it could not deliver; false when it still cannot.
    bool wait_for_repetitions();
};

/// The texts that are stored of what was said in Telegram, oldest first.
std::vector<std::string> stored_texts(const std::filesystem::path& database);

}  // namespace mostik::service_tests
