#pragma once

#include <chrono>
#include <string>

namespace mostik::core {

/// A bucket that holds `capacity` tokens at most and gets one back every `interval`: so many may be taken at
/// once, and so often in the long run.
struct TokenBucket {
    std::string name;  ///< what is limited, the same for ever: "telegram", "telegram:-100123"
    int capacity = 1;
    std::chrono::microseconds interval{0};

    friend bool operator==(const TokenBucket&, const TokenBucket&) = default;
};

}  // namespace mostik::core
