#pragma once

#include "core/clock.hpp"

#include <optional>
#include <string>

namespace mostik::core {

/// So many in so long.
struct Rate {
    int count = 0;
    Milliseconds per{0};

    friend bool operator==(const Rate&, const Rate&) = default;
};

/// "25/s", "20/min", "100/h"; nothing when it is none of these.
std::optional<Rate> parse_rate(const std::string& text);

}  // namespace mostik::core
