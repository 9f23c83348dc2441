#pragma once

#include "core/message.hpp"
#include "messengers/mattermost/rest_api.hpp"

#include <chrono>
#include <map>
#include <string>

namespace mostik::messengers::mattermost {

/// Decides which excerpts of one message may be shown, by what the server says at this moment. Nothing is
/// remembered from one message to the next, and nothing is guessed: a question that is not answered is an
/// error. io thread only.
class Disclosure {
  public:
    /// For a message that will be read in the channel `room`. All that is asked, and then the message itself,
    /// have to fit into the lease of one attempt: so no question is begun later than `time_to_ask` from now.
    Disclosure(RestApi& api, std::string room,
               std::chrono::milliseconds time_to_ask = std::chrono::seconds{10});

    /// The message's text, with those of its excerpts that its reader may read and that everybody in the room
    /// may read too. In a direct conversation with the reader that is all that the reader may; elsewhere the
    /// room's own words, and those of public channels of the room's team. Asks no more than it has to, the
    /// best candidates first. Errors: the server could not be asked.
    boost::asio::awaitable<RestResult<std::string>> text_of(const core::Message& message);

  private:
    enum class Verdict {
        shown,
        withheld,  ///< the reader may read it, others in the room may not
        hidden,    ///< not the reader's
    };

    boost::asio::awaitable<RestResult<Verdict>> judge(std::string channel_id, std::string reader);
    boost::asio::awaitable<RestResult<bool>> everybody_here_may_read(std::string channel_id,
                                                                     std::string reader);
    boost::asio::awaitable<RestResult<bool>> is_public_in(std::string channel_id, std::string team_id);

    // The questions themselves, each asked once.
    boost::asio::awaitable<RestResult<bool>> is_member(std::string channel_id, std::string reader);
    boost::asio::awaitable<RestResult<WireChannel>> facts_of(std::string channel_id);
    RestResult<Patience> patience_left() const;

    RestApi& api_;
    std::string room_;
    std::chrono::steady_clock::time_point give_up_at_;
    std::map<std::string, bool> memberships_;   ///< of the reader, by channel
    std::map<std::string, WireChannel> facts_;  ///< by channel
};

}  // namespace mostik::messengers::mattermost
