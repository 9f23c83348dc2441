// What the server finds in a message's text (ws_posted.json).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mostik::simulators::mattermost {

// "#incident #db-down", separated by spaces.
std::string hashtags_in(std::string_view message);
// Names after '@' in lower case, without the punctuation that follows; each once.
std::vector<std::string> at_names_in(std::string_view message);
// Names after '~', each once.
std::vector<std::string> channel_names_in(std::string_view message);

}  // namespace mostik::simulators::mattermost
