#include "messengers/telegram/event_translation.hpp"

#include "messengers/formatting/emoji.hpp"
#include "messengers/formatting/markdown.hpp"

#include <algorithm>
#include <charconv>

namespace mostik::messengers::telegram {

namespace {

core::Time from_seconds(std::int64_t seconds) {
    return core::from_millis(seconds * 1000);
}

bool same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

bool in_a_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// Does "@username" stand in the text, as a whole word? "/command@username" counts, too.
bool mentions(std::string_view text, const std::string& username) {
    if (username.empty()) return false;
    const std::string mention = "@" + username;
    for (std::size_t at = 0; at + mention.size() <= text.size(); ++at) {
        if (!same_name(text.substr(at, mention.size()), mention)) continue;
        const std::size_t end = at + mention.size();
        if (end < text.size() && in_a_name(text[end])) continue;
        const auto word = text.find_last_of(" \t\r\n", at) + 1;  // its first letter; npos + 1 is 0
        if (at == 0 || !in_a_name(text[at - 1]) || text[word] == '/') return true;
    }
    return false;
}

core::Channel to_channel(const WireChat& chat, std::int64_t topic) {
    return {.id = std::to_string(chat.id),
            .name = chat.username.empty() ? chat.title : chat.username,
            .display_name = chat.title,
            .team = "",
            .topic = topic == 0 ? "" : std::to_string(topic),
            .direct = chat.type == "private",
            .kind = chat.type};
}

core::Person to_person(const WireUser& user, const Own& own) {
    return {.id = user.id == 0 ? "" : std::to_string(user.id),
            .name = user.username,
            .display_name = user.name,
            .language = user.language,
            .bot = user.is_bot,
            .self = user.id != 0 && user.id == own.id};
}

core::Person author_of(const WireMessage& message, const Own& own) {
    core::Person author = to_person(message.from, own);
    if (message.as_chat.empty()) return author;
    // Somebody speaks for a chat: an anonymous administrator, or a channel.
    author = {.id = std::to_string(message.as_chat_id), .name = "", .display_name = message.as_chat};
    if (!message.signature.empty()) author.display_name += " (" + message.signature + ")";
    return author;
}

core::Post to_post(const WireMessage& message, const Own& own) {
    core::Post post;
    post.id = message_id(message.chat.id, message.id);
    post.text = message.text.text;
    post.markdown = formatting::to_markdown(message.text);
    if (!message.forwarded_from.empty()) {
        const std::string from =
            formatting::neutralize_mentions(formatting::escape_markdown(message.forwarded_from));
        post.markdown.insert(0, "↪ *" + from + "*\n");
    }
    post.created_at = from_seconds(message.date);
    if (message.edit_date != 0) post.edited_at = from_seconds(message.edit_date);
    post.system = message.service;
    post.album = message.album;
    if (message.reply_to != 0) post.reply_to = message_id(message.chat.id, message.reply_to);
    post.addressed = addressed_text(post.text, own.username, message.chat.type == "private");
    post.mentions_bot = mentions(post.text, own.username);
    for (const WireFile& file : message.files) {
        post.attachments.push_back({file.id, file.name, file.mime_type, file.size, file.kind});
    }
    return post;
}

core::Event message_event(const WireUpdate& update, const Own& own) {
    const WireMessage& message = *update.message;
    core::Event event;
    event.channel = to_channel(message.chat, message.topic);
    event.author = author_of(message, own);
    event.happened_at = from_seconds(message.date);
    event.identity = message_id(message.chat.id, message.id);
    const bool edited = update.kind == "edited_message" || update.kind == "edited_channel_post";
    if (message.moved_to != 0) {
        event.body = core::ChatMoved{std::to_string(message.moved_to)};
    } else if (edited) {
        event.happened_at = from_seconds(std::max(message.edit_date, message.date));
        event.identity += ":" + std::to_string(message.edit_date) + ":" + std::to_string(update.id);
        event.body = core::PostEdited{to_post(message, own)};
    } else {
        event.body = core::Posted{to_post(message, own)};
    }
    return event;
}

core::Event callback_event(const WireCallback& callback, const Own& own, core::Time received_at) {
    core::Event event;
    event.author = to_person(callback.from, own);
    event.happened_at = received_at;
    core::ButtonPressed pressed{.query_id = callback.id, .post_id = "", .data = callback.data};
    if (callback.message) {
        event.channel = to_channel(callback.message->chat, callback.message->topic);
        pressed.post_id = message_id(callback.message->chat.id, callback.message->id);
    }
    event.body = std::move(pressed);
    return event;
}

core::Event membership_event(const WireMembership& membership, const Own& own) {
    core::Event event;
    event.channel = to_channel(membership.chat, 0);
    event.author = to_person(membership.from, own);
    event.happened_at = from_seconds(membership.date);
    const std::string& status = membership.after;
    event.body = core::MembershipChanged{.member = to_person(membership.member, own),
                                         .added = status != "left" && status != "kicked"};
    return event;
}

std::vector<core::Event> reaction_events(const WireReactions& reactions, const Own& own) {
    std::vector<core::Event> events;
    const auto add = [&](const std::string& emoji, bool added) {
        const auto name = formatting::name_of_emoji(emoji);
        if (!name) return;
        core::Event event;
        event.channel = to_channel(reactions.chat, 0);
        event.author = to_person(reactions.from, own);
        event.happened_at = from_seconds(reactions.date);
        event.body = core::ReactionChanged{.post_id = message_id(reactions.chat.id, reactions.message_id),
                                           .emoji = std::string(*name),
                                           .added = added};
        events.push_back(std::move(event));
    };
    const auto has = [](const std::vector<std::string>& list, const std::string& emoji) {
        return std::find(list.begin(), list.end(), emoji) != list.end();
    };
    for (const std::string& emoji : reactions.before) {
        if (!has(reactions.after, emoji)) add(emoji, false);
    }
    for (const std::string& emoji : reactions.after) {
        if (!has(reactions.before, emoji)) add(emoji, true);
    }
    return events;
}

}  // namespace

std::string message_id(std::int64_t chat, std::int64_t message) {
    return std::to_string(chat) + ":" + std::to_string(message);
}

std::int64_t number_in_chat(const std::string& message_id, const std::string& chat_id) {
    const auto colon = message_id.find(':');
    if (colon == std::string::npos || message_id.substr(0, colon) != chat_id) return 0;
    std::int64_t number = 0;
    std::from_chars(message_id.data() + colon + 1, message_id.data() + message_id.size(), number);
    return number;
}

std::string addressed_text(const std::string& text, const std::string& username, bool direct) {
    const std::string_view said = trimmed(text);
    const auto end = std::min(said.find_first_of(" \t\r\n"), said.size());
    const std::string_view word = said.substr(0, end);
    const std::string_view rest = trimmed(said.substr(end));
    const auto joined = [&rest](std::string_view command) {
        return std::string(command) + (rest.empty() ? "" : " " + std::string(rest));
    };
    if (word.starts_with('/')) {
        const auto at = word.find('@');
        const bool named = at != std::string_view::npos;
        const bool ours = named && same_name(word.substr(at + 1), username);
        if (named && !ours) return {};
        // Without a name it may be meant for another bot of the group.
        if (!named && !direct) return {};
        return joined(word.substr(1, named ? at - 1 : std::string_view::npos));
    }
    if (word.starts_with('@') && same_name(word.substr(1), username)) return std::string(rest);
    return direct ? std::string(said) : std::string{};
}

std::vector<core::Event> to_events(const WireUpdate& update, const Own& own, core::Time received_at) {
    std::vector<core::Event> events;
    if (update.message) {
        events.push_back(message_event(update, own));
    } else if (update.callback) {
        events.push_back(callback_event(*update.callback, own, received_at));
    } else if (update.membership) {
        events.push_back(membership_event(*update.membership, own));
    } else if (update.reactions) {
        events = reaction_events(*update.reactions, own);
    } else {
        core::Event other;
        other.happened_at = received_at;
        events.push_back(std::move(other));
    }
    int index = 0;
    for (core::Event& event : events) {
        event.messenger = "telegram";
        event.type = update.kind.empty() ? "unreadable" : update.kind;
        if (event.identity.empty()) {
            event.identity = "u" + std::to_string(update.id);
            if (index > 0) event.identity += "." + std::to_string(index);
        }
        event.raw = update.raw;
        event.once = true;
        ++index;
    }
    return events;
}

}  // namespace mostik::messengers::telegram
