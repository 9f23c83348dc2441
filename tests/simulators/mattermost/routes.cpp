#include "tests/simulators/mattermost/handlers.hpp"

namespace mostik::simulators::mattermost {

const std::vector<Route>& routes() {
    namespace h = handlers;
    static const std::vector<Route> table = {
        {"GET", "/system/ping", h::ping, Access::anyone},
        {"GET", "/config/client", h::client_config, Access::anyone},
        {"GET", "/config", h::server_config},

        {"POST", "/users/login", h::login, Access::anyone},
        {"POST", "/users/logout", h::logout},
        {"POST", "/users/ids", h::users_by_ids},
        {"POST", "/users/usernames", h::users_by_names},
        {"POST", "/users/status/ids", h::statuses_by_ids},
        {"GET", "/users", h::list_users},
        {"POST", "/users", h::create_user},
        {"GET", "/users/username/{username}", h::get_user_by_name},
        {"GET", "/users/{user_id}", h::get_user},
        {"PUT", "/users/{user_id}/patch", h::patch_user},
        {"GET", "/users/{user_id}/status", h::get_status},
        {"PUT", "/users/{user_id}/status", h::set_status},
        {"POST", "/users/{user_id}/typing", h::typing},
        {"GET", "/users/{user_id}/teams", h::teams_of_user},
        {"GET", "/users/{user_id}/teams/{team_id}/channels", h::channels_of_user},
        {"DELETE", "/users/{user_id}/posts/{post_id}/reactions/{emoji_name}", h::remove_reaction},
        {"PUT", "/bots/{user_id}", h::patch_bot},
        {"POST", "/bots/{user_id}/disable", h::disable_bot},
        {"POST", "/bots/{user_id}/enable", h::enable_bot},

        {"GET", "/teams/name/{team}", h::get_team_by_name},
        {"GET", "/teams/name/{team}/channels/name/{channel}", h::get_channel_by_team_name},
        {"GET", "/teams/{team_id}", h::get_team},
        {"GET", "/teams/{team_id}/channels/name/{channel}", h::get_channel_by_name},
        {"POST", "/teams/{team_id}/members", h::add_team_member},
        {"DELETE", "/teams/{team_id}/members/{user_id}", h::remove_team_member},

        {"POST", "/channels", h::create_channel},
        {"POST", "/channels/direct", h::create_direct_channel},
        {"POST", "/channels/group", h::create_group_channel},
        {"POST", "/channels/members/{user_id}/view", h::view_channel},
        {"GET", "/channels/{channel_id}", h::get_channel},
        {"PUT", "/channels/{channel_id}/patch", h::patch_channel},
        {"DELETE", "/channels/{channel_id}", h::archive_channel},
        {"GET", "/channels/{channel_id}/members", h::channel_members},
        {"POST", "/channels/{channel_id}/members", h::add_channel_member},
        {"GET", "/channels/{channel_id}/members/{user_id}", h::channel_member},
        {"DELETE", "/channels/{channel_id}/members/{user_id}", h::remove_channel_member},
        {"GET", "/channels/{channel_id}/posts", h::channel_posts},

        {"POST", "/posts", h::create_post},
        {"POST", "/posts/ids", h::posts_by_ids},
        {"POST", "/posts/ephemeral", h::create_ephemeral_post},
        {"GET", "/posts/{post_id}", h::get_post},
        {"PUT", "/posts/{post_id}", h::update_post},
        {"DELETE", "/posts/{post_id}", h::delete_post},
        {"PUT", "/posts/{post_id}/patch", h::patch_post},
        {"POST", "/posts/{post_id}/pin", h::pin_post},
        {"POST", "/posts/{post_id}/unpin", h::unpin_post},
        {"GET", "/posts/{post_id}/thread", h::post_thread},
        {"GET", "/posts/{post_id}/reactions", h::post_reactions},
        {"GET", "/posts/{post_id}/files/info", h::post_files_info},
        {"POST", "/reactions", h::add_reaction},

        {"POST", "/files", h::upload_files},
        {"GET", "/files/{file_id}", h::get_file},
        {"GET", "/files/{file_id}/info", h::get_file_info},
        {"GET", "/files/{file_id}/preview", h::get_file_preview},
        {"GET", "/files/{file_id}/thumbnail", h::get_file_preview},
    };
    return table;
}

}  // namespace mostik::simulators::mattermost
