#include "messengers/telegram/wire.hpp"

#include "messengers/formatting/entities.hpp"
#include "messengers/json_reading.hpp"

#include <array>
#include <limits>

namespace dom = simdjson::dom;
using mostik::core::Errc;
using mostik::core::failure;
using mostik::core::Result;

namespace mostik::messengers::telegram {

using namespace json_reading;

namespace {

std::optional<dom::element> child(const dom::element& object, const char* key) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

WireUser read_user(const dom::element& object) {
    WireUser user;
    user.id = number(object, "id");
    user.is_bot = flag(object, "is_bot");
    user.name = text(object, "first_name");
    if (const std::string last = text(object, "last_name"); !last.empty()) {
        user.name += user.name.empty() ? last : " " + last;
    }
    user.username = text(object, "username");
    user.language = text(object, "language_code");
    user.reads_all_groups = flag(object, "can_read_all_group_messages");
    return user;
}

WireChat read_chat(const dom::element& object) {
    WireChat chat{number(object, "id"), text(object, "type"), text(object, "title"),
                  text(object, "username")};
    if (chat.title.empty()) chat.title = read_user(object).name;
    return chat;
}

formatting::RichText read_text(const dom::element& message, const char* text_key, const char* entities_key) {
    formatting::RichText rich{.text = text(message, text_key)};
    dom::array entities;
    if (message[entities_key].get(entities) != simdjson::SUCCESS) return rich;
    for (const auto entity : entities) {
        const auto kind = formatting::span_kind_from(text(entity, "type"));
        const std::int64_t offset = number(entity, "offset");
        const std::int64_t length = number(entity, "length");
        if (!kind || offset < 0 || length <= 0) continue;
        formatting::Span span{.kind = *kind,
                              .offset = static_cast<std::size_t>(offset),
                              .length = static_cast<std::size_t>(length)};
        if (*kind == formatting::SpanKind::link) span.value = text(entity, "url");
        if (*kind == formatting::SpanKind::pre) span.value = text(entity, "language");
        if (*kind == formatting::SpanKind::custom_emoji) span.value = text(entity, "custom_emoji_id");
        if (const auto user = child(entity, "user"); user && *kind == formatting::SpanKind::person) {
            span.value = std::to_string(number(*user, "id"));
        }
        rich.spans.push_back(std::move(span));
    }
    return rich;
}

WireFile read_file(const dom::element& object, core::FileKind kind, const char* name, const char* mime_type) {
    WireFile file{text(object, "file_id"), text(object, "file_name"), text(object, "mime_type"),
                  number(object, "file_size"), kind};
    if (file.name.empty()) file.name = name;
    if (file.mime_type.empty()) file.mime_type = mime_type;
    return file;
}

void read_files(const dom::element& message, WireMessage& result) {
    struct Kind {
        const char* key;
        core::FileKind kind;
        const char* name;
        const char* mime_type;
    };
    constexpr std::array kinds{
        Kind{"video", core::FileKind::video, "video.mp4", "video/mp4"},
        Kind{"voice", core::FileKind::voice, "voice.ogg", "audio/ogg"},
        Kind{"audio", core::FileKind::audio, "audio.mp3", "audio/mpeg"},
        Kind{"video_note", core::FileKind::video, "video.mp4", "video/mp4"},
        Kind{"animation", core::FileKind::animation, "animation.mp4", "video/mp4"},
    };
    dom::array sizes;
    if (message["photo"].get(sizes) == simdjson::SUCCESS && sizes.size() > 0) {
        // The largest comes last.
        dom::element largest;
        for (const auto size : sizes) largest = size;
        result.files.push_back(read_file(largest, core::FileKind::photo, "photo.jpg", "image/jpeg"));
    }
    for (const Kind& kind : kinds) {
        if (const auto file = child(message, kind.key))
            result.files.push_back(read_file(*file, kind.kind, kind.name, kind.mime_type));
    }
    // An animation comes a second time, as a document.
    const auto document = child(message, "document");
    if (document && !child(message, "animation"))
        result.files.push_back(read_file(*document, core::FileKind::document, "file", ""));
    const auto sticker = child(message, "sticker");
    if (sticker && !flag(*sticker, "is_animated") && !flag(*sticker, "is_video"))
        result.files.push_back(read_file(*sticker, core::FileKind::photo, "sticker.webp", "image/webp"));
}

std::string decimal(const dom::element& object, const char* key) {
    double value = 0;
    if (object[key].get(value) != simdjson::SUCCESS) return "0";
    return std::to_string(value);
}

/// Words for what has no text: so that it is not lost on the other side.
std::string in_words(const dom::element& message) {
    if (const auto sticker = child(message, "sticker")) {
        const bool shown_as_file = !flag(*sticker, "is_animated") && !flag(*sticker, "is_video");
        return shown_as_file ? "" : text(*sticker, "emoji");
    }
    const auto venue = child(message, "venue");
    if (const auto location = child(message, "location")) {
        std::string words = "📍 ";
        if (venue) words += text(*venue, "title") + ", " + text(*venue, "address") + " ";
        const std::string where = decimal(*location, "latitude") + "," + decimal(*location, "longitude");
        return words + "https://www.openstreetmap.org/search?query=" + where;
    }
    if (const auto contact = child(message, "contact")) {
        return "👤 " + read_user(*contact).name + ", " + text(*contact, "phone_number");
    }
    if (const auto poll = child(message, "poll")) {
        std::string words = "📊 " + text(*poll, "question");
        dom::array options;
        if ((*poll)["options"].get(options) != simdjson::SUCCESS) return words;
        for (const auto option : options) words += "\n• " + text(option, "text");
        return words;
    }
    if (const auto dice = child(message, "dice")) {
        return text(*dice, "emoji") + " " + std::to_string(number(*dice, "value"));
    }
    return {};
}

std::string first_author(const dom::element& message) {
    const auto origin = child(message, "forward_origin");
    if (!origin) return {};
    if (const auto user = child(*origin, "sender_user")) return read_user(*user).name;
    if (const auto chat = child(*origin, "sender_chat")) return read_chat(*chat).title;
    if (const auto chat = child(*origin, "chat")) return read_chat(*chat).title;
    const std::string hidden = text(*origin, "sender_user_name");
    return hidden.empty() ? "?" : hidden;
}

void read_place(const dom::element& message, WireMessage& result) {
    if (flag(message, "is_topic_message")) result.topic = number(message, "message_thread_id");
    const auto reply = child(message, "reply_to_message");
    if (!reply) return;
    const std::int64_t replied = number(*reply, "message_id");
    // What stands in a topic without being a reply answers the topic's first message.
    const bool implicit = result.topic != 0 && replied == result.topic;
    if (!implicit) result.reply_to = replied;
}

bool is_speech(const dom::element& message) {
    constexpr std::array keys{"text",    "caption", "photo",     "document", "video",
                              "audio",   "voice",   "animation", "sticker",  "location",
                              "contact", "poll",    "venue",     "dice",     "video_note"};
    for (const char* key : keys) {
        if (child(message, key)) return true;
    }
    return false;
}

Result<WireMessage> read_message(const dom::element& message) {
    WireMessage result;
    result.id = number(message, "message_id");
    const auto chat = child(message, "chat");
    if (!chat) return failure(Errc::invalid, "a message without a chat");
    result.chat = read_chat(*chat);
    if (result.chat.id == 0) return failure(Errc::invalid, "a message without a chat's id");
    if (const auto from = child(message, "from")) result.from = read_user(*from);
    if (const auto as_chat = child(message, "sender_chat")) {
        result.as_chat = read_chat(*as_chat).title;
        result.as_chat_id = number(*as_chat, "id");
    }
    result.signature = text(message, "author_signature");
    result.date = number(message, "date");
    result.edit_date = number(message, "edit_date");
    result.text = read_text(message, "text", "entities");
    if (result.text.text.empty()) result.text = read_text(message, "caption", "caption_entities");
    if (result.text.text.empty()) result.text.text = in_words(message);
    read_files(message, result);
    result.album = text(message, "media_group_id");
    read_place(message, result);
    result.forwarded_from = first_author(message);
    result.moved_to = number(message, "migrate_to_chat_id");
    result.moved_from = number(message, "migrate_from_chat_id");
    result.service = !is_speech(message);
    return result;
}

std::vector<std::string> read_emoji(const dom::element& object, const char* key) {
    std::vector<std::string> emoji;
    dom::array list;
    if (object[key].get(list) != simdjson::SUCCESS) return emoji;
    for (const auto each : list) {
        if (std::string name = text(each, "emoji"); !name.empty()) emoji.push_back(std::move(name));
    }
    return emoji;
}

WireMembership read_membership(const dom::element& object) {
    WireMembership membership;
    if (const auto chat = child(object, "chat")) membership.chat = read_chat(*chat);
    if (const auto from = child(object, "from")) membership.from = read_user(*from);
    membership.date = number(object, "date");
    if (const auto before = child(object, "old_chat_member")) membership.before = text(*before, "status");
    if (const auto after = child(object, "new_chat_member")) {
        membership.after = text(*after, "status");
        if (const auto user = child(*after, "user")) membership.member = read_user(*user);
    }
    return membership;
}

WireReactions read_reactions(const dom::element& object) {
    WireReactions reactions;
    if (const auto chat = child(object, "chat")) reactions.chat = read_chat(*chat);
    reactions.message_id = number(object, "message_id");
    if (const auto user = child(object, "user")) reactions.from = read_user(*user);
    reactions.date = number(object, "date");
    reactions.before = read_emoji(object, "old_reaction");
    reactions.after = read_emoji(object, "new_reaction");
    return reactions;
}

WireCallback read_callback(const dom::element& object) {
    WireCallback callback;
    callback.id = text(object, "id");
    if (const auto from = child(object, "from")) callback.from = read_user(*from);
    callback.data = text(object, "data");
    if (const auto message = child(object, "message")) {
        auto read = read_message(*message);
        if (read) callback.message = std::move(*read);
    }
    return callback;
}

Result<WireUpdate> read_update(const dom::element& element) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return failure(Errc::invalid, "an update is no object");
    WireUpdate update;
    update.id = number(element, "update_id");
    update.raw = shown(element);
    for (const auto& [key, value] : object) {
        if (key == "update_id") continue;
        update.kind = std::string(key);
        const bool is_message = key == "message" || key == "edited_message" || key == "channel_post" ||
                                key == "edited_channel_post";
        if (is_message) {
            auto message = read_message(value);
            if (!message) return tl::unexpected<core::Error>(message.error());
            update.message = std::move(*message);
        } else if (key == "callback_query") {
            update.callback = read_callback(value);
        } else if (key == "my_chat_member") {
            update.membership = read_membership(value);
        } else if (key == "message_reaction") {
            update.reactions = read_reactions(value);
        }
    }
    return update;
}

/// One that cannot be read must not hold up those behind it.
WireUpdate read_or_number(const dom::element& element) {
    auto update = read_update(element);
    if (update) return std::move(*update);
    return {.id = number(element, "update_id"), .raw = shown(element)};
}

}  // namespace

