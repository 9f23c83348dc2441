#pragma once

#include <chrono>

namespace mostik::service_tests {

/// How long a test waits for what must happen before it fails. Nothing ever takes so long, except on a
/// machine that is much too busy.
inline constexpr std::chrono::milliseconds patience{30'000};

}  // namespace mostik::service_tests
