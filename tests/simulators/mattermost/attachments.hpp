// Message attachments in a post's props, as the server completes them (posts_props_and_types.json).
#pragma once

#include <nlohmann/json.hpp>

namespace mostik::simulators::mattermost {

// Every field present, an id for each action, and no `integration` (its url and context are secret).
void complete_attachments(nlohmann::json& props);
bool has_attachments(const nlohmann::json& props);

}  // namespace mostik::simulators::mattermost
