#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace mostik::service_tests {

/// How long a test waits for what must happen before it fails. Nothing ever takes so long, except on a
/// machine that is much too busy.
inline constexpr std::chrono::milliseconds patience{30'000};

/// Until the condition holds; false when it does not within `patience`. For what can only be asked and tells
/// nothing by itself (an answer over HTTP, the kernel's tables): everything else is waited for.
inline bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

}  // namespace mostik::service_tests
