#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// What a piece of a text is. The names are neutral; entities.hpp has Telegram's words for them.
enum class SpanKind {
    bold,
    italic,
    underline,
    strikethrough,
    spoiler,
    code,
    pre,
    link,    ///< a text that leads to an address which is not the text itself
    person,  ///< a text that means somebody known by id
    quote,
    expandable_quote,
    custom_emoji,
    date_time,
    // What Telegram finds in a text by itself:
    mention,
    hashtag,
    cashtag,
    bot_command,
    url,
    email,
    phone_number,
};

/// A piece of a text. Offset and length count UTF-16 code units, as Telegram does: a character above U+FFFF
/// (most emoji) counts two, every other one.
struct Span {
    SpanKind kind = SpanKind::bold;
    std::size_t offset = 0;
    std::size_t length = 0;
    /// link: its address; pre: the language or nothing; person: the user's id; custom_emoji: its id;
    /// date_time: whatever its reader and its writer agree on. Empty for the others.
    std::string value = {};

    std::size_t end() const { return offset + length; }
    bool operator==(const Span&) const = default;
};

/// A text and what its pieces are: the form between Mattermost's Markdown and Telegram's entities. Spans are
/// sorted by offset, of those that begin together the longer first; ones that came from a far side may be
/// wrong in every way: all functions here take them, and none gives such back.
struct RichText {
    std::string text;  ///< UTF-8
    std::vector<Span> spans = {};

    bool operator==(const RichText&) const = default;
};

/// Bytes that are no UTF-8 become U+FFFD (one for each maximal broken sequence); else the text itself.
std::string valid_utf8(std::string_view text);

/// How long a text is in UTF-16 code units, and in code points (Telegram counts its limits in these). A
/// broken byte counts as the U+FFFD it will become. Linear.
std::size_t utf16_length(std::string_view text);
std::size_t code_points(std::string_view text);

/// Is there anything to see in the text: something beside spaces, line ends and characters of no width? A
/// text without it must not be sent: Telegram refuses it as empty.
bool has_visible_text(std::string_view text);

/// The piece of the text that a span stands for; clipped to the text, never half a character.
std::string text_of(const RichText& rich, const Span& span);

}  // namespace mostik::messengers::formatting
