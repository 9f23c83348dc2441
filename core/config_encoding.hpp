#pragma once

#include "core/config_node.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mostik::core {

struct BadCharacter {
    Mark mark;
    std::string what;
};

/// The first byte that is not UTF-8, or the first control character: YAML allows neither, and yaml-cpp would
/// silently replace the one and stop reading at the other.
std::optional<BadCharacter> find_bad_character(std::string_view text);

/// How many characters (code points) UTF-8 text has.
std::size_t characters(std::string_view text);

}  // namespace mostik::core
