#include "messengers/mattermost/subscription.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

// A connection and the recovery after it both want fresh facts, moments apart.
constexpr std::chrono::seconds fresh_for{5};

bool tells_of_the_channel(const RestError& error) {
    return error.code == Errc::not_found || error.code == Errc::forbidden || error.code == Errc::invalid;
}

std::string address_of(const core::Channel& channel) {
    return channel.team + "/" + channel.name;
}

bool names(const std::string& configured, const ListenedChannel& channel) {
    return configured == channel.configured || configured == channel.facts.id ||
           configured == address_of(channel.channel);
}

}  // namespace

asio::awaitable<RestResult<ListenedChannel>> look_up_channel(RestApi& api, Directory& directory,
                                                             std::string configured) {
    ListenedChannel found;
    found.configured = configured;
    const auto slash = configured.find('/');
    RestResult<WireChannel> facts;
    if (slash == std::string::npos) {
        facts = co_await api.channel(configured);
    } else {
        const std::string team = configured.substr(0, slash);
        const std::string name = configured.substr(slash + 1);
        facts = co_await api.channel_by_name(team, name);
    }
    if (!facts) {
        if (!tells_of_the_channel(facts.error())) co_return tl::unexpected<RestError>(facts.error());
        found.problem = to_error(facts.error()).message;
        co_return found;
    }
    found.facts = *facts;
    found.channel = co_await directory.remember(*facts, Patience{});
    if (facts->delete_at != 0) {
        found.problem = "the channel is archived: unarchive it or take it out of the configuration";
        co_return found;
    }
    const auto member = co_await api.is_member(facts->id, directory.known_own().id);
    if (!member) co_return tl::unexpected<RestError>(member.error());
    if (!*member) {
        found.problem = "the bot is not a member of the channel: say /invite @" +
                        directory.known_own().username + " in it";
    }
    co_return found;
}

Subscription::Subscription(RestApi& api, Directory& directory, std::vector<std::string> configured,
                           bool direct)
    : api_(api), directory_(directory), configured_(std::move(configured)), direct_(direct) {}

ListeningChange Subscription::use(std::vector<std::string> configured, bool direct) {
    ListeningChange change;
    change.any = configured != configured_ || direct != direct_;
    if (!change.any) return change;
    change.direct_begun = direct && !direct_;
    direct_ = direct;
    configured_ = std::move(configured);
    refreshed_at_ = {};

    // The same channel may be named in another way now.
    std::erase_if(channels_, [&](const ListenedChannel& channel) {
        const bool stays = std::any_of(configured_.begin(), configured_.end(),
                                       [&](const std::string& name) { return names(name, channel); });
        if (stays) return false;
        reported_.erase(channel.configured);
        if (ids_.erase(channel.facts.id) > 0) change.left.push_back(channel.facts.id);
        return true;
    });
    not_looked_up_.clear();
    for (const std::string& name : configured_) {
        const bool known = std::any_of(channels_.begin(), channels_.end(),
                                       [&](const ListenedChannel& channel) { return names(name, channel); });
        if (!known) not_looked_up_.insert(name);
    }
    return change;
}

asio::awaitable<RestResult<void>> Subscription::refresh() {
    const auto now = std::chrono::steady_clock::now();
    if (refreshed_at_ != std::chrono::steady_clock::time_point{} && now - refreshed_at_ < fresh_for) {
        co_return RestResult<void>{};
    }
    for (;;) {
        const std::vector<std::string> configured = configured_;
        auto channels = co_await look_up(configured);
        // Others may have been named while the server was asked.
        if (configured != configured_) continue;
        if (!channels) co_return tl::unexpected<RestError>(channels.error());
        channels_ = std::move(*channels);
        break;
    }
    ids_.clear();
    not_looked_up_.clear();
    for (const ListenedChannel& channel : channels_) {
        report(channel);
        // Also one that cannot be read now: the bot may be added to it while it runs.
        if (!channel.facts.id.empty()) ids_.insert(channel.facts.id);
    }
    refreshed_at_ = std::chrono::steady_clock::now();
    co_return RestResult<void>{};
}

asio::awaitable<RestResult<std::vector<ListenedChannel>>> Subscription::look_up(
    std::vector<std::string> configured) {
    std::vector<ListenedChannel> channels;
    for (const std::string& name : configured) {
        auto found = co_await look_up_channel(api_, directory_, name);
        if (!found) co_return tl::unexpected<RestError>(found.error());
        channels.push_back(std::move(*found));
    }
    co_return channels;
}

void Subscription::report(const ListenedChannel& channel) {
    std::string& last = reported_[channel.configured];
    if (last == channel.problem) return;
    last = channel.problem;
    if (channel.problem.empty()) {
        spdlog::info("mattermost: channel {} can be read again", channel.configured);
    } else {
        spdlog::warn("mattermost: channel {} of listen_channels is skipped: {}", channel.configured,
                     channel.problem);
    }
}

bool Subscription::accepts(const core::Channel& channel) const {
    if (channel.id.empty()) return true;
    return ids_.contains(channel.id) || (direct_ && channel.direct) || not_looked_up_.contains(channel.id) ||
           not_looked_up_.contains(address_of(channel));
}

}  // namespace mostik::messengers::mattermost
