#pragma once

#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/mattermost_source.hpp"

#include <optional>
#include <string_view>

namespace mostik::messengers::formatting {

/// Parses Markdown into the text that Telegram shows and its spans, which are not nested() yet; mentions and
/// emoji names are still words. `site` makes targets like "/path" absolute when it is not empty. Nothing: the
/// text has something like a table that is none, or would lose cells; it has to be read without tables.
std::optional<ByteText> read_markdown(const MattermostSource& source, std::string_view site);

}  // namespace mostik::messengers::formatting
