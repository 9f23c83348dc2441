#pragma once

#include "core/config_section.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The words that problems and documentation share.
namespace mostik::core {

struct DurationUnit {
    std::string_view name;
    Milliseconds length;
};
inline constexpr std::array duration_units = {
    DurationUnit{"d", std::chrono::days{1}},          DurationUnit{"h", std::chrono::hours{1}},
    DurationUnit{"min", std::chrono::minutes{1}},     DurationUnit{"s", std::chrono::seconds{1}},
    DurationUnit{"ms", std::chrono::milliseconds{1}},
};

/// As it would be written: "10min"; in the longest unit that leaves no fraction.
std::string duration_text(Milliseconds duration);

/// "1 to 65535", "at least 0", "at most 9", or empty.
std::string limits_in_words(const KeySpec& spec, const std::function<std::string(std::int64_t)>& written);

}  // namespace mostik::core
