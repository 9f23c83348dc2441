#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// A text that is to be cut, and what is known of its places (bytes).
struct Cuttable {
    std::string_view text;                      ///< valid UTF-8
    std::vector<bool> borders;                  ///< between what is seen as characters: grapheme_borders()
    std::vector<bool> kept_whole;               ///< inside of what is cut only if there is no other way
    std::vector<bool> verbatim;                 ///< inside of a block of code
    std::function<std::size_t(char32_t)> cost;  ///< how much of the limit a character takes

    explicit Cuttable(std::string_view text_to_cut, std::function<std::size_t(char32_t)> cost_of_character);

    /// Nothing between these places may be cut, if it fits into a part at all.
    void keep_whole(std::size_t begin, std::size_t end, std::size_t limit);
    void mark_verbatim(std::size_t begin, std::size_t end);
};

/// Where the part that begins at a place should end: the end of the text if the rest fits. `extra` is what a
/// cut at a place adds to the part. Always behind `begin`. Looks at no more than what fits.
std::size_t end_of_part(const Cuttable& cuttable, std::size_t begin, std::size_t limit,
                        const std::function<std::size_t(std::size_t)>& extra);

}  // namespace mostik::messengers::formatting
