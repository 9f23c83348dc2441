#include "core/clock.hpp"

#include <algorithm>
#include <sstream>

#include <date/date.h>

namespace mostik::core {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Do the characters stand where RFC 3339 wants them? '0' in the pattern is any digit. The date library then
/// checks the values; alone it would accept "2026-1-2" too.
bool has_shape(std::string_view text, std::string_view pattern) {
    return text.size() >= pattern.size() &&
           std::equal(pattern.begin(), pattern.end(), text.begin(),
                      [](char want, char have) { return want == '0' ? is_digit(have) : want == have; });
}

template <class Duration>
std::optional<date::sys_time<Duration>> parse_as(const std::string& text, const char* format) {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    date::sys_time<Duration> time;
    in >> date::parse(format, time);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return time;
}

/// "…:56.123456789Z" -> "…:56.123Z": what is finer than a millisecond is cut off. Nothing when a point has no
/// digits after it.
std::optional<std::string> to_whole_millis(std::string text, std::size_t point) {
    if (text.size() <= point || text[point] != '.') return text;
    const auto digits_begin = text.begin() + static_cast<std::ptrdiff_t>(point) + 1;
    const auto digits_end = std::find_if_not(digits_begin, text.end(), is_digit);
    if (digits_begin == digits_end) return std::nullopt;
    text.erase(std::min(digits_begin + 3, digits_end), digits_end);
    return text;
}

}  // namespace

std::string to_rfc3339(Time time) {
    // RFC 3339 knows the years 0000 to 9999; a moment beyond can only be a far side's nonsense.
    constexpr Time first = date::sys_days{date::year{0} / 1 / 1};
    constexpr Time last = date::sys_days{date::year{10'000} / 1 / 1} - Milliseconds{1};
    return date::format(std::locale::classic(), "%FT%TZ", std::clamp(time, first, last));
}

std::optional<Time> parse_time(std::string_view given) {
    std::string text(given);
    constexpr std::string_view day = "0000-00-00";
    if (text.size() == day.size()) {
        if (!has_shape(text, day)) return std::nullopt;
        return parse_as<date::days>(text, "%F");
    }

    constexpr std::string_view moment = "0000-00-00T00:00:00";
    constexpr std::size_t separator = day.size();
    if (text.size() <= moment.size()) return std::nullopt;
    if (text[separator] == 't' || text[separator] == ' ') text[separator] = 'T';
    if (text.back() == 'z') text.back() = 'Z';
    if (!has_shape(text, moment)) return std::nullopt;

    const auto cut = to_whole_millis(std::move(text), moment.size());
    if (!cut) return std::nullopt;
    if (cut->back() == 'Z') return parse_as<Milliseconds>(*cut, "%FT%TZ");
    constexpr std::string_view offset = "00:00";
    if (cut->size() <= moment.size() + offset.size() ||
        !has_shape(std::string_view(*cut).substr(cut->size() - offset.size()), offset)) {
        return std::nullopt;
    }
    return parse_as<Milliseconds>(*cut, "%FT%T%Ez");
}

Time SystemClock::now() const {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace mostik::core
