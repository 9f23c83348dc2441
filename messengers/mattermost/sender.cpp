#include "messengers/mattermost/sender.hpp"

#include "core/kill_point.hpp"
#include "messengers/mattermost/disclosure.hpp"

namespace asio = boost::asio;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

// Between this machine's clock, which says when an attempt began, and the server's, which dates the posts.
constexpr std::chrono::minutes clocks_differ_by{5};
constexpr int page_size = 200;

}  // namespace

SendOutcome judge_send(const RestError& error) {
    const std::string reason = to_error(error).message;
    if (error.code == Errc::rate_limited) return Retry{error.retry_after, reason};
    if (error.code == Errc::unknown) return Unknown{reason};
    // Without a status nobody answered; with one (5xx, a proxy's 502) the post may have been made all the
    // same.
    if (error.code == Errc::unavailable && error.status == 0) return Retry{std::nullopt, reason};
    if (error.code == Errc::unavailable) return Unknown{reason};
    // Nothing is wrong with the message when the URL leads to something else than Mattermost.
    const bool misled = is_foreign(error) || (error.code == Errc::invalid && error.status == 0);
    if (error.code == Errc::unauthorized || misled) return Rejected{RejectionClass::broken_config, reason};
    if (error.code == Errc::forbidden || error.code == Errc::not_found ||
        error.id == "api.post.create_post.can_not_post_to_deleted.error") {
        return Rejected{RejectionClass::dead_address, reason};
    }
    if (error.code == Errc::cancelled) return Unknown{reason};
    return Rejected{RejectionClass::bad_message, reason};
}

SendOutcome judge_before_sending(const RestError& error) {
    SendOutcome outcome = judge_send(error);
    if (const auto* unknown = std::get_if<Unknown>(&outcome)) return Retry{std::nullopt, unknown->reason};
    return outcome;
}

MattermostSender::MattermostSender(RestApi& api, Directory& directory) : api_(api), directory_(directory) {}

asio::awaitable<RestResult<std::string>> MattermostSender::channel_of(std::string target) {
    const auto known = channels_.find(target);
    if (known != channels_.end()) co_return known->second;
    const auto slash = target.find('/');
    if (slash == std::string::npos && target.front() != '@') co_return target;
    std::string id;
    if (target.front() == '@') {
        const auto user = co_await api_.user_by_name(target.substr(1));
        if (!user) co_return tl::unexpected<RestError>(user.error());
        const auto own = co_await directory_.own();
        if (!own) co_return tl::unexpected<RestError>(own.error());
        const auto channel = co_await api_.direct_channel(own->id, user->id);
        if (!channel) co_return tl::unexpected<RestError>(channel.error());
        id = channel->id;
    } else {
        const auto channel = co_await api_.channel_by_name(target.substr(0, slash), target.substr(slash + 1));
        if (!channel) co_return tl::unexpected<RestError>(channel.error());
        id = channel->id;
    }
    channels_[target] = id;
    co_return id;
}

asio::awaitable<SendOutcome> MattermostSender::send(const Outgoing& outgoing) {
    const auto own = co_await directory_.own();
    // Nothing has left yet: whatever went wrong, the message was not sent.
    if (!own) co_return judge_before_sending(own.error());
    const auto channel = co_await channel_of(outgoing.to.target);
    if (!channel) co_return judge_before_sending(channel.error());
    PostDraft draft;
    draft.channel_id = *channel;
    draft.message = outgoing.message.text;
    if (outgoing.message.excerpts) {
        Disclosure disclosure(api_, *channel);
        auto text = co_await disclosure.text_of(outgoing.message);
        if (!text) co_return judge_before_sending(text.error());
        draft.message = std::move(*text);
    }
    if (outgoing.message.reply_to) draft.root_id = outgoing.message.reply_to->message_id;
    // The server's memory of these values is shared by all users.
    draft.pending_post_id = own->id + ":" + outgoing.token;
    draft.marker = outgoing.token;
    MOSTIK_KILL_POINT("mattermost.before_send");
    const auto post = co_await api_.create_post(draft);
    MOSTIK_KILL_POINT("mattermost.after_send");
    if (!post) co_return judge_send(post.error());
    co_return SendOutcome{Delivered{post->id}};
}

asio::awaitable<core::Result<std::optional<std::string>>> MattermostSender::find_sent(
    const Outgoing& outgoing, core::Time since) {
    const auto own = co_await directory_.own();
    if (!own) co_return tl::unexpected<core::Error>(to_error(own.error()));
    const auto channel = co_await channel_of(outgoing.to.target);
    if (!channel) co_return tl::unexpected<core::Error>(to_error(channel.error()));
    const core::Time oldest = since - clocks_differ_by;
    for (int page = 0;; ++page) {
        const auto list = co_await api_.posts_page(*channel, page, page_size);
        if (!list) co_return tl::unexpected<core::Error>(to_error(list.error()));
        for (const WirePost& post : list->posts) {
            // Anyone can send the marker: only an own post counts.
            if (post.marker == outgoing.token && post.user_id == own->id) co_return post.id;
        }
        const bool last = list->posts.size() < page_size;
        if (last || core::from_millis(list->posts.back().create_at) < oldest) co_return std::nullopt;
    }
}

}  // namespace mostik::messengers::mattermost
