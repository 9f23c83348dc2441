#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/messenger.hpp"

#include <chrono>
#include <map>
#include <string>

namespace mostik::messengers::mattermost {

/// What a refused or failed POST /posts means for the message.
SendOutcome judge_send(const RestError& error);

/// The same for a call that came before it, when nothing of the message can have left.
SendOutcome judge_before_sending(const RestError& error);

/// The same for a change of what is there already.
SendOutcome judge_change(const RestError& error, core::Operation operation);

/// Posts messages, edits and deletes them, and reacts. Each post carries the outbox row's token and its part
/// twice: in `pending_post_id`, by which one server process recognises a repetition for 30 s, and in
/// `props.mostik`, by which find_sent() recognises it for ever.
class MattermostSender final : public Sender {
  public:
    MattermostSender(RestApi& api, Directory& directory);

    boost::asio::awaitable<tl::expected<std::vector<core::Step>, SendOutcome>> plan(
        const Outgoing& outgoing) override;
    boost::asio::awaitable<SendOutcome> perform(const Outgoing& outgoing, const core::Step& step,
                                                const std::vector<LocalFile>& files) override;
    WhenUncertain when_uncertain() const override { return WhenUncertain::ask; }
    boost::asio::awaitable<core::Result<std::optional<Delivered>>> find_sent(const Outgoing& outgoing,
                                                                             const core::Step& step,
                                                                             core::Time since) override;
    AddressRules address_rules() const override;

  private:
    template <class T>
    using Answer = boost::asio::awaitable<RestResult<T>>;

    /// The channel of "team/channel", an id or "@name" (the direct channel, made when there is none).
    Answer<std::string> channel_of(std::string target);
    /// False when the server does not tell.
    boost::asio::awaitable<bool> names_can_be_overridden();

    boost::asio::awaitable<tl::expected<std::vector<core::Step>, SendOutcome>> plan_posts(
        const Outgoing& outgoing, std::string channel_id);
    boost::asio::awaitable<SendOutcome> post(const Outgoing& outgoing, const core::Step& step,
                                             const std::vector<LocalFile>& files);
    boost::asio::awaitable<SendOutcome> edit(const core::Step& step);
    boost::asio::awaitable<SendOutcome> react(const core::Step& step);

    RestApi& api_;
    Directory& directory_;
    std::map<std::string, std::string> channels_;  ///< by target
    bool override_names_ = false;
    std::chrono::steady_clock::time_point override_known_until_{};
};

}  // namespace mostik::messengers::mattermost
