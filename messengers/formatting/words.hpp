#pragma once

#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/markdown.hpp"

namespace mostik::messengers::formatting {

/// The words of a text that mean something in Mattermost: `:smile:` becomes the emoji, `@name` a person or a
/// text that Telegram links to nobody, as the options say. Words in code, in addresses and across the border
/// of a span stay as they are.
ByteText with_words(ByteText bytes, const FromMarkdown& options);

}  // namespace mostik::messengers::formatting
