#pragma once

#include "core/event.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Mattermost's JSON as plain structs. Pure functions over text, on simdjson; missing fields keep their
/// defaults, as servers leave out zero values. Shapes: tests/fixtures/mattermost. Errors: Errc::invalid.
namespace mostik::messengers::mattermost {

struct WireReaction {
    std::string user_id;
    std::string post_id;
    std::string emoji_name;
    std::int64_t create_at = 0;  ///< 0 in reaction_removed
    std::int64_t update_at = 0;
};

struct WirePost {
    std::string id;
    std::int64_t create_at = 0;  ///< milliseconds since 1970, as all times here
    std::int64_t update_at = 0;
    std::int64_t edit_at = 0;
    std::int64_t delete_at = 0;
    std::string user_id;
    std::string channel_id;
    std::string root_id;
    std::string original_id;  ///< not empty: an old revision, no post of its own
    std::string message;
    std::string type;
    std::string pending_post_id;
    std::string marker;       ///< props.mostik.row: the outbox row that this post was sent for
    int marker_part = 0;      ///< props.mostik.part: which part of its message it is
    std::string attachments;  ///< props.attachments in words, as Markdown: what webhooks and bots say there
    bool claims_bot = false;  ///< props.from_bot; anyone can send it
    std::vector<core::Attachment> files;
    std::vector<std::string> file_ids;
    std::vector<WireReaction> reactions;  ///< metadata.reactions, which lists have and events have not
    bool has_reactions = false;
    std::string props;  ///< the whole object, as JSON
    std::string raw;    ///< the whole post, as JSON
};

struct WireUser {
    std::string id;
    std::string username;
    bool is_bot = false;
    std::int64_t delete_at = 0;
};

struct WireChannel {
    std::string id;
    std::string type;  ///< O public, P private, D direct, G group
    std::string name;
    std::string display_name;
    std::string team_id;
    std::int64_t delete_at = 0;  ///< not zero: archived
    std::int64_t last_post_at = 0;
    std::int64_t total_msg_count = 0;
};

/// That somebody belongs to a channel.
struct WireMember {
    std::string channel_id;
    std::string user_id;
};

struct WireTeam {
    std::string id;
    std::string name;
};

/// Of the server's configuration, what concerns us.
struct WireConfig {
    bool names_can_be_overridden = false;  ///< EnablePostUsernameOverride
};

struct WireFileInfo {
    std::string id;
    std::string name;
    std::string mime_type;
    std::int64_t size = 0;
};

/// A page of posts: those of `order` only, newest first. `posts` of the answer may hold whole threads beside
/// them.
struct WirePostList {
    std::vector<WirePost> posts;
};

/// A frame of the websocket, only as far as every frame is alike.
struct WireFrame {
    std::string event;  ///< empty: a reply to a request
    std::int64_t seq = -1;
    std::string connection_id;   ///< of hello
    std::string server_version;  ///< of hello
    std::int64_t seq_reply = 0;
    std::string status;    ///< of a reply: "OK", "FAIL"
    int error_status = 0;  ///< HTTP status in a FAIL reply. Its text may quote the token and is not kept.
};

/// What the data of the typed events hold, taken together.
struct WireEvent {
    std::string event;
    std::string channel_id;  ///< broadcast.channel_id, or the post's
    std::string channel_type;
    std::string channel_name;
    std::string channel_display_name;
    std::string sender_name;  ///< "@name" or "System"
    std::string team_id;
    std::string user_id;  ///< who was added, removed or created
    std::vector<std::string> mentions;
    std::optional<WirePost> post;
    std::optional<WireReaction> reaction;
    std::optional<WireUser> user;  ///< of user_updated
    std::string raw;               ///< data, as JSON
};

struct WireError {
    std::string id;
    std::string message;
};

core::Result<WirePost> parse_post(std::string_view json);
core::Result<WirePostList> parse_post_list(std::string_view json);
core::Result<std::vector<WirePost>> parse_posts(std::string_view json);
core::Result<WireUser> parse_user(std::string_view json);
core::Result<std::vector<WireUser>> parse_users(std::string_view json);
core::Result<WireChannel> parse_channel(std::string_view json);
core::Result<std::vector<WireChannel>> parse_channels(std::string_view json);
core::Result<WireMember> parse_member(std::string_view json);
core::Result<WireTeam> parse_team(std::string_view json);
core::Result<std::vector<WireTeam>> parse_teams(std::string_view json);
core::Result<WireConfig> parse_config(std::string_view json);
core::Result<WireFileInfo> parse_file_info(std::string_view json);
core::Result<std::vector<WireFileInfo>> parse_uploaded_files(std::string_view json);
core::Result<std::vector<WireReaction>> parse_reactions(std::string_view json);
core::Result<WireFrame> parse_frame(std::string_view json);
core::Result<WireEvent> parse_event(std::string_view json);

/// An error body; empty fields when it is none (a rate limiter or a proxy answers in plain text or HTML).
WireError parse_error(std::string_view body);

}  // namespace mostik::messengers::mattermost
