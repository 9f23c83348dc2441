#include "messengers/formatting/byte_spans.hpp"

#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

/// For each UTF-16 unit of a valid text the byte where its character begins; at last the text's size.
std::vector<std::uint32_t> unit_table(std::string_view text) {
    std::vector<std::uint32_t> table;
    table.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::uint32_t>(at);
        const char32_t c = next_character(text, at);
        table.insert(table.end(), utf16_units(c), begin);
    }
    table.push_back(static_cast<std::uint32_t>(text.size()));
    return table;
}

int rank(SpanKind kind) {
    switch (kind) {
        case SpanKind::quote:
        case SpanKind::expandable_quote:
            return 0;
        case SpanKind::link:
            return 1;
        case SpanKind::bold:
            return 2;
        case SpanKind::italic:
            return 3;
        case SpanKind::underline:
            return 4;
        case SpanKind::strikethrough:
            return 5;
        case SpanKind::spoiler:
            return 6;
        default:
            return 7;
    }
}

}  // namespace

ByteText to_bytes(const RichText& rich) {
    ByteText bytes{valid_utf8(rich.text)};
    if (rich.spans.empty()) return bytes;
    const auto table = unit_table(bytes.text);
    const std::size_t units = table.size() - 1;
    for (const Span& span : rich.spans) {
        if (span.offset >= units || span.length == 0) continue;
        const std::size_t end = span.length > units - span.offset ? units : span.offset + span.length;
        // The second unit of a pair names the byte where its character begins: a span that ends there takes
        // the whole character.
        std::size_t end_byte = table[end];
        if (table[end] == table[end - 1]) {
            end_byte = table[end + 1];
        }
        bytes.spans.push_back({span.kind, table[span.offset], end_byte, span.value});
    }
    std::stable_sort(bytes.spans.begin(), bytes.spans.end(), comes_before);
    return bytes;
}

RichText to_utf16(ByteText bytes) {
    std::vector<std::size_t*> places;
    places.reserve(bytes.spans.size() * 2);
    for (ByteSpan& span : bytes.spans) {
        places.push_back(&span.begin);
        places.push_back(&span.end);
    }
    std::sort(places.begin(), places.end(),
              [](const auto* left, const auto* right) { return *left < *right; });
    std::size_t at = 0;
    std::size_t units = 0;
    for (std::size_t* place : places) {
        while (at < *place && at < bytes.text.size()) units += utf16_units(next_character(bytes.text, at));
        *place = units;
    }
    RichText rich{std::move(bytes.text)};
    rich.spans.reserve(bytes.spans.size());
    for (ByteSpan& span : bytes.spans) {
        rich.spans.push_back({span.kind, span.begin, span.size(), std::move(span.value)});
    }
    return rich;
}

bool comes_before(const ByteSpan& left, const ByteSpan& right) {
    return std::tuple(left.begin, right.end, rank(left.kind)) <
           std::tuple(right.begin, left.end, rank(right.kind));
}

bool is_style(SpanKind kind) {
    switch (kind) {
        case SpanKind::bold:
        case SpanKind::italic:
        case SpanKind::underline:
        case SpanKind::strikethrough:
        case SpanKind::spoiler:
            return true;
        default:
            return false;
    }
}

bool is_quote(SpanKind kind) {
    return kind == SpanKind::quote || kind == SpanKind::expandable_quote;
}

bool is_verbatim(SpanKind kind) {
    return kind == SpanKind::code || kind == SpanKind::pre;
}

}  // namespace mostik::messengers::formatting
