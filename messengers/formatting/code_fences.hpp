#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// What a line of Markdown is to fenced code.
enum class FenceRole {
    none,      ///< outside of code
    opening,   ///< begins code that is ended
    inside,    ///< is code
    closing,   ///< ends it
    unclosed,  ///< looks like a beginning, but nothing ends it: text
};

struct SourceLine {
    std::string_view text;  ///< without its line end
    std::size_t content;    ///< where its own text begins: behind spaces, quote and list markers
    FenceRole fence = FenceRole::none;
};

/// The lines of a text, each with its role. Lines of a quote are fenced only within it. Linear but for texts
/// made to be slow.
std::vector<SourceLine> source_lines(std::string_view text);

}  // namespace mostik::messengers::formatting
