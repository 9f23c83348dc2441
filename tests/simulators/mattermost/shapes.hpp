// Members and their order in the JSON of users, channels, teams, files and reactions
// (users.json, channels.json, files.json, reactions.json). Posts need the world: World::post_json.
#pragma once

#include "tests/simulators/mattermost/json_text.hpp"
#include "tests/simulators/mattermost/model.hpp"

namespace mostik::simulators::mattermost {

enum class Viewer { self, self_in_event, other, other_in_event };

Json user_json(const User& user, Viewer viewer);
Json status_json(const User& user);
Json team_json(const Team& team);
Json team_member_json(const Team& team, const User& user);
Json channel_json(const Channel& channel);
Json channel_member_json(const Channel& channel, const ChannelMember& member);
Json file_json(const File& file);
Json reaction_json(const Reaction& reaction);

std::string file_extension(std::string_view name);
std::string mime_type(std::string_view name);

}  // namespace mostik::simulators::mattermost
