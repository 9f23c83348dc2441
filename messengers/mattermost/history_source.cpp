#include "messengers/mattermost/history_source.hpp"

#include "messengers/mattermost/event_translation.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

HistoryAnchor next_anchor(const WirePostList& page, const HistoryAnchor& current) {
    HistoryAnchor next = current;
    ++next.skip_pages;
    if (page.posts.empty()) return next;
    const std::int64_t oldest = page.posts.back().create_at;
    for (auto post = page.posts.rbegin(); post != page.posts.rend(); ++post) {
        if (post->create_at > oldest) return {post->id, core::from_millis(post->create_at), 0};
    }
    return next;
}

MattermostHistory::MattermostHistory(RestApi& api, Directory& directory, Subscription& subscription)
    : api_(api), directory_(directory), subscription_(subscription) {}

asio::awaitable<core::Result<std::vector<HistoryChannel>>> MattermostHistory::channels() {
    const auto refreshed = co_await subscription_.refresh();
    if (!refreshed) co_return tl::unexpected<core::Error>(to_error(refreshed.error()));
    std::vector<HistoryChannel> channels;
    for (const ListenedChannel& listened : subscription_.channels()) {
        if (!listened.problem.empty()) continue;
        channels.push_back({listened.channel, core::from_millis(listened.facts.last_post_at),
                            listened.facts.total_msg_count});
    }
    if (subscription_.direct()) {
        const auto direct = co_await direct_channels();
        if (!direct) co_return tl::unexpected<core::Error>(to_error(direct.error()));
        channels.insert(channels.end(), direct->begin(), direct->end());
    }
    co_return channels;
}

asio::awaitable<RestResult<std::vector<HistoryChannel>>> MattermostHistory::direct_channels() {
    const auto teams = co_await api_.own_teams();
    if (!teams) co_return tl::unexpected<RestError>(teams.error());
    std::vector<HistoryChannel> direct;
    std::set<std::string> seen;
    for (const WireTeam& team : *teams) {
        const auto channels = co_await api_.own_channels(team.id);
        if (!channels) co_return tl::unexpected<RestError>(channels.error());
        for (const WireChannel& channel : *channels) {
            // The same direct channel is listed in every team.
            if (channel.type != "D" || !seen.insert(channel.id).second) continue;
            core::Channel known = co_await directory_.remember(channel, Patience{});
            direct.push_back(
                {std::move(known), core::from_millis(channel.last_post_at), channel.total_msg_count});
        }
    }
    co_return direct;
}

asio::awaitable<core::Result<HistoryPage>> MattermostHistory::page(const core::Channel& channel,
                                                                   const HistoryAnchor& anchor) {
    RestResult<WirePostList> list;
    if (anchor.post_id.empty()) {
        list = co_await api_.posts_page(channel.id, anchor.skip_pages, posts_per_page);
    } else {
        list = co_await api_.posts_before(channel.id, anchor.post_id, anchor.skip_pages, posts_per_page);
    }
    if (!list) co_return tl::unexpected<core::Error>(to_error(list.error()));

    std::vector<std::string> authors;
    for (const WirePost& post : list->posts) authors.push_back(post.user_id);
    co_await directory_.learn_users(std::move(authors), Patience{});

    HistoryPage page;
    page.listed = list->posts.size();
    page.last = list->posts.size() < posts_per_page;
    page.next = next_anchor(*list, anchor);
    if (!list->posts.empty()) page.oldest = core::from_millis(list->posts.back().create_at);
    for (const WirePost& post : list->posts) {
        // Old revisions and what was deleted between two calls are not part of the past as it stands.
        if (!post.original_id.empty() || post.delete_at != 0) continue;
        core::Person author = to_person(post, directory_.user(post.user_id), directory_.known_own());
        page.events.push_back(
            to_event(post, directory_.known_own(), std::move(author), channel, core::Origin::history));
    }
    co_return page;
}

}  // namespace mostik::messengers::mattermost
