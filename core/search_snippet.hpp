#pragma once

#include "core/search_terms.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// A piece of a snippet: words that were looked for, or what stands between them.
struct SnippetPiece {
    std::string text;
    bool hit = false;
};
using Snippet = std::vector<SnippetPiece>;

/// The part of a text, in about `limit` code points, that shows most of what `query` looks for; its beginning
/// when nothing of it is there. One line of valid UTF-8: white space of any kind is one space, control
/// characters and those that turn the direction of writing are left out. "…" tells where text is missing.
Snippet cut_snippet(std::string_view text, const SearchQuery& query, std::size_t limit);

/// The snippet without marks.
std::string plain(const Snippet& snippet);

/// A text in one line, as in a snippet.
std::string in_one_line(std::string_view text);

}  // namespace mostik::core
