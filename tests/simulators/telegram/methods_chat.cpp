#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <array>

namespace mostik::simulators::telegram::methods_detail {

namespace {

constexpr std::size_t max_topic_name = 128;
constexpr std::array<int, 6> icon_colors{7322096, 16766590, 13338331, 9367192, 16749490, 16478047};

Chat& read_forum(const Call& call) {
    auto& chat = read_chat(call, Access::write);
    if (!chat.is_forum) throw bad_request("the chat is not a forum");
    return chat;
}

void check_may_manage(const Call& call, const Chat& chat, const char* otherwise) {
    if (!call.world().has_right(chat, call.world().bot_id(), "can_manage_topics"))
        throw bad_request(otherwise);
}

Topic& read_topic(const Call& call, Chat& chat) {
    const auto id = static_cast<MessageId>(call.parameters.integer("message_thread_id"));
    if (auto* topic = call.world().find_topic(chat, id)) return *topic;
    throw bad_request("message thread not found");
}

Json set_closed(const Call& call, bool closed) {
    auto& chat = read_forum(call);
    auto& topic = read_topic(call, chat);
    check_may_manage(call, chat, "CHAT_ADMIN_REQUIRED");
    call.world().set_topic_closed(chat, topic, call.world().bot_id(), closed);
    return true;
}

std::string read_name(const Call& call) {
    auto name = call.parameters.text("name");
    if (count_code_points(name) > max_topic_name) throw bad_request("TOPIC_TITLE_TOO_LONG");
    return name;
}

}  // namespace

Json get_chat(Call& call) {
    return shapes::full_chat(call.world(), read_chat(call, Access::read));
}

Json get_chat_member(Call& call) {
    auto& chat = read_chat(call, Access::read);
    const auto user = read_user(call);
    const auto found = chat.members.find(user);
    if (found == chat.members.end()) throw bad_request("member not found");
    return shapes::chat_member(call.world(), user, found->second);
}

Json get_chat_administrators(Call& call) {
    auto& chat = read_chat(call, Access::read);
    if (chat.type == "private") throw bad_request("there are no administrators in the private chat");
    Json list = Json::array();
    for (const auto& [id, member] : chat.members) {
        const bool is_other_bot = call.world().user(id).is_bot && id != call.world().bot_id();
        if (call.world().is_administrator(chat, id) && !is_other_bot) {
            list.push_back(shapes::chat_member(call.world(), id, member));
        }
    }
    return list;
}

Json leave_chat(Call& call) {
    auto& chat = read_chat(call, Access::write);
    if (chat.type == "private") throw bad_request("chat member status can't be changed in private chats");
    call.world().leave(chat.id, call.world().bot_id(), call.world().bot_id());
    return true;
}

Json create_forum_topic(Call& call) {
    auto& chat = read_forum(call);
    const auto name = read_name(call);
    if (name.empty()) throw bad_request("TOPIC_TITLE_EMPTY");
    check_may_manage(call, chat, "not enough rights to create a topic");
    const auto color = static_cast<int>(call.parameters.integer("icon_color"));
    if (color != 0 && std::find(icon_colors.begin(), icon_colors.end(), color) == icon_colors.end()) {
        throw bad_request("TOPIC_ICON_COLOR_INVALID");
    }
    call.server.flood.spend(chat, 1);
    const auto& topic = call.world().create_topic(chat, call.world().bot_id(), name, color,
                                                  call.parameters.text("icon_custom_emoji_id"));
    Json json = {{"message_thread_id", topic.id}, {"name", topic.name}, {"icon_color", topic.icon_color}};
    if (!topic.icon_custom_emoji_id.empty()) json["icon_custom_emoji_id"] = topic.icon_custom_emoji_id;
    return json;
}

Json edit_forum_topic(Call& call) {
    auto& chat = read_forum(call);
    auto& topic = read_topic(call, chat);
    const auto name = read_name(call);
    check_may_manage(call, chat, "CHAT_ADMIN_REQUIRED");
    const auto icon = call.parameters.has("icon_custom_emoji_id")
                          ? call.parameters.text("icon_custom_emoji_id")
                          : topic.icon_custom_emoji_id;
    call.world().edit_topic(chat, topic, call.world().bot_id(), name, icon);
    return true;
}

Json close_forum_topic(Call& call) {
    return set_closed(call, true);
}
Json reopen_forum_topic(Call& call) {
    return set_closed(call, false);
}

Json delete_forum_topic(Call& call) {
    auto& chat = read_forum(call);
    auto& topic = read_topic(call, chat);
    if (!call.world().has_right(chat, call.world().bot_id(), "can_delete_messages")) {
        throw bad_request("CHAT_ADMIN_REQUIRED");
    }
    call.world().delete_topic(chat, topic);
    return true;
}

}  // namespace mostik::simulators::telegram::methods_detail
