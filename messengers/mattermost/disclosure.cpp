#include "messengers/mattermost/disclosure.hpp"

namespace asio = boost::asio;
using namespace std::chrono_literals;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

// All questions and the message itself have to fit into the lease of one attempt.
constexpr auto time_to_ask = 10s;
const Patience short_patience{.timeout = 5s, .attempts = 1};

}  // namespace

asio::awaitable<RestResult<std::string>> Disclosure::text_of(const core::Message& message) {
    const core::Excerpts& excerpts = message.excerpts.value();
    const auto give_up_at = std::chrono::steady_clock::now() + time_to_ask;
    std::map<std::string, Verdict> verdicts;
    std::vector<core::Excerpt> shown;
    bool withheld = false;
    for (const core::Excerpt& candidate : excerpts.candidates) {
        if (shown.size() >= static_cast<std::size_t>(excerpts.shown)) break;
        if (!verdicts.contains(candidate.channel_id)) {
            if (std::chrono::steady_clock::now() > give_up_at) {
                RestError slow{
                    Errc::unavailable, 0, "", "the server answers too slowly to ask who may read what", {}};
                co_return tl::unexpected<RestError>(std::move(slow));
            }
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
    if (!room_facts_) {
        auto facts = co_await api_.channel(room_, short_patience);
        if (!facts) co_return tl::unexpected<RestError>(facts.error());
        room_facts_ = std::move(*facts);
    }
    if (room_facts_->type == "D") {
        // Of two: the bot, and the reader or somebody else.
        const auto between_us = co_await is_member(room_, reader);
        if (!between_us || *between_us) co_return between_us;
    }
    if (room_facts_->team_id.empty()) co_return false;
    const auto facts = co_await api_.channel(channel_id, short_patience);
    if (!facts && is_hidden(facts.error())) co_return false;
    if (!facts) co_return tl::unexpected<RestError>(facts.error());
    co_return facts->type == "O" && facts->team_id == room_facts_->team_id;
}

asio::awaitable<RestResult<bool>> Disclosure::is_member(std::string channel_id, std::string user_id) {
    const auto known = memberships_.find(channel_id);
    if (known != memberships_.end()) co_return known->second;
    const auto member = co_await api_.is_member(channel_id, user_id, short_patience);
    if (member) memberships_[channel_id] = *member;
    co_return member;
}

}  // namespace mostik::messengers::mattermost