Result<WireAnswer> parse_answer(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireAnswer> {
        WireAnswer answer;
        bool ok = false;
        if (root["ok"].get(ok) != simdjson::SUCCESS)
            return failure(Errc::invalid, "not an answer of the Bot API");
        answer.ok = ok;
        if (const auto result = child(root, "result")) answer.result = shown(*result);
        answer.error_code = static_cast<int>(number(root, "error_code"));
        answer.description = text(root, "description");
        if (const auto parameters = child(root, "parameters")) {
            if (child(*parameters, "retry_after")) answer.retry_after = number(*parameters, "retry_after");
            if (child(*parameters, "migrate_to_chat_id"))
                answer.moved_to = number(*parameters, "migrate_to_chat_id");
        }
        return answer;
    });
}

Result<std::vector<WireUpdate>> parse_updates(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<std::vector<WireUpdate>> {
        dom::array list;
        if (root.get(list) != simdjson::SUCCESS) return failure(Errc::invalid, "no list of updates");
        std::vector<WireUpdate> updates;
        for (const auto element : list) updates.push_back(read_or_number(element));
        return updates;
    });
}

Result<WireUpdate> parse_update(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireUpdate> {
        if (number(root, "update_id") == 0) return failure(Errc::invalid, "no update");
        return read_or_number(root);
    });
}

