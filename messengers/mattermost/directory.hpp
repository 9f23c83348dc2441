#pragma once

#include "core/event.hpp"
#include "messengers/mattermost/rest_api.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mostik::messengers::mattermost {

/// Who the token is.
struct Own {
    std::string id;
    std::string username;
};

/// Names for ids: users and channels, asked of the server once and remembered. What could not be learnt is
/// asked for again at the next occasion, but not within 30 s. io thread only.
class Directory {
  public:
    explicit Directory(RestApi& api) : api_(api) {}

    /// The account behind the token; asked for once. Errors: RestTransport's.
    boost::asio::awaitable<RestResult<Own>> own();
    /// As own() learnt it; empty before.
    const Own& known_own() const { return own_; }

    /// Learns those of `ids` that are not known, in one call; not being able to is no error.
    boost::asio::awaitable<void> learn_users(std::vector<std::string> ids, Patience patience);
    /// nullptr when not known.
    const WireUser* user(const std::string& id) const;
    void remember(const WireUser& user);

    /// The channel with its team's name; asks when not known. Nothing when it could not be learnt.
    boost::asio::awaitable<std::optional<core::Channel>> channel(std::string id, Patience patience);
    /// The same for a channel whose facts are at hand.
    boost::asio::awaitable<core::Channel> remember(WireChannel channel, Patience patience);

  private:
    boost::asio::awaitable<std::string> team_name(std::string id, Patience patience);
    bool asked_lately(const std::string& id);

    RestApi& api_;
    Own own_;
    std::unordered_map<std::string, WireUser> users_;
    std::unordered_map<std::string, core::Channel> channels_;
    std::unordered_map<std::string, std::string> teams_;
    std::unordered_map<std::string, std::chrono::steady_clock::time_point> unknown_;
};

}  // namespace mostik::messengers::mattermost
