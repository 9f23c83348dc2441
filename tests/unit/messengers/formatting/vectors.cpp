#include "tests/unit/messengers/formatting/vectors.hpp"

#include "messengers/formatting/entities.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace mostik::messengers::formatting {

std::ostream& operator<<(std::ostream& out, const Span& span) {
    out << to_string(span.kind) << ' ' << span.offset << '+' << span.length;
    if (!span.value.empty()) out << " <" << span.value << '>';
    return out;
}

std::ostream& operator<<(std::ostream& out, const RichText& rich) {
    out << '"' << rich.text << '"';
    for (const Span& span : rich.spans) out << "; " << span;
    return out;
}

}  // namespace mostik::messengers::formatting

namespace mostik::test {

using messengers::formatting::SpanKind;

nlohmann::json vectors(const std::string& list) {
    std::ifstream file(std::string(MOSTIK_FIXTURES) + "/telegram/formatting.json");
    return nlohmann::json::parse(file).at(list);
}

RichText rich_text(const nlohmann::json& vector) {
    RichText rich{vector.at("text").get<std::string>()};
    for (const auto& entity : vector.at("entities")) {
        const auto kind = messengers::formatting::span_kind_from(entity.at("type").get<std::string>());
        if (!kind) throw std::runtime_error("unknown entity in the vectors");
        Span span{*kind, entity.at("offset"), entity.at("length")};
        for (const char* key : {"url", "language", "custom_emoji_id"}) {
            if (entity.contains(key)) span.value = entity.at(key).get<std::string>();
        }
        if (entity.contains("user")) span.value = std::to_string(entity.at("user").at("id").get<long>());
        rich.spans.push_back(span);
    }
    return rich;
}

namespace {

bool is_style(SpanKind kind) {
    return kind == SpanKind::bold || kind == SpanKind::italic || kind == SpanKind::underline ||
           kind == SpanKind::strikethrough || kind == SpanKind::spoiler;
}

auto order(const Span& span) {
    return std::tuple(span.offset, -static_cast<long>(span.length), span.kind, span.value);
}

}  // namespace

std::vector<Span> comparable(std::vector<Span> spans) {
    const auto sort = [&] {
        std::sort(spans.begin(), spans.end(),
                  [](const Span& left, const Span& right) { return order(left) < order(right); });
    };
    sort();
    std::map<SpanKind, Span> last;
    std::vector<Span> result;
    for (Span& span : spans) {
        const auto scheme = span.value.find("://");
        if (span.kind == SpanKind::link && scheme != std::string::npos &&
            span.value.find('/', scheme + 3) == std::string::npos) {
            span.value += '/';
        }
        if (!is_style(span.kind)) {
            result.push_back(span);
            continue;
        }
        const auto former = last.find(span.kind);
        if (former != last.end() && span.offset <= former->second.end()) {
            former->second.length = std::max(former->second.end(), span.end()) - former->second.offset;
        } else {
            if (former != last.end()) result.push_back(former->second);
            last[span.kind] = span;
        }
    }
    for (const auto& [kind, span] : last) result.push_back(span);
    spans = std::move(result);
    sort();
    return spans;
}

std::string fault(const RichText& rich) {
    // Telegram's own counting: a lead byte from 0xF0 begins a pair, any other lead byte one unit.
    std::vector<bool> border;
    for (const char c : rich.text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) == 0x80) continue;
        border.push_back(true);
        if (byte >= 0xF0) border.push_back(false);
    }
    border.push_back(true);
    std::vector<const Span*> open;
    std::tuple<std::size_t, long> before{0, std::numeric_limits<long>::min()};
    for (const Span& span : rich.spans) {
        if (span.length == 0) return "an empty span";
        if (span.end() >= border.size()) return "a span beyond the text";
        if (!border[span.offset] || !border[span.end()]) return "a span that cuts a pair";
        const std::tuple place{span.offset, -static_cast<long>(span.length)};
        if (place < before) return "spans that are not sorted";
        before = place;
        while (!open.empty() && open.back()->end() <= span.offset) open.pop_back();
        for (const Span* outer : open) {
            if (span.end() > outer->end()) return "spans that overlap";
            if (outer->kind == span.kind) return "a kind in itself";
            const bool quote = span.kind == SpanKind::quote || span.kind == SpanKind::expandable_quote;
            const bool outer_quote =
                outer->kind == SpanKind::quote || outer->kind == SpanKind::expandable_quote;
            if (quote) return "a quote in something";
            if (outer->kind == SpanKind::code || outer->kind == SpanKind::pre) return "something in code";
            if (!is_style(span.kind) && !is_style(outer->kind) && !outer_quote) return "a link in a link";
            if (is_style(outer->kind) && (span.kind == SpanKind::code || span.kind == SpanKind::pre)) {
                return "code in a style";
            }
        }
        open.push_back(&span);
    }
    return {};
}

}  // namespace mostik::test
