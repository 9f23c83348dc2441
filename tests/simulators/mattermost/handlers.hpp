// What the routes do, a function a route; the table is in routes.cpp.
#pragma once

#include "tests/simulators/mattermost/rest.hpp"

namespace mostik::simulators::mattermost::handlers {

// rest_users.cpp
Response ping(Call& call);
Response client_config(Call& call);
Response server_config(Call& call);
Response login(Call& call);
Response logout(Call& call);
Response create_user(Call& call);
Response list_users(Call& call);
Response get_user(Call& call);
Response get_user_by_name(Call& call);
Response patch_user(Call& call);
Response users_by_ids(Call& call);
Response users_by_names(Call& call);
Response statuses_by_ids(Call& call);
Response get_status(Call& call);
Response set_status(Call& call);
Response typing(Call& call);
Response patch_bot(Call& call);
Response disable_bot(Call& call);
Response enable_bot(Call& call);

// rest_channels.cpp
Response teams_of_user(Call& call);
Response get_team(Call& call);
Response get_team_by_name(Call& call);
Response add_team_member(Call& call);
Response remove_team_member(Call& call);
Response channels_of_user(Call& call);
Response get_channel(Call& call);
Response get_channel_by_name(Call& call);
Response get_channel_by_team_name(Call& call);
Response create_channel(Call& call);
Response patch_channel(Call& call);
Response archive_channel(Call& call);
Response channel_members(Call& call);
Response channel_member(Call& call);
Response add_channel_member(Call& call);
Response remove_channel_member(Call& call);
Response create_direct_channel(Call& call);
Response create_group_channel(Call& call);
Response view_channel(Call& call);

// rest_posts.cpp
Response create_post(Call& call);
Response create_ephemeral_post(Call& call);
Response get_post(Call& call);
Response update_post(Call& call);
Response patch_post(Call& call);
Response delete_post(Call& call);
Response pin_post(Call& call);
Response unpin_post(Call& call);
Response posts_by_ids(Call& call);

// rest_post_lists.cpp
Response channel_posts(Call& call);
Response post_thread(Call& call);

// rest_reactions.cpp
Response add_reaction(Call& call);
Response remove_reaction(Call& call);
Response post_reactions(Call& call);

// rest_files.cpp
Response upload_files(Call& call);
Response get_file(Call& call);
Response get_file_info(Call& call);
Response get_file_preview(Call& call);
Response post_files_info(Call& call);

// Shared by them: a refusal as the response to this call; 403 where the caller may not read.
Response refused(const Call& call, const ApiError& error);
bool may_read_posts(Call& call, std::string_view channel_id);

}  // namespace mostik::simulators::mattermost::handlers
