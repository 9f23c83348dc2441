// The two markup languages of parse_mode.
#pragma once

#include "tests/simulators/telegram/formatted_text.hpp"

namespace mostik::simulators::telegram {

// Both throw Refusal with the server's words when the markup is wrong. The result is not normalized, and
// may mention users that are not known.
FormattedText parse_html(const std::string& text);
FormattedText parse_markdown(const std::string& text);  // MarkdownV2

// Of a link tg://user?id=N; 0 for other links.
UserId mentioned_user(const std::string& url);

}  // namespace mostik::simulators::telegram
