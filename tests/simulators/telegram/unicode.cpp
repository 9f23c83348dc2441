#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace mostik::simulators::telegram {

bool is_valid_utf8(std::string_view text) {
    std::int32_t at = 0;
    const auto length = static_cast<std::int32_t>(text.size());
    while (at < length) {
        UChar32 code_point = 0;
        U8_NEXT(text.data(), at, length, code_point);
        if (code_point < 0) return false;
    }
    return true;
}

std::size_t count_code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

int count_utf16_units(std::string_view utf8) {
    int units = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        units += ((byte & 0xC0U) != 0x80U ? 1 : 0) + (byte >= 0xF0U ? 1 : 0);
    }
    return units;
}

std::size_t sequence_length(char first_byte) {
    const auto byte = static_cast<unsigned char>(first_byte);
    if (byte < 0x80) return 1;
    if (byte < 0xE0) return 2;
    return byte < 0xF0 ? 3 : 4;
}

char32_t next_code_point(std::string_view utf8, std::size_t& at) {
    auto index = static_cast<std::int32_t>(at);
    UChar32 code_point = 0;
    U8_NEXT_OR_FFFD(utf8.data(), index, static_cast<std::int32_t>(utf8.size()), code_point);
    at = static_cast<std::size_t>(index);
    return static_cast<char32_t>(code_point);
}

char32_t code_point_before(std::string_view utf8, std::size_t at) {
    if (at == 0) return 0;
    do {
        --at;
    } while (at > 0 && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U);
    return next_code_point(utf8, at);
}

void append_code_point(std::string& utf8, char32_t code_point) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    UBool failed = 0;
    U8_APPEND(bytes, length, U8_MAX_LENGTH, static_cast<UChar32>(code_point), failed);
    if (failed == 0) utf8.append(bytes, static_cast<std::size_t>(length));
}

bool is_letter_or_digit(char32_t code_point) {
    return u_isalnum(static_cast<UChar32>(code_point)) != 0;
}

std::string_view utf16_slice(std::string_view utf8, int offset, int length) {
    std::size_t begin = utf8.size();
    std::size_t end = utf8.size();
    int units = 0;
    for (std::size_t at = 0; at <= utf8.size();) {
        if (units >= offset && begin == utf8.size()) begin = at;
        if (units >= offset + length) {
            end = at;
            break;
        }
        if (at == utf8.size()) break;
        const auto bytes = sequence_length(utf8[at]);
        units += bytes == 4 ? 2 : 1;
        at += bytes;
    }
    return utf8.substr(begin, end - begin);
}

}  // namespace mostik::simulators::telegram
