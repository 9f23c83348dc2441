#pragma once

#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// For each byte of a valid text, and for its end: may the text be cut there without cutting what people see
/// as one character (Unicode's extended grapheme clusters: joined emoji, flags, letters with marks, CRLF)?
/// Linear.
std::vector<bool> grapheme_borders(std::string_view text);

}  // namespace mostik::messengers::formatting
