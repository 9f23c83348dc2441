#include "tests/simulators/mattermost/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace mostik::simulators::mattermost {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t index) -> unsigned {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const auto continues = [&](std::size_t index) { return (byte(index) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!continues(1) || !continues(2)) return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3)) return 0;
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool too_large = first == 0xF4 && byte(1) >= 0x90;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

// The value of a \uXXXX escape at the start of `text`.
std::optional<unsigned> unicode_escape(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    unsigned value = 0;
    const auto* end = text.data() + 6;
    const auto [parsed, error] = std::from_chars(text.data() + 2, end, value, 16);
    if (error != std::errc{} || parsed != end) return std::nullopt;
    return value;
}

bool is_high_surrogate(unsigned value) {
    return value >= 0xD800 && value <= 0xDBFF;
}
bool is_low_surrogate(unsigned value) {
    return value >= 0xDC00 && value <= 0xDFFF;
}

}  // namespace

std::string dump(const Json& json) {
    const std::string plain = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string result;
    result.reserve(plain.size() + 16);
    for (std::size_t index = 0; index < plain.size(); ++index) {
        const char c = plain[index];
        // These characters can only stand inside strings, so a replacement needs no parsing.
        if (c == '<') {
            result += "\\u003c";
        } else if (c == '>') {
            result += "\\u003e";
        } else if (c == '&') {
            result += "\\u0026";
        } else if (c == '\xE2' && plain.compare(index, 3, "\xE2\x80\xA8") == 0) {
            result += "\\u2028";
            index += 2;
        } else if (c == '\xE2' && plain.compare(index, 3, "\xE2\x80\xA9") == 0) {
            result += "\\u2029";
            index += 2;
        } else {
            result += c;
        }
    }
    return result;
}

std::string with_replacement_characters(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        if (text[0] == '\\') {
            const auto escape = unicode_escape(text);
            if (escape && is_high_surrogate(*escape)) {
                const auto next = unicode_escape(text.substr(6));
                const bool paired = next && is_low_surrogate(*next);
                result += paired ? text.substr(0, 12) : std::string_view("\\uFFFD");
                text.remove_prefix(paired ? 12 : 6);
                continue;
            }
            if (escape && is_low_surrogate(*escape)) {
                result += "\\uFFFD";
                text.remove_prefix(6);
                continue;
            }
            // Two at a time, so that the second of "\\" does not begin an escape.
            const std::size_t taken = text.size() > 1 && static_cast<unsigned char>(text[1]) < 0x80 ? 2 : 1;
            result += text.substr(0, taken);
            text.remove_prefix(taken);
            continue;
        }
        const auto length = sequence_length(text);
        result += length == 0 ? replacement : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::size_t count_code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace mostik::simulators::mattermost
