#include "messengers/formatting/entities.hpp"

#include "messengers/formatting/byte_spans.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

struct Name {
    SpanKind kind;
    std::string_view name;
    bool automatic = false;
};

constexpr std::array names = {
    Name{SpanKind::bold, "bold"},
    Name{SpanKind::italic, "italic"},
    Name{SpanKind::underline, "underline"},
    Name{SpanKind::strikethrough, "strikethrough"},
    Name{SpanKind::spoiler, "spoiler"},
    Name{SpanKind::code, "code"},
    Name{SpanKind::pre, "pre"},
    Name{SpanKind::link, "text_link"},
    Name{SpanKind::person, "text_mention"},
    Name{SpanKind::quote, "blockquote"},
    Name{SpanKind::expandable_quote, "expandable_blockquote"},
    Name{SpanKind::custom_emoji, "custom_emoji"},
    Name{SpanKind::date_time, "date_time"},
    Name{SpanKind::mention, "mention", true},
    Name{SpanKind::hashtag, "hashtag", true},
    Name{SpanKind::cashtag, "cashtag", true},
    Name{SpanKind::bot_command, "bot_command", true},
    Name{SpanKind::url, "url", true},
    Name{SpanKind::email, "email", true},
    Name{SpanKind::phone_number, "phone_number", true},
};

const Name& row_of(SpanKind kind) {
    return *std::find_if(names.begin(), names.end(), [&](const Name& row) { return row.kind == kind; });
}

/// About as long as {"type":"","offset":1234,"length":1234,"language":""} around its type and value.
std::size_t json_characters(const Span& span) {
    constexpr std::size_t around = 58;
    return around + to_string(span.kind).size() + code_points(span.value);
}

}  // namespace

std::string_view to_string(SpanKind kind) {
    return row_of(kind).name;
}

std::optional<SpanKind> span_kind_from(std::string_view name) {
    const auto* row =
        std::find_if(names.begin(), names.end(), [&](const Name& each) { return each.name == name; });
    if (row == names.end()) return std::nullopt;
    return row->kind;
}

bool is_automatic(SpanKind kind) {
    return row_of(kind).automatic;
}

std::vector<Span> sendable(const RichText& rich) {
    ByteText bytes = to_bytes(rich);
    std::erase_if(bytes.spans, [](const ByteSpan& span) { return is_automatic(span.kind); });
    bytes.spans = nested(bytes.text, std::move(bytes.spans));
    std::vector<Span> spans = to_utf16(std::move(bytes)).spans;

    std::vector<bool> kept(spans.size(), false);
    std::size_t count = 0;
    std::size_t characters = 0;
    for (const bool styles : {false, true}) {
        for (std::size_t i = 0; i < spans.size() && count < most_entities; ++i) {
            const std::size_t size = json_characters(spans[i]);
            if (is_style(spans[i].kind) != styles || characters + size > most_entity_characters) continue;
            kept[i] = true;
            ++count;
            characters += size;
        }
    }
    std::vector<Span> result;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (kept[i]) result.push_back(std::move(spans[i]));
    }
    return result;
}

}  // namespace mostik::messengers::formatting
