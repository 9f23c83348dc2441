// The two markup languages of parse_mode.
#pragma once

#include "tests/simulators/telegram/formatted_text.hpp"

namespace mostik::simulators::telegram {

// Both throw Refusal with the server's words when the markup is wrong. The result is not normalized.
FormattedText parse_html(const std::string& text);
FormattedText parse_markdown(const std::string& text);  // MarkdownV2

}  // namespace mostik::simulators::telegram
