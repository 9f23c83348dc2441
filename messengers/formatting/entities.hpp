#pragma once

#include "messengers/formatting/rich_text.hpp"

#include <optional>
#include <string_view>

namespace mostik::messengers::formatting {

/// Telegram's name of an entity ("text_link") and back; nothing: a name that is not known here.
/// Source: MessageEntity of Telegram's Bot API.
std::string_view to_string(SpanKind kind);
std::optional<SpanKind> span_kind_from(std::string_view name);

/// Entities that Telegram finds in a text by itself: sending them is of no use.
bool is_automatic(SpanKind kind);

/// What Telegram uses of one message's entities (as reported, not documented): so many of them, and so many
/// characters of their JSON; more characters are refused as ENTITIES_TOO_LONG.
constexpr std::size_t most_entities = 100;
constexpr std::size_t most_entity_characters = 9500;

/// The spans as they can be sent with valid_utf8(rich.text): without automatic ones, in the text and between
/// its characters, nested as Telegram nests them. When they are too many, styles are given up first, from the
/// end; then the rest from its end. Sorted; never fails.
std::vector<Span> sendable(const RichText& rich);

}  // namespace mostik::messengers::formatting
