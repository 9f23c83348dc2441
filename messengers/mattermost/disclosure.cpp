#include "messengers/mattermost/disclosure.hpp"

#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

Disclosure::Disclosure(RestApi& api, std::string room, std::chrono::milliseconds time_to_ask)
    : api_(api), room_(std::move(room)), give_up_at_(std::chrono::steady_clock::now() + time_to_ask) {}

asio::awaitable<RestResult<std::string>> Disclosure::text_of(const core::Message& message) {
    const core::Excerpts& excerpts = message.excerpts.value();
    std::map<std::string, Verdict> verdicts;
    std::vector<core::Excerpt> shown;
    bool withheld = false;
    for (const core::Excerpt& candidate : excerpts.candidates) {
        if (shown.size() >= static_cast<std::size_t>(excerpts.shown)) break;
        if (!verdicts.contains(candidate.channel_id)) {
            const auto verdict = co_await judge(candidate.channel_id, excerpts.reader);
            if (!verdict) co_return tl::unexpected<RestError>(verdict.error());
            verdicts[candidate.channel_id] = *verdict;
        }
        const Verdict verdict = verdicts.at(candidate.channel_id);
        if (verdict == Verdict::shown) shown.push_back(candidate);
        if (verdict == Verdict::withheld) withheld = true;
    }
    co_return core::text_with(message, shown, withheld);
}

asio::awaitable<RestResult<Disclosure::Verdict>> Disclosure::judge(std::string channel_id,
                                                                   std::string reader) {
    const auto member = co_await is_member(channel_id, reader);
    if (!member) co_return tl::unexpected<RestError>(member.error());
    if (!*member) co_return Verdict::hidden;
    const auto open = co_await everybody_here_may_read(channel_id, reader);
    if (!open) co_return tl::unexpected<RestError>(open.error());
    co_return *open ? Verdict::shown : Verdict::withheld;
}

asio::awaitable<RestResult<bool>> Disclosure::everybody_here_may_read(std::string channel_id,
                                                                      std::string reader) {
    if (channel_id == room_) co_return true;
    const auto room = co_await facts_of(room_);
    if (!room) co_return tl::unexpected<RestError>(room.error());
    RestResult<bool> allowed = false;
    if (room->type == "D") {
        // Of two: the bot, and the reader or somebody else.
        allowed = co_await is_member(room_, reader);
    } else if (!room->team_id.empty()) {
        allowed = co_await is_public_in(channel_id, room->team_id);
    }
    co_return allowed;
}

asio::awaitable<RestResult<bool>> Disclosure::is_public_in(std::string channel_id, std::string team_id) {
    const auto facts = co_await facts_of(channel_id);
    if (!facts && is_hidden(facts.error())) co_return false;
    if (!facts) co_return tl::unexpected<RestError>(facts.error());
    co_return facts->type == "O" && facts->team_id == team_id;
}

asio::awaitable<RestResult<bool>> Disclosure::is_member(std::string channel_id, std::string reader) {
    const auto known = memberships_.find(channel_id);
    if (known != memberships_.end()) co_return known->second;
    const auto patience = patience_left();
    if (!patience) co_return tl::unexpected<RestError>(patience.error());
    const auto member = co_await api_.is_member(channel_id, reader, *patience);
    if (member) memberships_[channel_id] = *member;
    co_return member;
}

asio::awaitable<RestResult<WireChannel>> Disclosure::facts_of(std::string channel_id) {
    const auto known = facts_.find(channel_id);
    if (known != facts_.end()) co_return known->second;
    const auto patience = patience_left();
    if (!patience) co_return tl::unexpected<RestError>(patience.error());
    const auto facts = co_await api_.channel(channel_id, *patience);
    if (facts) facts_[channel_id] = *facts;
    co_return facts;
}

RestResult<Patience> Disclosure::patience_left() const {
    if (std::chrono::steady_clock::now() >= give_up_at_) {
        return tl::unexpected<RestError>(
            RestError{Errc::unavailable, 0, "", "the server is too slow to be asked who may read what", {}});
    }
    return Patience{.timeout = 5s, .attempts = 1};
}

}  // namespace mostik::messengers::mattermost
