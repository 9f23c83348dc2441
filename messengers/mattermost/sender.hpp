#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/messenger.hpp"

#include <map>
#include <string>

namespace mostik::messengers::mattermost {

/// What a refused or failed POST /posts means for the message.
SendOutcome judge_send(const RestError& error);

/// The same for a call that came before it, when nothing of the message can have left.
SendOutcome judge_before_sending(const RestError& error);

/// Posts messages. Each carries the outbox row's token twice: in `pending_post_id`, by which one server
/// process recognises a repetition for 30 s, and in `props.mostik`, by which find_sent() recognises it for
/// ever.
class MattermostSender final : public Sender {
  public:
    MattermostSender(RestApi& api, Directory& directory);

    boost::asio::awaitable<SendOutcome> send(const Outgoing& outgoing) override;
    boost::asio::awaitable<core::Result<std::optional<std::string>>> find_sent(const Outgoing& outgoing,
                                                                               core::Time since) override;

  private:
    /// The channel of "team/channel", an id or "@name" (the direct channel, made when there is none).
    boost::asio::awaitable<RestResult<std::string>> channel_of(std::string target);

    RestApi& api_;
    Directory& directory_;
    std::map<std::string, std::string> channels_;  ///< by target
};

}  // namespace mostik::messengers::mattermost
