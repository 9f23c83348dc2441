// People, chats and who belongs to them.
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

World::World(const BotOptions& options, std::function<Milliseconds()> now,
             std::function<void(Happening)> happened)
    : can_read_all_group_messages(options.can_read_all_group_messages),
      now_(std::move(now)),
      happened_(std::move(happened)) {
    User bot;
    bot.id = std::stoll(options.token);
    bot.is_bot = true;
    bot.first_name = options.first_name;
    bot.username = options.username;
    bot_id_ = bot.id;
    users_[bot.id] = bot;
    User anonymous;
    anonymous.id = anonymous_admin;
    anonymous.is_bot = true;
    anonymous.first_name = "Group";
    anonymous.username = "GroupAnonymousBot";
    users_[anonymous.id] = anonymous;
}

User& World::add_user(User user) {
    while (users_.count(next_user_id_) != 0) ++next_user_id_;
    if (user.id == 0) user.id = next_user_id_;
    if (users_.count(user.id) != 0)
        throw std::invalid_argument("user " + std::to_string(user.id) + " is there");
    if (user.first_name.empty()) user.first_name = user.username;
    return users_[user.id] = std::move(user);
}

Chat& World::add_chat(Chat chat) {
    auto& next_id = chat.type == "group" ? next_group_id_ : next_supergroup_id_;
    while (chats_.count(next_id) != 0) --next_id;
    if (chat.id == 0) chat.id = next_id;
    if (chats_.count(chat.id) != 0)
        throw std::invalid_argument("chat " + std::to_string(chat.id) + " is there");
    return chats_[chat.id] = std::move(chat);
}

User* World::find_user(UserId id) {
    const auto found = users_.find(id);
    return found == users_.end() ? nullptr : &found->second;
}

User* World::find_user(std::string_view username) {
    const auto found = std::find_if(users_.begin(), users_.end(),
                                    [&](const auto& entry) { return entry.second.username == username; });
    return found == users_.end() ? nullptr : &found->second;
}

Chat* World::find_chat(ChatId id) {
    const auto found = chats_.find(id);
    return found == chats_.end() ? nullptr : &found->second;
}

Chat* World::find_chat(std::string_view username) {
    const auto found = std::find_if(chats_.begin(), chats_.end(),
                                    [&](const auto& entry) { return entry.second.username == username; });
    return found == chats_.end() || username.empty() ? nullptr : &found->second;
}

User& World::user(UserId id) {
    if (auto* found = find_user(id)) return *found;
    throw bad_request("user not found");
}

Chat& World::chat(ChatId id) {
    if (auto* found = find_chat(id)) return *found;
    throw bad_request("chat not found");
}

Chat& World::private_chat(UserId id) {
    if (auto* found = find_chat(id)) return *found;
    user(id);
    Chat chat;
    chat.id = id;
    chat.type = "private";
    chat.members[id] = {};
    return chats_[id] = std::move(chat);
}

std::string World::status_of(const Chat& chat, UserId user) const {
    const auto found = chat.members.find(user);
    return found == chat.members.end() ? "left" : found->second.status;
}

bool World::is_member(const Chat& chat, UserId user) const {
    const auto status = status_of(chat, user);
    return status != "left" && status != "kicked";
}

bool World::is_administrator(const Chat& chat, UserId user) const {
    const auto status = status_of(chat, user);
    return status == "administrator" || status == "creator";
}

bool World::has_right(const Chat& chat, UserId user, const std::string& right) const {
    const auto status = status_of(chat, user);
    if (status == "creator") return true;
    if (status != "administrator") return false;
    const auto& rights = chat.members.at(user).rights;
    return rights.contains(right) && rights[right] == true;
}

void World::set_member(ChatId chat_id, UserId by, UserId user_id, Member member) {
    auto& place = user_id == bot_id_ && chat_id > 0 ? private_chat(chat_id) : chat(chat_id);
    user(by);
    user(user_id);
    Member before;
    before.status = status_of(place, user_id);
    if (is_member(place, user_id)) before = place.members[user_id];
    place.members[user_id] = member;
    emit_member(place, by, user_id, before, member);
}

void World::emit_member(const Chat& place, UserId by, UserId user_id, const Member& before,
                        const Member& after) {
    const bool is_bot = user_id == bot_id_;
    if (before.status == after.status && before.rights == after.rights) return;
    if (!is_bot && !is_administrator(place, bot_id_)) return;
    Json event = {{"chat", shapes::chat(*this, place)},
                  {"from", shapes::user(user(by))},
                  {"date", seconds()},
                  {"old_chat_member", shapes::chat_member(*this, user_id, before)},
                  {"new_chat_member", shapes::chat_member(*this, user_id, after)}};
    const auto* kind = is_bot ? "my_chat_member" : "chat_member";
    emit(kind, "members " + std::to_string(place.id), std::move(event), now() + 86'400'000);
}

void World::join(ChatId chat_id, UserId user_id, UserId by) {
    auto& place = chat(chat_id);
    if (is_member(place, user_id)) return;
    set_member(chat_id, by, user_id, {});
    if (place.type == "channel") return;
    Message service;
    service.chat_id = chat_id;
    service.from = by;
    const auto shape = shapes::user(user(user_id));
    service.service = {{"new_chat_participant", shape},
                       {"new_chat_member", shape},
                       {"new_chat_members", Json::array({shape})}};
    add(std::move(service));
}

void World::leave(ChatId chat_id, UserId user_id, UserId by) {
    auto& place = chat(chat_id);
    if (!is_member(place, user_id)) return;
    if (place.type != "channel") {
        Message service;
        service.chat_id = chat_id;
        service.from = by;
        const auto shape = shapes::user(user(user_id));
        service.service = {{"left_chat_participant", shape}, {"left_chat_member", shape}};
        // Whoever is removed does not hear of it by a message.
        if (user_id != bot_id_) add(std::move(service));
    }
    Member gone;
    gone.status = by == user_id ? "left" : "kicked";
    set_member(chat_id, by, user_id, gone);
}

ChatId World::migrate(ChatId group_id, UserId by) {
    auto& group = chat(group_id);
    if (group.type != "group" || group.migrated_to != 0) throw bad_request("the group cannot be upgraded");
    Chat successor;
    successor.type = "supergroup";
    successor.title = group.title;
    successor.members = group.members;
    successor.permissions = group.permissions;
    const auto id = add_chat(std::move(successor)).id;
    Message there;
    there.chat_id = group_id;
    there.from = by;
    there.service = {{"migrate_to_chat_id", id}};
    add(std::move(there));
    chat(group_id).migrated_to = id;
    Message here;
    here.chat_id = id;
    here.from = anonymous_admin;
    here.sender_chat = id;
    here.service = {{"migrate_from_chat_id", group_id}};
    add(std::move(here));
    return id;
}

void World::emit(const std::string& kind, const std::string& lane, Json payload, Milliseconds expires_at) {
    happened_({kind, lane, std::move(payload), expires_at});
}

}  // namespace mostik::simulators::telegram