Result<WireUser> parse_user(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireUser> {
        WireUser user = read_user(root);
        if (user.id == 0) return failure(Errc::invalid, "a user without id");
        return user;
    });
}

Result<WireChat> parse_chat(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireChat> {
        WireChat chat = read_chat(root);
        if (chat.id == 0) return failure(Errc::invalid, "a chat without id");
        return chat;
    });
}

Result<std::vector<WireMessage>> parse_messages(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<std::vector<WireMessage>> {
        std::vector<WireMessage> messages;
        dom::array list;
        if (root.get(list) != simdjson::SUCCESS) {
            auto message = read_message(root);
            if (!message) return tl::unexpected<core::Error>(message.error());
            messages.push_back(std::move(*message));
            return messages;
        }
        for (const auto element : list) {
            auto message = read_message(element);
            if (!message) return tl::unexpected<core::Error>(message.error());
            messages.push_back(std::move(*message));
        }
        return messages;
    });
}

Result<std::string> parse_file_path(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<std::string> {
        std::string path = text(root, "file_path");
        if (path.empty()) return failure(Errc::invalid, "a file without a path");
        return path;
    });
}

Result<WireWebhook> parse_webhook(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireWebhook> {
        return WireWebhook{text(root, "url"), number(root, "pending_update_count"),
                           text(root, "last_error_message"), number(root, "last_error_date")};
    });
}

Result<WireRights> parse_rights(std::string_view json) {
    return parse(json, [](const dom::element& root) -> Result<WireRights> {
        WireRights rights{.status = text(root, "status")};
        if (child(root, "can_send_messages")) rights.can_send = flag(root, "can_send_messages");
        if (child(root, "can_post_messages")) rights.can_send = flag(root, "can_post_messages");
        return rights;
    });
}

}  // namespace mostik::messengers::telegram
