#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/markdown_reader.hpp"
#include "messengers/formatting/mattermost_source.hpp"
#include "messengers/formatting/words.hpp"

#include <utility>

namespace mostik::messengers::formatting {

namespace {

ByteText read(std::string_view markdown, std::string_view site) {
    for (const auto tables : {MattermostSource::Tables::yes, MattermostSource::Tables::no}) {
        const MattermostSource source(markdown, tables);
        if (auto bytes = read_markdown(source, site)) return std::move(*bytes);
    }
    return {clean_text(markdown)};  // Not reached: a text without tables has none that are wrong.
}

}  // namespace

RichText from_markdown(std::string_view markdown, const FromMarkdown& options) {
    ByteText bytes = read(markdown, options.site);
    bytes.spans = nested(bytes.text, std::move(bytes.spans));
    bytes = with_words(std::move(bytes), options);
    bytes.spans = nested(bytes.text, std::move(bytes.spans));
    // Markup around nothing, like an empty quote: what was typed is better than nothing.
    if (!has_visible_text(bytes.text)) return {clean_text(markdown)};
    return to_utf16(std::move(bytes));
}

}  // namespace mostik::messengers::formatting
