#include "messengers/mattermost/directory.hpp"

#include <algorithm>

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

namespace {

// Some ten megabytes; a server with more accounts than this that all write is asked again now and then.
constexpr std::size_t most_entries = 50'000;
constexpr std::size_t ids_per_call = 200;
constexpr std::chrono::seconds unknown_for{30};

template <class Map>
void bound(Map& map) {
    if (map.size() >= most_entries) map.clear();
}

core::Channel to_channel(const WireChannel& channel, std::string team) {
    return {.id = channel.id,
            .name = channel.name,
            .display_name = channel.display_name,
            .team = std::move(team),
            .direct = channel.type == "D"};
}

}  // namespace

asio::awaitable<RestResult<Own>> Directory::own() {
    if (own_.id.empty()) {
        const auto me = co_await api_.me();
        if (!me) co_return tl::unexpected<RestError>(me.error());
        own_ = {me->id, me->username};
        remember(*me);
    }
    co_return own_;
}

bool Directory::asked_lately(const std::string& id) {
    const auto found = unknown_.find(id);
    return found != unknown_.end() && std::chrono::steady_clock::now() - found->second < unknown_for;
}

asio::awaitable<void> Directory::learn_users(std::vector<std::string> ids, Patience patience) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::erase_if(
        ids, [this](const std::string& id) { return id.empty() || users_.contains(id) || asked_lately(id); });
    for (std::size_t begin = 0; begin < ids.size(); begin += ids_per_call) {
        const std::size_t end = std::min(begin + ids_per_call, ids.size());
        const std::vector<std::string> part(ids.begin() + static_cast<long>(begin),
                                            ids.begin() + static_cast<long>(end));
        const auto found = co_await api_.users_by_ids(part, patience);
        if (!found) co_return;
        for (const WireUser& user : *found) remember(user);
        for (const std::string& id : part) {
            if (users_.contains(id)) continue;
            bound(unknown_);
            unknown_[id] = std::chrono::steady_clock::now();
        }
    }
}

const WireUser* Directory::user(const std::string& id) const {
    const auto found = users_.find(id);
    return found == users_.end() ? nullptr : &found->second;
}

void Directory::remember(const WireUser& user) {
    bound(users_);
    users_[user.id] = user;
}

asio::awaitable<std::string> Directory::team_name(std::string id, Patience patience) {
    if (id.empty()) co_return std::string{};
    const auto known = teams_.find(id);
    if (known != teams_.end()) co_return known->second;
    const auto team = co_await api_.team(id, patience);
    if (!team) co_return std::string{};
    teams_[id] = team->name;
    co_return team->name;
}

asio::awaitable<std::optional<core::Channel>> Directory::channel(std::string id, Patience patience) {
    const auto known = channels_.find(id);
    if (known != channels_.end()) co_return known->second;
    if (asked_lately(id)) co_return std::nullopt;
    auto found = co_await api_.channel(id, patience);
    if (!found) {
        bound(unknown_);
        unknown_[id] = std::chrono::steady_clock::now();
        co_return std::nullopt;
    }
    core::Channel channel = co_await remember(std::move(*found), patience);
    co_return channel;
}

asio::awaitable<core::Channel> Directory::remember(WireChannel channel, Patience patience) {
    std::string team = co_await team_name(channel.team_id, patience);
    core::Channel result = to_channel(channel, std::move(team));
    // Without its team's name it is asked for again.
    if (channel.team_id.empty() || !result.team.empty()) {
        bound(channels_);
        channels_[channel.id] = result;
    }
    co_return result;
}

}  // namespace mostik::messengers::mattermost
