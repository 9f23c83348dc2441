#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mostik::bot {

/// Others' words for a terminal: in one line, without control characters, and cut (with "…") after so many
/// characters.
std::string printable(std::string_view text, std::size_t most = 200);

}  // namespace mostik::bot
