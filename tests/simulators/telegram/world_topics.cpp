// Topics of forums.
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/world.hpp"

namespace mostik::simulators::telegram {

namespace {

Message service_message(const Chat& chat, const Topic& topic, UserId by, Json service) {
    Message message;
    message.chat_id = chat.id;
    message.from = by;
    message.thread = topic.id;
    message.service = std::move(service);
    return message;
}

}  // namespace

Topic& World::create_topic(Chat& chat, UserId by, std::string name, int icon_color,
                           std::string icon_emoji_id) {
    Topic topic;
    topic.id = chat.last_message_id + 1;
    topic.name = std::move(name);
    if (icon_color != 0) topic.icon_color = icon_color;
    topic.icon_custom_emoji_id = std::move(icon_emoji_id);
    Json created = {{"name", topic.name}, {"icon_color", topic.icon_color}};
    if (!topic.icon_custom_emoji_id.empty()) created["icon_custom_emoji_id"] = topic.icon_custom_emoji_id;
    auto& added = chat.topics[topic.id] = topic;
    add(service_message(chat, added, by, {{"forum_topic_created", created}}));
    return added;
}

Topic* World::find_topic(Chat& chat, MessageId id) {
    const auto found = chat.topics.find(id);
    return found == chat.topics.end() || found->second.is_deleted ? nullptr : &found->second;
}

void World::edit_topic(Chat& chat, Topic& topic, UserId by, std::string name, std::string icon_emoji_id) {
    Json edited = Json::object();
    if (!name.empty() && name != topic.name) edited["name"] = topic.name = std::move(name);
    if (icon_emoji_id != topic.icon_custom_emoji_id) {
        edited["icon_custom_emoji_id"] = topic.icon_custom_emoji_id = std::move(icon_emoji_id);
    }
    if (edited.empty()) throw bad_request("TOPIC_NOT_MODIFIED");
    add(service_message(chat, topic, by, {{"forum_topic_edited", edited}}));
}

void World::set_topic_closed(Chat& chat, Topic& topic, UserId by, bool closed) {
    if (topic.is_closed == closed) throw bad_request("TOPIC_NOT_MODIFIED");
    topic.is_closed = closed;
    const auto* what = closed ? "forum_topic_closed" : "forum_topic_reopened";
    add(service_message(chat, topic, by, {{what, Json::object()}}));
}

void World::delete_topic(Chat& chat, Topic& topic) {
    topic.is_deleted = true;
    for (auto& [id, message] : chat.messages) {
        if (message.is_topic_message && message.thread == topic.id) remove(message);
    }
}

}  // namespace mostik::simulators::telegram
