// The world's values as the JSON that the server writes.
#pragma once

#include "tests/simulators/telegram/world.hpp"

namespace mostik::simulators::telegram::shapes {

// One line, characters beyond ASCII as \uXXXX.
std::string dump(const Json& json);

Json user(const User& user);
Json bot_itself(const World& world);  // getMe
Json chat(World& world, const Chat& chat);
Json full_chat(World& world, const Chat& chat);  // getChat
Json chat_member(World& world, UserId user, const Member& member);
// The rights that a member with this status has, completed with false ones.
Json rights(const Member& member);
Json entities(World& world, const std::vector<Entity>& entities);
Json reactions(const std::vector<Reaction>& reactions);
Json message(World& world, const Message& message, bool with_reply = true);
Json inaccessible_message(World& world, const Chat& chat, MessageId id);
Json file(const File& file, bool with_path = true);

}  // namespace mostik::simulators::telegram::shapes
