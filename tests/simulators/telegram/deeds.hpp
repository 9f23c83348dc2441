// What people do on Telegram, for the direct API and the control API. Throw Refusal when they may not.
#pragma once

#include "tests/simulators/telegram/simulator.hpp"
#include "tests/simulators/telegram/world.hpp"

namespace mostik::simulators::telegram::deeds {

UserId add_user(World& world, std::string_view first_name, const UserOptions& options);
// The type is group, supergroup or channel.
ChatId add_chat(World& world, const std::string& type, std::string_view title,
                const std::vector<UserId>& members, const ChatOptions& options);

// The user writes to the bot in private: that opens the chat.
void open_private_chat(World& world, UserId user);
const Message& start(World& world, UserId user, std::string_view payload);
const Message& write(World& world, UserId user, ChatId chat, std::string_view text,
                     const WriteOptions& options);
std::vector<Message> write_album(World& world, UserId user, ChatId chat,
                                 const std::vector<Attachment>& attachments, std::string_view caption,
                                 WriteOptions options);
const Message& edit(World& world, ChatId chat, MessageId message, std::string_view text,
                    const std::vector<Entity>& entities);
void react(World& world, UserId user, ChatId chat, MessageId message, const std::vector<std::string>& emoji);
void block(World& world, UserId user, bool blocked);
void set_bot(World& world, ChatId chat, UserId by, const std::string& status,
             const std::vector<std::string>& rights);
Topic& topic(World& world, ChatId forum, MessageId topic);

}  // namespace mostik::simulators::telegram::deeds
