#pragma once

#include <string>
#include <string_view>

namespace mostik::core {

/// What the forms of a word have in common, by Snowball: of a Russian word in Cyrillic, of an English one in
/// Latin letters. `word` is in small letters, and "ё" is "е". Thread-safe.
std::string russian_stem(std::string_view word);
std::string english_stem(std::string_view word);

}  // namespace mostik::core
