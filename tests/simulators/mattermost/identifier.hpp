// Ids of the server: 26 characters of a-z0-9.
#pragma once

#include <string>
#include <string_view>

namespace mostik::simulators::mattermost {

std::string new_id();
bool is_valid_id(std::string_view text);
// `prefix` continued to a valid id that is the same in every run: for tokens that people type.
std::string fixed_id(std::string_view prefix);

}  // namespace mostik::simulators::mattermost
