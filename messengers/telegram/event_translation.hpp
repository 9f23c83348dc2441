#pragma once

#include "core/event.hpp"
#include "messengers/telegram/wire.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mostik::messengers::telegram {

/// Who we are there.
struct Own {
    std::int64_t id = 0;
    std::string username;
};

/// A message's id as the rest of Mostik knows it: "<chat>:<message>", because Telegram counts in each chat
/// anew. Nothing of it changes when the chat's id does: what was said before has no counterpart afterwards.
std::string message_id(std::int64_t chat, std::int64_t message);
/// The message's number in that chat; 0 when it belongs to another one, or the text is none.
std::int64_t number_in_chat(const std::string& message_id, const std::string& chat_id);

/// The events of an update, none when it has no meaning here. Edits are told apart by their update, too:
/// their dates are whole seconds. Pure.
std::vector<core::Event> to_events(const WireUpdate& update, const Own& own, core::Time received_at);

/// What is said to the bot: after "/command" or "/command@bot" the command with what follows it, after a
/// leading mention the rest; in a private chat everything. Empty: nothing is.
std::string addressed_text(const std::string& text, const std::string& username, bool direct);

}  // namespace mostik::messengers::telegram
