#include "messengers/formatting/rich_text.hpp"

#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/characters.hpp"

#include <algorithm>

#include <unicode/uchar.h>

namespace mostik::messengers::formatting {

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) append(valid, next_character(text, at));
    return valid;
}

std::size_t utf16_length(std::string_view text) {
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size();) length += utf16_units(next_character(text, at));
    return length;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) next_character(text, at);
    return count;
}

bool has_visible_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_character(text, at);
        if (!is_space(c) && !is_invisible(c)) return true;
    }
    return false;
}

std::string text_of(const RichText& rich, const Span& span) {
    const ByteText bytes = to_bytes({rich.text, {span}});
    if (bytes.spans.empty()) return {};
    const ByteSpan& only = bytes.spans.front();
    return bytes.text.substr(only.begin, only.size());
}

}  // namespace mostik::messengers::formatting
