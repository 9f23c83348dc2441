#pragma once

#include "messengers/formatting/mattermost_source.hpp"

#include <cstddef>
#include <md4c.h>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// What md4c reports, as virtual functions: see md4c.h for the meaning of blocks, spans and texts. Pieces of
/// text come with their place in the source; a text that is not in it (a line end) has no_place.
class MarkdownEvents {
  public:
    static constexpr std::size_t no_place = std::string_view::npos;

    MarkdownEvents() = default;
    MarkdownEvents(const MarkdownEvents&) = delete;
    MarkdownEvents& operator=(const MarkdownEvents&) = delete;
    virtual ~MarkdownEvents() = default;

    virtual void enter_block(MD_BLOCKTYPE type, const void* detail) = 0;
    virtual void leave_block(MD_BLOCKTYPE type, const void* detail) = 0;
    virtual void enter_span(MD_SPANTYPE type, const void* detail) = 0;
    virtual void leave_span(MD_SPANTYPE type, const void* detail) = 0;
    virtual void text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) = 0;
};

/// Parses the source by Mattermost's rules. What the events throw comes out of here. False: md4c had no
/// memory or found the text too long (4 GiB).
bool parse_markdown(const MattermostSource& source, MarkdownEvents& events);

/// An address or a language, as it was typed.
std::string plain(const MattermostSource& source, const MD_ATTRIBUTE& attribute);

}  // namespace mostik::messengers::formatting
