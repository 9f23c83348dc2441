#pragma once

#include "core/event.hpp"
#include "messengers/mattermost/directory.hpp"
#include "messengers/mattermost/wire.hpp"

#include <string>
#include <string_view>

/// From Mattermost's words to the neutral event. Pure functions.
namespace mostik::messengers::mattermost {

/// The event that a frame of the websocket tells of; `author` and `channel` are what is known of them.
core::Event to_event(const WireEvent& wire, const Own& own, core::Person author, core::Channel channel,
                     core::Time received_at);

/// The same for a post read by REST.
core::Event to_event(const WirePost& post, const Own& own, core::Person author, core::Channel channel,
                     core::Origin origin);

/// Whose doing the event is: the id of the user whose name should be known.
std::string actor_id(const WireEvent& wire);

/// `known` may be nullptr: then what the event itself says has to do.
core::Person to_person(const std::string& id, const WireUser* known, const Own& own, const WireEvent& wire);
core::Person to_person(const WirePost& post, const WireUser* known, const Own& own);

/// Is `@username` mentioned: any case, punctuation may follow; the bare name does not count.
bool mentions(std::string_view text, std::string_view username);

/// What is said to the bot: the text after a leading `@username`, the mention itself where nothing follows
/// it, or all of it in a direct channel.
std::string addressed_text(std::string_view text, std::string_view username, bool direct);

}  // namespace mostik::messengers::mattermost
