#include "messengers/mattermost/event_translation.hpp"

#include <algorithm>

namespace mostik::messengers::mattermost {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Of these user names are made.
bool is_name_char(char c) {
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_word_char(char c) {
    return is_name_char(c) && c != '.' && c != '-';
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

/// The length of "@username" at the beginning of `text`, or 0. A name may be followed by punctuation that
/// names may hold too ("@mostik."), so the whole run counts, and the run without its trailing punctuation.
std::size_t leading_mention(std::string_view text, std::string_view username) {
    if (username.empty() || text.empty() || text.front() != '@') return 0;
    std::size_t length = 1;
    while (length < text.size() && is_name_char(text[length])) ++length;
    for (; length > 1; --length) {
        if (equal_ignoring_case(text.substr(1, length - 1), username)) return length;
        if (is_word_char(text[length - 1]) && text[length - 1] != '_') return 0;
    }
    return 0;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

/// Pictures that Telegram shows as such, too; Mattermost has no voice messages.
core::FileKind kind_of(const std::string& mime_type) {
    if (mime_type == "image/jpeg" || mime_type == "image/png" || mime_type == "image/webp")
        return core::FileKind::photo;
    if (mime_type == "image/gif") return core::FileKind::animation;
    if (mime_type == "video/mp4") return core::FileKind::video;
    if (mime_type == "audio/mpeg" || mime_type == "audio/mp4") return core::FileKind::audio;
    return core::FileKind::document;
}

core::Post to_post(const WirePost& wire, const Own& own, bool direct) {
    core::Post post;
    post.id = wire.id;
    post.thread_id = wire.root_id;
    post.text = wire.message;
    if (!wire.attachments.empty()) {
        post.markdown = wire.message.empty() ? wire.attachments : wire.message + "\n" + wire.attachments;
    }
    post.created_at = core::from_millis(wire.create_at);
    post.edited_at = core::from_millis(wire.edit_at);
    post.system = wire.type.rfind("system_", 0) == 0;
    post.own = !wire.marker.empty();
    post.mentions_bot = mentions(wire.message, own.username);
    post.addressed = addressed_text(wire.message, own.username, direct);
    post.attachments = wire.files;
    for (core::Attachment& file : post.attachments) file.kind = kind_of(file.mime_type);
    return post;
}

void fill_post_event(core::Event& event, const WirePost& wire, core::Post post, core::Time received_at) {
    event.raw = wire.raw;
    event.happened_at = post.created_at;
    event.identity = wire.id;
    if (event.type == "posted") {
        event.body = core::Posted{std::move(post)};
    } else if (event.type == "post_edited") {
        // Pinning and buttons send the same event without moving edit_at (and update_at names other changes
        // too).
        event.identity += "e" + std::to_string(wire.edit_at);
        if (wire.edit_at != 0) event.happened_at = post.edited_at;
        event.body = core::PostEdited{std::move(post)};
    } else {
        // The frame shows the post as it was, without the moment of deletion: the post's own time is what
        // every delivery of this event has in common.
        event.identity += "d";
        const core::Time deleted = wire.delete_at != 0 ? core::from_millis(wire.delete_at) : received_at;
        event.body = core::PostDeleted{std::move(post), deleted};
    }
}

}  // namespace

bool mentions(std::string_view text, std::string_view username) {
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        const bool inside_word = at > 0 && is_word_char(text[at - 1]);
        if (!inside_word && leading_mention(text.substr(at), username) != 0) return true;
    }
    return false;
}

std::string addressed_text(std::string_view text, std::string_view username, bool direct) {
    text = trimmed(text);
    const std::size_t mention = leading_mention(text, username);
    if (mention != 0) {
        const auto begin = text.find_first_not_of(" \t\r\n,:", mention);
        // Who only calls the bot is talking to it as well.
        return std::string(begin == std::string_view::npos ? text : text.substr(begin));
    }
    return direct ? std::string(text) : std::string{};
}

std::string actor_id(const WireEvent& wire) {
    if (wire.post) return wire.post->user_id;
    if (wire.reaction) return wire.reaction->user_id;
    return wire.user_id;
}

core::Person to_person(const std::string& id, const WireUser* known, const Own& own, const WireEvent& wire) {
    core::Person person;
    person.id = id;
    person.self = !id.empty() && id == own.id;
    if (known != nullptr) {
        person.name = known->username;
        person.bot = known->is_bot;
        return person;
    }
    // posted carries "@name"; "System" is nobody.
    if (wire.post && !wire.sender_name.empty() && wire.sender_name.front() == '@')
        person.name = wire.sender_name.substr(1);
    // Anyone can claim it, so it never overrules the server's word; where that is missing, rather be silent.
    person.bot = wire.post && wire.post->claims_bot;
    return person;
}

core::Person to_person(const WirePost& post, const WireUser* known, const Own& own) {
    core::Person person;
    person.id = post.user_id;
    person.self = post.user_id == own.id;
    person.name = known != nullptr ? known->username : std::string{};
    person.bot = known != nullptr ? known->is_bot : post.claims_bot;
    return person;
}

core::Event to_event(const WireEvent& wire, const Own& own, core::Person author, core::Channel channel,
                     core::Time received_at) {
    core::Event event;
    event.messenger = "mattermost";
    event.type = wire.event;
    event.happened_at = received_at;
    event.channel = std::move(channel);
    event.raw = wire.raw;
    const bool post_event =
        wire.event == "posted" || wire.event == "post_edited" || wire.event == "post_deleted";
    if (wire.post && post_event) {
        fill_post_event(event, *wire.post, to_post(*wire.post, own, event.channel.direct), received_at);
    } else if (wire.reaction && (wire.event == "reaction_added" || wire.event == "reaction_removed")) {
        const WireReaction& reaction = *wire.reaction;
        const bool added = wire.event == "reaction_added";
        event.body = core::ReactionChanged{reaction.post_id, reaction.emoji_name, added};
        // What was taken away has no time of creation any more.
        const std::int64_t at = reaction.create_at != 0 ? reaction.create_at : reaction.update_at;
        event.happened_at = core::from_millis(at);
        event.identity = reaction.post_id + reaction.user_id + reaction.emoji_name + (added ? "+" : "-") +
                         std::to_string(at);
    } else if (wire.event == "user_added" || wire.event == "user_removed") {
        event.body = core::MembershipChanged{author, wire.event == "user_added"};
    }
    event.author = std::move(author);
    return event;
}

core::Event to_event(const WirePost& wire, const Own& own, core::Person author, core::Channel channel,
                     core::Origin origin) {
    core::Event event;
    event.messenger = "mattermost";
    event.type = "posted";
    event.origin = origin;
    event.channel = std::move(channel);
    event.author = std::move(author);
    fill_post_event(event, wire, to_post(wire, own, event.channel.direct), core::from_millis(wire.create_at));
    return event;
}

}  // namespace mostik::messengers::mattermost
