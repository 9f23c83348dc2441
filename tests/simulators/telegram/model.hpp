// What the simulated server knows: plain values without behaviour.
//
// Dates are seconds since 1970 (UTC), offsets and lengths of entities UTF-16 units, texts UTF-8, as on the
// wire.
#pragma once

#include "tests/simulators/net/milliseconds.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::simulators::telegram {

// Members keep the order they were given.
using Json = nlohmann::ordered_json;
using net::Milliseconds;
using Seconds = std::int64_t;
using UserId = std::int64_t;  // also the id of the private chat with this user
using ChatId = std::int64_t;
using MessageId = std::int32_t;

struct User {
    UserId id = 0;  // 0: given by the world
    bool is_bot = false;
    std::string first_name;
    std::string last_name;
    std::string username;
    std::string language_code;
    bool is_premium = false;
    std::string bio;
    bool is_deactivated = false;
};

struct Entity {
    std::string type;  // "bold", "text_link", ...
    int offset = 0;
    int length = 0;
    std::string url;              // text_link
    UserId user_id = 0;           // text_mention
    std::string language;         // pre
    std::string custom_emoji_id;  // custom_emoji
    Seconds unix_time = 0;        // date_time
    std::string date_time_format;
};

struct PhotoSize {
    std::string file_id;
    std::string file_unique_id;
    std::uint64_t size = 0;
    int width = 0;
    int height = 0;
};

struct Media {
    std::string kind;            // photo, document, video, audio, voice, animation, sticker
    std::string file_id;         // of a photo: of its largest size
    std::string file_unique_id;  // likewise
    std::string file_name;
    std::string mime_type;
    std::uint64_t size = 0;  // bytes
    int width = 0;
    int height = 0;
    int duration = 0;  // seconds
    std::string title;
    std::string performer;
    std::string emoji;             // sticker
    std::vector<PhotoSize> sizes;  // photo: smallest first
};

struct Reaction {
    std::string type;   // "emoji" or "custom_emoji"
    std::string value;  // the emoji or the id
    bool operator==(const Reaction& other) const { return type == other.type && value == other.value; }
};

// What a message said until `until`.
struct Edition {
    std::string text;
    std::vector<Entity> entities;
    Seconds until = 0;
};

struct Message {
    ChatId chat_id = 0;
    MessageId id = 0;
    UserId from = 0;         // 0: a channel's post
    bool by_bot = false;     // the bot under test sent it
    ChatId sender_chat = 0;  // anonymous administrators, channels; else 0
    std::string author_signature;
    Seconds date = 0;
    Seconds edit_date = 0;         // 0: never edited
    std::string text;              // or the caption, when there are media
    std::vector<Entity> entities;  // of the text or the caption
    std::optional<Media> media;
    std::string media_group_id;     // of an album; else empty
    MessageId reply_to = 0;         // 0: no real reply
    Json quote;                     // null, or {text, position, is_manual}
    MessageId thread = 0;           // message_thread_id
    bool is_topic_message = false;  // thread is a topic of a forum
    Json forward;                   // null, or {forward_origin, forward_from, ...}
    Json reply_markup;              // null, or as sent
    Json link_preview_options;      // null, or as sent
    Json content;                   // null, or other content: {"location": {...}}, {"contact": {...}}
    Json service;                   // null, or what makes it a service message
    bool has_protected_content = false;
    bool disable_notification = false;  // as the bot asked
    bool is_deleted = false;
    std::vector<Edition> editions;  // oldest first, without the present one
    std::map<UserId, std::vector<Reaction>> reactions;
};

struct Topic {
    MessageId id = 0;  // of its creation message
    std::string name;
    int icon_color = 7322096;
    std::string icon_custom_emoji_id;
    bool is_closed = false;
    bool is_deleted = false;
};

struct Member {
    std::string status = "member";  // creator, administrator, member, restricted, left, kicked
    Json rights = Json::object();   // of an administrator: {"can_manage_topics": true, ...}
};

struct Chat {
    ChatId id = 0;     // 0: given by the world
    std::string type;  // private, group, supergroup, channel
    std::string title;
    std::string username;
    bool is_forum = false;
    bool is_protected = false;
    bool is_deleted = false;
    ChatId migrated_to = 0;
    std::map<UserId, Member> members;  // the bot too
    std::map<std::string, bool> permissions;
    std::map<MessageId, Message> messages;  // deleted ones too
    std::map<MessageId, Topic> topics;
    MessageId last_message_id = 0;
    UserId last_bot = 0;  // the bot that wrote last
};

struct File {
    std::string id;
    std::string unique_id;
    std::string path;
    std::string name;
    std::string mime_type;
    std::string bytes;
    std::uint64_t size = 0;  // as announced; may exceed the bytes that are really kept
    Media media;             // what it was first sent as
};

struct Callback {
    std::string id;
    UserId from = 0;
    ChatId chat_id = 0;
    MessageId message_id = 0;
    std::string data;
    Milliseconds at = 0;
    bool is_answered = false;
    std::string text;  // of the answer
    bool show_alert = false;
    std::string url;
};

}  // namespace mostik::simulators::telegram
