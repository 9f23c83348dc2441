// JSON and text as the server's own encoder writes them.
#pragma once

#include "tests/simulators/net/request.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mostik::simulators::mattermost {

// Members keep the order they were given, as the server's structures do.
using Json = nlohmann::ordered_json;

// One line; '<', '>', '&', U+2028 and U+2029 are written as \u003c and so on (ping_and_headers.json).
std::string dump(const Json& json);

// Invalid UTF-8 and lone surrogate escapes become U+FFFD, so that the result parses as JSON whenever the
// server's parser would take `text` (posts_limits_and_errors.json).
std::string with_replacement_characters(std::string_view text);

std::size_t count_code_points(std::string_view utf8);

using net::to_lower_ascii;

}  // namespace mostik::simulators::mattermost
