#include "messengers/mattermost/online_check.hpp"

#include "messengers/mattermost/subscription.hpp"

#include <algorithm>

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

MattermostCheck::MattermostCheck(RestApi& api, Directory& directory, const Settings& settings)
    : api_(api), directory_(directory), settings_(settings) {}

asio::awaitable<void> MattermostCheck::check(const CheckWishes& wishes, const ReportCheck& report) {
    const auto own = co_await directory_.own();
    if (!own) {
        report({false, "mattermost.token: " + to_error(own.error()).message});
        co_return;
    }
    report({true, "mattermost.token: accepted, it belongs to @" + own->username + " (" + own->id + ")"});
    const WireUser* const user = directory_.user(own->id);
    if (user != nullptr && !user->is_bot) {
        report(
            {true, "mattermost.token: @" + own->username +
                       " is a person's account, not a bot's: what it writes looks like that person's words"});
    }
    if (!settings_.id.empty()) {
        const bool same = settings_.id == own->id || settings_.id == own->username;
        report({same, same ? "mattermost.id: is the token's account"
                           : "mattermost.id: is \"" + settings_.id + "\", but the token belongs to \"" +
                                 own->username + "\": correct it, or use that account's token"});
    }
    for (const std::string& configured : settings_.listen_channels)
        co_await check_channel(configured, report);
    for (const core::Address& from : wishes.from) co_await check_source(from.target, report);
    for (const core::Address& to : wishes.to) co_await check_destination(to.target, report);
    if (wishes.say_hello) co_await check_hello(report);
}

asio::awaitable<void> MattermostCheck::check_channel(std::string configured, const ReportCheck& report) {
    const auto found = co_await look_up_channel(api_, directory_, configured);
    const std::string name = "mattermost.listen_channels: " + configured + ": ";
    if (!found) {
        report({false, name + to_error(found.error()).message});
        co_return;
    }
    if (!found->problem.empty()) {
        report({false, name + found->problem});
        co_return;
    }
    // Membership allows reading; posting may be taken away by a scheme of permissions or a read-only channel.
    const auto may_post = co_await api_.may_post(found->facts.id);
    if (!may_post) {
        report({false, name + to_error(may_post.error()).message});
        co_return;
    }
    report({*may_post, name + (*may_post ? "exists, the bot is a member and may post"
                                         : "the bot is a member but may not post there: give its role the "
                                           "permission \"Create Posts\"")});
}

/// What begins in a channel is heard only when the channel is listened to.
asio::awaitable<void> MattermostCheck::check_source(std::string target, const ReportCheck& report) {
    const auto& listened = settings_.listen_channels;
    if (target.starts_with('@') || std::find(listened.begin(), listened.end(), target) != listened.end())
        co_return;
    const auto wanted = co_await look_up_channel(api_, directory_, target);
    if (!wanted || !wanted->problem.empty()) co_return;  // said of it as a destination, or as a channel
    for (const std::string& configured : listened) {
        const auto found = co_await look_up_channel(api_, directory_, configured);
        if (found && found->problem.empty() && found->facts.id == wanted->facts.id) co_return;
    }
    report({false, "mattermost:" + target +
                       ": is not among mattermost.listen_channels: nothing that is said there is heard"});
}

asio::awaitable<void> MattermostCheck::check_destination(std::string target, const ReportCheck& report) {
    const std::string name = "routes: mattermost:" + target + ": ";
    if (target.starts_with('@')) {
        const auto user = co_await api_.user_by_name(target.substr(1));
        report({user.has_value(), name + (user ? "exists" : to_error(user.error()).message)});
        co_return;
    }
    const auto found = co_await look_up_channel(api_, directory_, target);
    if (!found || !found->problem.empty()) {
        report({false, name + (found ? found->problem : to_error(found.error()).message)});
        co_return;
    }
    const auto may_post = co_await api_.may_post(found->facts.id);
    if (!may_post) {
        report({false, name + to_error(may_post.error()).message});
        co_return;
    }
    report({*may_post, name + (*may_post ? "exists, the bot is a member and may post"
                                         : "the bot is a member but may not post there")});
}

asio::awaitable<void> MattermostCheck::check_hello(const ReportCheck& report) {
    const std::string name = "mattermost.test_channel_id: ";
    if (settings_.test_channel_id.empty()) {
        report({false,
                name + "is empty: put the id (or team/channel) of a channel there that may hear a hello"});
        co_return;
    }
    const auto found = co_await look_up_channel(api_, directory_, settings_.test_channel_id);
    if (!found || !found->problem.empty()) {
        report({false, name + (found ? found->problem : to_error(found.error()).message)});
        co_return;
    }
    PostDraft draft;
    draft.channel_id = found->facts.id;
    draft.message = "Hello! This is a test message of Mostik.";
    draft.marker = "check";
    const auto post = co_await api_.create_post(draft);
    if (!post) {
        report({false, name + to_error(post.error()).message});
        co_return;
    }
    report({true, name + "said hello in " + settings_.test_channel_id + " (post " + post->id + ")"});
}

}  // namespace mostik::messengers::mattermost
