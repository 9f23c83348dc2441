#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/mattermost/settings.hpp"
#include "messengers/messenger.hpp"

#include <string>

namespace mostik::messengers::mattermost {

/// `mostik check --online`: the server, the token, the bot's identity, each channel.
class MattermostCheck final : public OnlineCheck {
  public:
    MattermostCheck(RestApi& api, Directory& directory, const Settings& settings);

    boost::asio::awaitable<void> check(const CheckWishes& wishes, const ReportCheck& report) override;

  private:
    boost::asio::awaitable<void> check_channel(std::string configured, const ReportCheck& report);
    boost::asio::awaitable<void> check_source(std::string target, const ReportCheck& report);
    boost::asio::awaitable<void> check_destination(std::string target, const ReportCheck& report);
    boost::asio::awaitable<void> check_hello(const ReportCheck& report);

    RestApi& api_;
    Directory& directory_;
    const Settings& settings_;
};

}  // namespace mostik::messengers::mattermost
