#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// Small questions about characters, for the files of this folder.

constexpr char32_t replacement_character = 0xFFFD;
constexpr char32_t zero_width_space = 0x200B;
constexpr char32_t word_joiner = 0x2060;

/// The character at a byte offset, which moves behind it; U+FFFD for broken bytes. `at` is below the size.
char32_t next_character(std::string_view text, std::size_t& at);
/// The character that ends at a byte offset; U+0000 at the beginning.
char32_t character_before(std::string_view text, std::size_t at);
/// The character at a byte offset; U+0000 at the end.
char32_t character_at(std::string_view text, std::size_t at);

void append(std::string& text, char32_t character);
constexpr std::size_t utf16_units(char32_t c) {
    return c > 0xFFFF ? 2 : 1;
}

bool is_space(char32_t c);         ///< Unicode white space, line ends too
bool is_word(char32_t c);          ///< a letter, a digit or a mark on one, of any script
bool is_alphanumeric(char32_t c);  ///< a letter or a digit, of any script
bool is_punctuation(char32_t c);
bool is_invisible(char32_t c);    ///< controls and what has no width or glyph
std::size_t columns(char32_t c);  ///< how many columns of a monospaced text it takes: 0, 1 or 2

constexpr bool is_ascii_digit(char32_t c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_ascii_alphanumeric(char32_t c) {
    return is_ascii_digit(c) || is_ascii_letter(c);
}
constexpr bool is_ascii_word(char32_t c) {
    return is_ascii_alphanumeric(c) || c == '_';
}

/// Composed: Unicode's form C.
std::string composed(std::string_view text);

}  // namespace mostik::messengers::formatting
