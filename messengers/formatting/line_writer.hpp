#pragma once

#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/markdown.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// How one line of a text is written in Markdown.
struct LineRules {
    const ToMarkdown& options;
    bool may_notify = false;
};

/// A line as Markdown. The spans are nested(), of the kinds that stand in a line (no quotes, no pre), and
/// count from the beginning of the line.
std::string written_line(std::string_view line, std::vector<ByteSpan> spans, const LineRules& rules);

}  // namespace mostik::messengers::formatting
