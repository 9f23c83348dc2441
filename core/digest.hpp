#pragma once

#include <string>
#include <string_view>

namespace mostik::core {

/// SHA-256, as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

/// Whether both are the same, in a time that does not tell how much of them is: for secrets. (Their lengths
/// may show.)
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace mostik::core
