#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// Where a piece of plain text stands in a line of Markdown.
struct TextPlace {
    bool line_start = false;
    bool in_link = false;     ///< in the brackets of a link
    bool may_notify = false;  ///< @name stays as it is
    char32_t before = 0;      ///< the written character before it, 0 at the beginning of a line
    char32_t after = 0;       ///< the written character after it, 0 at the end of a line
};

/// A piece of one line, escaped so that Mattermost shows it as typed.
std::string escaped(std::string_view text, const TextPlace& place);

/// Code in as many backticks as it needs. One line.
std::string code_span(std::string_view code);

/// The target of a link, with what would end it written as %XX.
std::string link_target(std::string_view url);

}  // namespace mostik::messengers::formatting
