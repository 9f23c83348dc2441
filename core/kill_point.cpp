#include "core/kill_point.hpp"

#ifdef MOSTIK_KILL_POINTS

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

namespace mostik::core {

namespace {

struct Target {
    std::string name;
    long pass = 1;
};

Target read_target() {
    const char* text = std::getenv("MOSTIK_KILL_POINT");
    if (text == nullptr) return {};
    const std::string_view all(text);
    const auto colon = all.find(':');
    if (colon == std::string_view::npos) return {std::string(all), 1};
    return {std::string(all.substr(0, colon)), std::strtol(text + colon + 1, nullptr, 10)};
}

}  // namespace

void kill_point(const char* name) {
    static const Target target = read_target();
    static std::atomic<long> passes{0};
    if (target.name != name) return;
    if (++passes == target.pass) std::raise(SIGKILL);
}

}  // namespace mostik::core

#endif
