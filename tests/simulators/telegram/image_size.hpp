// The measures of a PNG, JPEG, GIF or WebP picture, from its header.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace mostik::simulators::telegram {

// Width and height in pixels; nothing if it is no such picture.
std::optional<std::pair<int, int>> image_size(std::string_view bytes);

}  // namespace mostik::simulators::telegram
