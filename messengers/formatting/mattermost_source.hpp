#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// Mattermost's Markdown, written so that a CommonMark parser reads it by Mattermost's rules: what only
/// CommonMark takes for markup is *inert*, that is, written in characters that mean nothing; what only
/// Mattermost takes for markup gets invisible help. Both are taken back by plain(). The differences that
/// matter (sources: Mattermost's parser, github.com/mattermost/marked):
///   - a single ~ is text; a link definition ("[x]: y") and a reference to one are text;
///   - a backslash escapes fewer characters, and itself only when no word follows;
///   - "1)" begins no list; "#", "-", "=" and bullets alone on a line are text;
///   - a fence without an end is text; * marks styles beside punctuation too ("**Note:**text");
///   - an address is one thing, whatever markers are in it; <x> is a link only with :/ or @;
///   - images have sizes: ![x](url =300x200).
class MattermostSource {
  public:
    /// Does what looks like a table become one? It may turn out not to be one after all: see tables().
    enum class Tables { yes, no };

    /// Reads the text through clean_text(). Linear; any text.
    MattermostSource(std::string_view markdown, Tables tables);

    /// What the parser reads.
    const std::string& text() const { return text_; }
    /// How many tables the parser must find; when it finds others, the text has to be read without.
    std::size_t tables() const { return tables_; }
    /// A piece of text() as it was typed.
    std::string plain(std::string_view piece) const;

    /// Before the size of an image stands this instead of a space.
    static constexpr std::string_view size_mark = "\xEF\xBF\xBE";  // U+FFFE

  private:
    friend class SourceWriter;

    std::string text_;
    std::string post_;  // stands for nothing: a punctuation character that the text does not have
    std::size_t tables_ = 0;
};

/// A typed text as it is understood: broken UTF-8, Unicode's non-characters and NUL become U+FFFD, CRLF and
/// CR a line end, other control characters but TAB a space.
std::string clean_text(std::string_view typed);

}  // namespace mostik::messengers::formatting
