#include "core/rate.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

using namespace std::chrono_literals;

namespace mostik::core {

std::optional<Rate> parse_rate(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, Milliseconds>, 3> units{
        {{"s", 1s}, {"min", 1min}, {"h", 1h}}};
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    Rate rate;
    const char* const end = text.data() + slash;
    const auto parsed = std::from_chars(text.data(), end, rate.count);
    if (parsed.ec != std::errc{} || parsed.ptr != end || rate.count <= 0 || rate.count > 1'000'000)
        return std::nullopt;
    for (const auto& [name, length] : units) {
        if (text.substr(slash + 1) == name) rate.per = length;
    }
    if (rate.per == 0ms) return std::nullopt;
    return rate;
}

}  // namespace mostik::core
