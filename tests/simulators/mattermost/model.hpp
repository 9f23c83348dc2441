// What the simulated server knows: plain values without behaviour.
//
// Ids are 26 characters of a-z0-9, times are milliseconds since 1970 (UTC), as on the wire.
#pragma once

#include "tests/simulators/net/milliseconds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::simulators::mattermost {

using net::Milliseconds;

struct User {
    std::string id;
    Milliseconds create_at = 0;
    Milliseconds update_at = 0;
    Milliseconds delete_at = 0;  // not 0: the account is disabled
    std::string username;
    std::string password;
    std::string email;
    std::string nickname;
    std::string first_name;
    std::string last_name;
    std::string bot_description;
    std::string status = "offline";
    bool status_is_manual = false;
    Milliseconds last_activity_at = 0;
    bool is_bot = false;
    bool is_admin = false;
};

struct Team {
    std::string id;
    Milliseconds create_at = 0;
    Milliseconds update_at = 0;
    std::string name;
    std::string display_name;
    std::string invite_id;
    std::vector<std::string> member_ids;
};

struct ChannelMember {
    std::string user_id;
    bool is_admin = false;
    Milliseconds last_viewed_at = 0;
    Milliseconds last_update_at = 0;
    std::int64_t msg_count = 0;
    std::int64_t mention_count = 0;
};

struct Channel {
    std::string id;
    Milliseconds create_at = 0;
    Milliseconds update_at = 0;
    Milliseconds delete_at = 0;  // not 0: archived
    std::string team_id;         // empty for direct and group channels
    char type = 'O';             // O public, P private, D direct, G group
    std::string name;
    std::string display_name;
    std::string header;
    std::string purpose;
    std::string creator_id;
    Milliseconds last_post_at = 0;
    std::int64_t total_msg_count = 0;
    std::int64_t total_msg_count_root = 0;
    std::vector<ChannelMember> members;
};

struct Post {
    std::string id;
    Milliseconds create_at = 0;
    Milliseconds update_at = 0;
    Milliseconds edit_at = 0;
    Milliseconds delete_at = 0;
    bool is_pinned = false;
    std::string user_id;
    std::string channel_id;
    std::string root_id;
    std::string original_id;  // not empty: an old revision, listed by `since` only
    std::string message;
    std::string type;
    nlohmann::json props = nlohmann::json::object();
    std::string hashtags;
    std::string pending_post_id;  // kept for the first answer and its event only
    std::vector<std::string> file_ids;
    bool has_reactions = false;
};

struct Reaction {
    std::string user_id;
    std::string post_id;
    std::string emoji_name;
    Milliseconds create_at = 0;
    Milliseconds update_at = 0;
};

struct File {
    std::string id;
    std::string user_id;
    std::string post_id;  // empty until attached
    std::string channel_id;
    Milliseconds create_at = 0;
    std::string name;
    std::string bytes;
};

struct Session {
    std::string token;
    std::string user_id;
    Milliseconds last_activity_at = 0;
    bool by_login = false;
};

}  // namespace mostik::simulators::mattermost
