#pragma once

#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"
#include "tests/simulators/telegram/simulator.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostik::service_tests {

namespace tg = simulators::telegram;

/// Both simulated servers and a support desk: people write to the bot in Telegram, alice and bob are the
/// specialists in the channel "dev/ops".
class DeskScene {
  public:
    DeskScene();

    /// `support`: further lines of that section.
    std::string config(const std::string& support = {}) const;

    /// Begins, or begins again with the same folder; returns when both sides are listened to.
    void run(const std::string& support = {});
    /// Stops it as a person would, and goes on.
    void restart();
    void stop() { bot_.reset(); }
    BotInProcess& bot() { return *bot_; }
    /// Somebody says something in the channel, that much later.
    void later(std::chrono::seconds by);

    /// Somebody who has pressed "Start" long ago.
    tg::UserId add_person(const std::string& name, const std::string& language = "en");

    tg::Message says(tg::UserId person, const std::string& text, const tg::WriteOptions& options = {}) {
        return telegram.write(person, person, text, options);
    }
    /// What the bot says to the person and has `words` in it; fails the test when it does not come.
    tg::Message told(tg::UserId person, const std::string& words);
    bool was_told(tg::UserId person, const std::string& words) const;
    std::vector<std::string> all_told(tg::UserId person) const;  ///< of what is there, in order
    /// Presses the button of this label under the message; fails the test when there is none.
    void press(tg::UserId person, const tg::Message& message, const std::string& label);

    /// The first post of the ticket of this number, once it has `words` in it; fails the test otherwise.
    Post root(int number, const std::string& words = {});
    /// A post of the bot in the thread that has `words` in it; fails the test when it does not come.
    Post in_thread(const Post& root, const std::string& words);
    std::vector<std::string> thread(const Post& root) const;  ///< the bot's posts in it, in order

    Post answers(const Post& root, const std::string& text, const Account* specialist = nullptr);
    /// The post gets this mark; fails the test otherwise.
    void marked(const Post& post, const std::string& emoji);

    Scene mattermost;
    tg::Simulator telegram;

  private:
    std::string support_;
    std::unique_ptr<BotInProcess> bot_;
};

}  // namespace mostik::service_tests
