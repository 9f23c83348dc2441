#include "tests/simulators/telegram/shapes.hpp"

#include <algorithm>

namespace mostik::simulators::telegram::shapes {

namespace {

void put_text(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = text;
}

void put_all(Json& json, const Json& members) {
    for (const auto& member : members.items()) json[member.key()] = member.value();
}

Json gift_types(bool accepted) {
    return {{"unlimited_gifts", accepted},
            {"limited_gifts", accepted},
            {"unique_gifts", accepted},
            {"premium_subscription", accepted},
            {"gifts_from_channels", accepted}};
}

Json photo_size(const PhotoSize& size) {
    return {{"file_id", size.file_id},
            {"file_unique_id", size.file_unique_id},
            {"file_size", size.size},
            {"width", size.width},
            {"height", size.height}};
}

Json media(const Media& media) {
    if (media.kind == "photo") {
        Json sizes = Json::array();
        for (const auto& size : media.sizes) sizes.push_back(photo_size(size));
        return sizes;
    }
    Json json = Json::object();
    const auto& kind = media.kind;
    const bool is_film = kind == "video" || kind == "animation";
    if (is_film || kind == "audio" || kind == "voice") json["duration"] = media.duration;
    if (is_film || kind == "sticker") {
        json["width"] = media.width;
        json["height"] = media.height;
    }
    if (kind == "sticker") {
        put_text(json, "emoji", media.emoji);
        put_all(json, {{"is_animated", false}, {"is_video", false}, {"type", "regular"}});
    }
    if (kind != "voice" && kind != "sticker") put_text(json, "file_name", media.file_name);
    if (kind != "sticker") put_text(json, "mime_type", media.mime_type);
    put_text(json, "title", media.title);
    put_text(json, "performer", media.performer);
    json["file_id"] = media.file_id;
    json["file_unique_id"] = media.file_unique_id;
    json["file_size"] = media.size;
    return json;
}

void put_content(World& world, Json& json, const Message& message) {
    if (message.media) {
        put_text(json, "media_group_id", message.media_group_id);
        json[message.media->kind] = media(*message.media);
        if (message.media->kind == "animation") {
            json["document"] = media(*message.media);
            json["document"].erase("duration");
            json["document"].erase("width");
            json["document"].erase("height");
        }
        put_text(json, "caption", message.text);
        if (!message.entities.empty()) json["caption_entities"] = entities(world, message.entities);
        return;
    }
    if (!message.service.is_null()) put_all(json, message.service);
    if (!message.content.is_null()) put_all(json, message.content);
    put_text(json, "text", message.text);
    if (!message.entities.empty()) json["entities"] = entities(world, message.entities);
}

void put_reply(World& world, Json& json, const Message& message, bool with_reply) {
    auto target = message.reply_to;
    const bool is_creation = message.thread == message.id;
    if (target == 0 && message.is_topic_message && !is_creation) target = message.thread;
    if (target == 0 || !with_reply) return;
    if (const auto* found = world.find_message(message.chat_id, target)) {
        json["reply_to_message"] = shapes::message(world, *found, false);
    }
    if (!message.quote.is_null()) json["quote"] = message.quote;
}

}  // namespace

std::string dump(const Json& json) {
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json user(const User& user) {
    Json json = {{"id", user.id}, {"is_bot", user.is_bot}, {"first_name", user.first_name}};
    put_text(json, "last_name", user.last_name);
    put_text(json, "username", user.username);
    put_text(json, "language_code", user.language_code);
    if (user.is_premium) json["is_premium"] = true;
    return json;
}

Json bot_itself(const World& world) {
    auto json = user(world.bot());
    put_all(json, {{"can_join_groups", true},
                   {"can_read_all_group_messages", world.can_read_all_group_messages},
                   {"supports_inline_queries", false},
                   {"supports_guest_queries", false},
                   {"can_connect_to_business", false},
                   {"has_main_web_app", false},
                   {"has_topics_enabled", false},
                   {"allows_users_to_create_topics", false},
                   {"can_manage_bots", false},
                   {"supports_join_request_queries", false}});
    return json;
}

Json chat(World& world, const Chat& chat) {
    Json json = {{"id", chat.id}};
    if (chat.type == "private") {
        const auto& user = world.user(chat.id);
        put_text(json, "first_name", user.first_name);
        put_text(json, "last_name", user.last_name);
        put_text(json, "username", user.username);
        json["type"] = chat.type;
        return json;
    }
    json["title"] = chat.title;
    put_text(json, "username", chat.username);
    if (chat.is_forum) json["is_forum"] = true;
    json["type"] = chat.type;
    if (chat.type == "group") {
        json["all_members_are_administrators"] = false;
        json["accepted_gift_types"] = gift_types(false);
    }
    return json;
}

Json full_chat(World& world, const Chat& chat) {
    auto json = shapes::chat(world, chat);
    const bool is_private = chat.type == "private";
    if (is_private) {
        const auto& user = world.user(chat.id);
        json["can_send_gift"] = true;
        if (!user.username.empty()) json["active_usernames"] = Json::array({user.username});
        put_text(json, "bio", user.bio);
    } else {
        if (!chat.username.empty()) json["active_usernames"] = Json::array({chat.username});
        Json permissions = Json::object();
        for (const auto* name :
             {"can_send_messages", "can_send_media_messages", "can_send_audios", "can_send_documents",
              "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
              "can_send_polls", "can_send_other_messages", "can_add_web_page_previews",
              "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
              "can_pin_messages", "can_manage_topics"}) {
            const auto found = chat.permissions.find(name);
            const std::string_view key = name;
            const bool granted = key != "can_edit_tag" && key != "can_change_info" &&
                                 key != "can_pin_messages" && key != "can_manage_topics";
            permissions[name] = found == chat.permissions.end() ? granted : found->second;
        }
        if (chat.type != "channel") json["permissions"] = permissions;
    }
    if (chat.is_protected) json["has_protected_content"] = true;
    json["accepted_gift_types"] = gift_types(is_private);
    json["max_reaction_count"] = 11;
    json["accent_color_id"] = is_private ? 2 : 4;
    return json;
}

Json rights(const Member& member) {
    Json json = Json::object();
    if (member.status != "administrator") return json;
    for (const auto* name :
         {"can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
          "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
          "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories",
          "can_manage_tags", "can_send_welcome_messages", "is_anonymous", "can_manage_voice_chats"}) {
        json[name] = std::string_view(name) == "can_manage_chat";
    }
    put_all(json, member.rights);
    return json;
}

Json chat_member(World& world, UserId id, const Member& member) {
    Json json = {{"user", user(world.user(id))}, {"status", member.status}};
    put_all(json, rights(member));
    if (member.status == "creator") json["is_anonymous"] = false;
    if (member.status == "kicked") json["until_date"] = 0;
    return json;
}

Json entities(World& world, const std::vector<Entity>& entities) {
    Json list = Json::array();
    for (const auto& entity : entities) {
        Json json = {{"offset", entity.offset}, {"length", entity.length}, {"type", entity.type}};
        put_text(json, "url", entity.url);
        put_text(json, "language", entity.language);
        put_text(json, "custom_emoji_id", entity.custom_emoji_id);
        if (entity.type == "date_time") json["unix_time"] = entity.unix_time;
        put_text(json, "date_time_format", entity.date_time_format);
        if (entity.user_id != 0) json["user"] = user(world.user(entity.user_id));
        list.push_back(std::move(json));
    }
    return list;
}

Json reactions(const std::vector<Reaction>& reactions) {
    Json list = Json::array();
    for (const auto& reaction : reactions) {
        const auto* key = reaction.type == "custom_emoji" ? "custom_emoji_id" : "emoji";
        list.push_back({{"type", reaction.type}, {key, reaction.value}});
    }
    return list;
}

Json message(World& world, const Message& message, bool with_reply) {
    const auto& chat = world.chat(message.chat_id);
    Json json = {{"message_id", message.id}};
    const auto sender_chat = [&] {
        if (message.sender_chat != 0)
            json["sender_chat"] = shapes::chat(world, world.chat(message.sender_chat));
    };
    if (message.from == 0) {
        sender_chat();
    } else {
        json["from"] = user(world.user(message.from));
    }
    json["chat"] = shapes::chat(world, chat);
    json["date"] = message.date;
    if (message.edit_date != 0) json["edit_date"] = message.edit_date;
    if (message.from != 0) sender_chat();
    put_text(json, "author_signature", message.author_signature);
    if (message.thread != 0) json["message_thread_id"] = message.thread;
    put_reply(world, json, message, with_reply);
    if (!message.forward.is_null()) put_all(json, message.forward);
    put_content(world, json, message);
    if (!message.link_preview_options.is_null()) json["link_preview_options"] = message.link_preview_options;
    const bool has_keyboard =
        message.reply_markup.is_object() && message.reply_markup.contains("inline_keyboard");
    if (has_keyboard) json["reply_markup"] = message.reply_markup;
    if (message.has_protected_content) json["has_protected_content"] = true;
    if (message.is_topic_message) json["is_topic_message"] = true;
    return json;
}

Json inaccessible_message(World& world, const Chat& chat, MessageId id) {
    return {{"message_id", id}, {"chat", shapes::chat(world, chat)}, {"date", 0}};
}

Json file(const File& file, bool with_path) {
    Json json = {{"file_id", file.id}, {"file_unique_id", file.unique_id}, {"file_size", file.size}};
    if (with_path) json["file_path"] = file.path;
    return json;
}

}  // namespace mostik::simulators::telegram::shapes
