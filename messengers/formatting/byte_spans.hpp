#pragma once

#include "messengers/formatting/rich_text.hpp"

namespace mostik::messengers::formatting {

/// A span that counts bytes: what the functions of this folder work on.
struct ByteSpan {
    SpanKind kind = SpanKind::bold;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string value = {};

    std::size_t size() const { return end - begin; }
};

struct ByteText {
    std::string text;
    std::vector<ByteSpan> spans = {};
};

/// Repairs the text and counts in bytes. Spans are clipped to the text, widened to whole characters, sorted,
/// and empty ones are left out. Linear but for the sorting.
ByteText to_bytes(const RichText& rich);
/// Counts in UTF-16 units again. The text is valid, the spans lie in it between its characters.
RichText to_utf16(ByteText bytes);

/// By their beginning, the longer first; of equal ones the one that holds the other: quotes, links, bold,
/// italic, underline, strikethrough, spoiler, code.
bool comes_before(const ByteSpan& left, const ByteSpan& right);

bool is_style(SpanKind kind);  ///< bold and the like: may hold one another
bool is_quote(SpanKind kind);
bool is_verbatim(SpanKind kind);  ///< code and pre: hold nothing

/// Spans as Telegram nests them: pieces of one style that touch are one; a style does not cover code and is
/// cut in two there; quotes do not nest, nothing crosses the border of one; of two overlapping styles the one
/// that began first is cut where the other begins; links, mentions and the like hold styles only (what else
/// is inside of them is left out). Styles of spaces only are left out. Sorted.
std::vector<ByteSpan> nested(std::string_view text, std::vector<ByteSpan> spans);

}  // namespace mostik::messengers::formatting
