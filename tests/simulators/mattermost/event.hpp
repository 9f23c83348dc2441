// What happened in the world, for those who are connected.
#pragma once

#include "tests/simulators/mattermost/json_text.hpp"

#include <string>
#include <vector>

namespace mostik::simulators::mattermost {

// Goes to the named user, else to the channel's members, else to the team's, else to everyone.
struct Broadcast {
    std::vector<std::string> omit_users;
    std::string user_id;
    std::string channel_id;
    std::string team_id;
};

struct Event {
    std::string name;
    Json data = Json::object();
    Broadcast broadcast;
    Json data_for_admins = Json::object();  // merged into `data` for administrators
};

}  // namespace mostik::simulators::mattermost
