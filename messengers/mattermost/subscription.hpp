#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/messenger.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mostik::messengers::mattermost {

/// A configured channel as the server knows it.
struct ListenedChannel {
    std::string configured;  ///< as written in the configuration
    WireChannel facts;
    core::Channel channel;
    std::string problem;  ///< why it cannot be read, with what to do; empty: it can
};

/// Finds a channel by "team/channel" or id, and says whether the bot can read it. Errors: only those that say
/// nothing about the channel (network, Errc::unauthorized).
boost::asio::awaitable<RestResult<ListenedChannel>> look_up_channel(RestApi& api, Directory& directory,
                                                                    std::string configured);

/// Which channels are listened to: those of `listen_channels`, and direct messages. io thread only.
class Subscription {
  public:
    Subscription(RestApi& api, Directory& directory, std::vector<std::string> configured, bool direct);

    /// Looks all channels up again, unless that was done within the last seconds. Problems are logged when
    /// they are new. Errors: the server could not be asked.
    boost::asio::awaitable<RestResult<void>> refresh();
    /// What is known is out of date: the next refresh() looks everything up.
    void expire() { refreshed_at_ = {}; }

    const std::vector<ListenedChannel>& channels() const { return channels_; }
    bool direct() const { return direct_; }

    /// Do events of this channel reach the chains?
    bool accepts(const core::Channel& channel) const;

  private:
    void report(const ListenedChannel& channel);

    RestApi& api_;
    Directory& directory_;
    std::vector<std::string> configured_;
    bool direct_;
    std::vector<ListenedChannel> channels_;
    std::set<std::string> ids_;
    std::map<std::string, std::string> reported_;  ///< the last problem by configured name
    std::chrono::steady_clock::time_point refreshed_at_{};
};

}  // namespace mostik::messengers::mattermost
