// UTF-8 texts measured as the server measures them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mostik::simulators::telegram {

bool is_valid_utf8(std::string_view text);
std::size_t count_code_points(std::string_view utf8);
int count_utf16_units(std::string_view utf8);

// Bytes of the code point that begins with this byte.
std::size_t sequence_length(char first_byte);
// The code point at `at`, which is advanced past it.
char32_t next_code_point(std::string_view utf8, std::size_t& at);
// The same backwards; 0 at the beginning.
char32_t code_point_before(std::string_view utf8, std::size_t at);
void append_code_point(std::string& utf8, char32_t code_point);

bool is_letter_or_digit(char32_t code_point);  // of any script

// The part of a text between two offsets in UTF-16 units.
std::string_view utf16_slice(std::string_view utf8, int offset, int length);

}  // namespace mostik::simulators::telegram
