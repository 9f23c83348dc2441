#include "messengers/mattermost/history_source.hpp"

#include "messengers/mattermost/event_translation.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

namespace {

// As many rows as the server lists of the changes since a moment, and not the newest when there are more
// (tests/fixtures/mattermost/posts_since_limit.json).
constexpr std::size_t since_rows = 1000;

}  // namespace

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

    co_await learn_authors(list->posts);
    HistoryPage page;
    page.listed = list->posts.size();
    page.last = list->posts.size() < posts_per_page;
    page.next = next_anchor(*list, anchor);
    if (!list->posts.empty()) page.oldest = core::from_millis(list->posts.back().create_at);
    for (const WirePost& post : list->posts) {
        // Old revisions and what was deleted between two calls are not part of the past as it stands.
        if (!post.original_id.empty() || post.delete_at != 0) continue;
        page.events.push_back(posted(post, channel));
    }
    co_return page;
}

asio::awaitable<core::Result<Changes>> MattermostHistory::changes(const core::Channel& channel,
                                                                  core::Time since) {
    const auto list = co_await api_.posts_since(channel.id, core::to_millis(since));
    if (!list) co_return tl::unexpected<core::Error>(to_error(list.error()));
    co_await learn_authors(list->posts);
    Changes changes = to_changes(list->posts, channel);
    changes.complete = list->posts.size() < since_rows;
    co_return changes;
}

asio::awaitable<core::Result<Changes>> MattermostHistory::changes_of(
    const core::Channel& channel, const std::vector<std::string>& post_ids) {
    const auto posts = co_await api_.posts_by_ids(post_ids);
    if (!posts) co_return tl::unexpected<core::Error>(to_error(posts.error()));
    co_await learn_authors(*posts);
    co_return to_changes(*posts, channel);
}

core::Event MattermostHistory::reaction_removed(const core::Channel& channel, const std::string& post_id,
                                                const core::Person& author, const std::string& emoji,
                                                core::Time when) const {
    WireEvent wire;
    wire.event = "reaction_removed";
    wire.reaction = WireReaction{author.id, post_id, emoji, 0, core::to_millis(when)};
    return to_event(wire, directory_.known_own(), author, channel, when);
}

asio::awaitable<void> MattermostHistory::learn_authors(const std::vector<WirePost>& posts) {
    std::vector<std::string> authors;
    for (const WirePost& post : posts) {
        authors.push_back(post.user_id);
        for (const WireReaction& reaction : post.reactions) authors.push_back(reaction.user_id);
    }
    co_await directory_.learn_users(std::move(authors), Patience{});
}

core::Event MattermostHistory::posted(const WirePost& post, const core::Channel& channel) const {
    const Own& own = directory_.known_own();
    core::Person author = to_person(post, directory_.user(post.user_id), own);
    core::Event event = to_event(post, own, std::move(author), channel, core::Origin::history);
    auto& said = std::get<core::Posted>(event.body).post;
    for (const WireReaction& reaction : post.reactions) {
        core::Person person = to_person(reaction.user_id, directory_.user(reaction.user_id), own, {});
        said.reactions.push_back(
            {std::move(person), reaction.emoji_name, core::from_millis(reaction.create_at)});
    }
    return event;
}

Changes MattermostHistory::to_changes(const std::vector<WirePost>& posts,
                                      const core::Channel& channel) const {
    const Own& own = directory_.known_own();
    Changes changes;
    for (const WirePost& post : posts) {
        // Each edit leaves the old revision behind under an id of its own: no post that anybody wrote.
        if (!post.original_id.empty()) continue;
        ChangedPost changed;
        changed.posted = posted(post, channel);
        changed.changed_at = core::from_millis(post.update_at);
        WireEvent wire;
        wire.post = post;
        const auto event_of = [&](const char* type) {
            wire.event = type;
            return to_event(wire, own, changed.posted.author, channel, changed.changed_at);
        };
        if (post.delete_at != 0) {
            changed.deleted = event_of("post_deleted");
        } else {
            if (post.edit_at != 0) changed.edited = event_of("post_edited");
            if (!post.has_reactions || !post.reactions.empty()) {
                changed.reactions.emplace();
                for (const WireReaction& reaction : post.reactions) {
                    wire.reaction = reaction;
                    core::Event added = event_of("reaction_added");
                    added.author =
                        to_person(reaction.user_id, directory_.user(reaction.user_id), own, WireEvent{});
                    changed.reactions->push_back(std::move(added));
                }
            }
        }
        changes.posts.push_back(std::move(changed));
    }
    return changes;
}

}  // namespace mostik::messengers::mattermost
