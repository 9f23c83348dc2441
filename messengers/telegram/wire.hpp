#pragma once

#include "core/event.hpp"
#include "core/result.hpp"
#include "messengers/formatting/rich_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The Bot API's JSON as plain structs. Pure functions over text, on simdjson; fields that are not there keep
/// their defaults. Shapes: tests/fixtures/telegram/samples. Errors: Errc::invalid.
namespace mostik::messengers::telegram {

struct WireUser {
    std::int64_t id = 0;
    bool is_bot = false;
    std::string name;               ///< first and last name
    std::string username;           ///< without "@"; empty: has none
    std::string language;           ///< language_code of his application; empty: not told
    bool reads_all_groups = false;  ///< can_read_all_group_messages, of getMe
};

struct WireChat {
    std::int64_t id = 0;
    std::string type;  ///< private, group, supergroup, channel
    std::string title;
    std::string username;
};

struct WireFile {
    std::string id;
    std::string name;
    std::string mime_type;
    std::int64_t size = 0;
    core::FileKind kind = core::FileKind::document;
};

struct WireMessage {
    std::int64_t id = 0;
    std::int64_t topic = 0;  ///< of a forum; 0: none
    WireChat chat;
    WireUser from;          ///< id 0: nobody, a channel speaks
    std::string signature;  ///< of a channel's post, or of an anonymous administrator
    std::string as_chat;    ///< title of the chat in whose name it was said; empty: the person's own
    std::int64_t as_chat_id = 0;
    std::int64_t date = 0;  ///< seconds since 1970, as all times here
    std::int64_t edit_date = 0;
    formatting::RichText text;  ///< the text or the caption, or words for what has neither (a place, a poll)
    std::vector<WireFile> files;
    std::string album;
    std::int64_t reply_to = 0;   ///< 0: no reply
    std::string forwarded_from;  ///< who wrote it first; empty: not forwarded
    std::int64_t moved_to = 0;   ///< the group has this id now
    std::int64_t moved_from = 0;
    bool service = false;  ///< about the chat, nobody's speech
};

struct WireCallback {
    std::string id;
    WireUser from;
    std::optional<WireMessage> message;
    std::string data;
};

struct WireMembership {
    WireChat chat;
    WireUser from;
    WireUser member;
    std::int64_t date = 0;
    std::string before, after;  ///< creator, administrator, member, restricted, left, kicked
};

struct WireReactions {
    WireChat chat;
    std::int64_t message_id = 0;
    WireUser from;
    std::int64_t date = 0;
    std::vector<std::string> before, after;  ///< emoji
};

struct WireUpdate {
    std::int64_t id = 0;
    std::string kind;  ///< "message", "callback_query", …; what is not known here has no body
    std::optional<WireMessage> message;
    std::optional<WireCallback> callback;
    std::optional<WireMembership> membership;
    std::optional<WireReactions> reactions;
    std::string raw;  ///< the update, as JSON
};

/// An answer of the Bot API.
struct WireAnswer {
    bool ok = false;
    std::string result;  ///< JSON
    int error_code = 0;
    std::string description;
    std::optional<std::int64_t> retry_after;  ///< seconds
    std::optional<std::int64_t> moved_to;     ///< migrate_to_chat_id
};

struct WireWebhook {
    std::string url;
    std::int64_t pending = 0;
    std::string last_error;
    std::int64_t last_error_at = 0;  ///< seconds since 1970; 0: there was none
};

core::Result<WireAnswer> parse_answer(std::string_view json);
core::Result<std::vector<WireUpdate>> parse_updates(std::string_view json);
/// As in a list of them, one that has a number and cannot be read has no kind.
core::Result<WireUpdate> parse_update(std::string_view json);
core::Result<WireUser> parse_user(std::string_view json);
core::Result<WireChat> parse_chat(std::string_view json);
/// One message or a list of them.
core::Result<std::vector<WireMessage>> parse_messages(std::string_view json);
core::Result<std::string> parse_file_path(std::string_view json);
core::Result<WireWebhook> parse_webhook(std::string_view json);
/// The status of a ChatMember, and what it may do.
struct WireRights {
    std::string status;
    bool can_send = true;  ///< of one that is restricted; administrators of channels: may post
};
core::Result<WireRights> parse_rights(std::string_view json);

}  // namespace mostik::messengers::telegram
