#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mostik::processors {

/// `text` in at most `limit` code points: a longer one is cut and ends in "…". Cut between graphemes, so that
/// no letter loses its accent and no emoji a part; only a grapheme that is itself longer than `limit` is cut
/// inside. Bytes that are no UTF-8 count as one code point each and stay as they are. `limit` is at least 1.
std::string shorten(std::string_view text, std::size_t limit);

}  // namespace mostik::processors
