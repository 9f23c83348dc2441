#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

using Spans = std::vector<ByteSpan>;

/// Sorted spans of which none may hold another: what a former one covers is taken from the later ones.
Spans disjoint(Spans spans) {
    std::stable_sort(spans.begin(), spans.end(), comes_before);
    Spans result;
    std::size_t covered = 0;
    for (ByteSpan& span : spans) {
        span.begin = std::max(span.begin, covered);
        if (span.begin >= span.end) continue;
        covered = span.end;
        result.push_back(std::move(span));
    }
    return result;
}

/// Calls `take` with the pieces of a span between the borders of sorted, disjoint fences: inside and outside.
template <class Take>
void cut_at_all(const ByteSpan& span, const Spans& fences, Take take) {
    std::size_t begin = span.begin;
    auto fence = std::partition_point(fences.begin(), fences.end(),
                                      [&](const ByteSpan& each) { return each.end <= begin; });
    for (; begin < span.end; ++fence) {
        const bool none = fence == fences.end() || fence->begin >= span.end;
        const std::size_t outside_end = none ? span.end : fence->begin;
        if (begin < outside_end) take(ByteSpan{span.kind, begin, outside_end, span.value}, false);
        if (none) return;
        const std::size_t inside_end = std::min(fence->end, span.end);
        take(ByteSpan{span.kind, std::max(begin, fence->begin), inside_end, span.value}, true);
        begin = inside_end;
    }
}

/// Cuts a span only where it begins or ends inside of a fence and goes on outside of it.
template <class Take>
void cut_at_crossings(ByteSpan span, const Spans& fences, Take take) {
    const auto holder = [&](std::size_t place) {
        const auto fence = std::partition_point(fences.begin(), fences.end(),
                                                [&](const ByteSpan& each) { return each.end <= place; });
        return fence != fences.end() && fence->begin < place ? fence : fences.end();
    };
    if (const auto first = holder(span.begin); first != fences.end() && first->end < span.end) {
        take(ByteSpan{span.kind, span.begin, first->end, span.value});
        span.begin = first->end;
    }
    if (const auto last = holder(span.end); last != fences.end() && last->begin > span.begin) {
        take(ByteSpan{span.kind, last->begin, span.end, span.value});
        span.end = last->begin;
    }
    take(std::move(span));
}

/// Pieces of one style that overlap or touch become one.
Spans joined(Spans spans) {
    std::stable_sort(spans.begin(), spans.end(), comes_before);
    Spans result;
    for (ByteSpan& span : spans) {
        if (!result.empty() && span.begin <= result.back().end) {
            result.back().end = std::max(result.back().end, span.end);
        } else {
            result.push_back(std::move(span));
        }
    }
    return result;
}

bool only_spaces(std::string_view text, const ByteSpan& span) {
    for (std::size_t at = span.begin; at < span.end;) {
        if (!is_space(next_character(text, at))) return false;
    }
    return true;
}

/// Cuts what overlaps without holding: at each beginning the open spans that end sooner than the new one end
/// here and go on inside of it. At most one span of each kind is open, so this is linear.
Spans balanced(Spans spans) {
    std::stable_sort(spans.begin(), spans.end(), comes_before);
    Spans result;
    Spans open;
    for (std::size_t next = 0; next < spans.size();) {
        const std::size_t here = spans[next].begin;
        while (!open.empty() && open.back().end <= here) {
            result.push_back(std::move(open.back()));
            open.pop_back();
        }
        // The longest that begins here comes first.
        const std::size_t furthest = spans[next].end;
        Spans beginning;
        while (!open.empty() && open.back().end < furthest) {
            ByteSpan& cut = open.back();
            beginning.push_back({cut.kind, here, cut.end, cut.value});
            cut.end = here;
            result.push_back(std::move(cut));
            open.pop_back();
        }
        for (; next < spans.size() && spans[next].begin == here; ++next) {
            beginning.push_back(std::move(spans[next]));
        }
        std::stable_sort(beginning.begin(), beginning.end(), comes_before);
        std::move(beginning.begin(), beginning.end(), std::back_inserter(open));
    }
    std::move(open.begin(), open.end(), std::back_inserter(result));
    std::stable_sort(result.begin(), result.end(), comes_before);
    return result;
}

}  // namespace

std::vector<ByteSpan> nested(std::string_view text, std::vector<ByteSpan> spans) {
    Spans quotes;
    Spans whole;  // links, code and what else holds nothing but styles
    std::map<SpanKind, Spans> styles;
    for (ByteSpan& span : spans) {
        if (is_quote(span.kind)) {
            quotes.push_back(std::move(span));
        } else if (is_style(span.kind)) {
            styles[span.kind].push_back(std::move(span));
        } else {
            whole.push_back(std::move(span));
        }
    }
    quotes = disjoint(std::move(quotes));
    Spans pieces;
    for (const ByteSpan& span : disjoint(std::move(whole))) {
        cut_at_all(span, quotes, [&](ByteSpan piece, bool) { pieces.push_back(std::move(piece)); });
    }
    whole = std::move(pieces);

    Spans verbatim;
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(verbatim),
                 [](const ByteSpan& span) { return is_verbatim(span.kind); });
    Spans result = quotes;
    result.insert(result.end(), whole.begin(), whole.end());
    const auto keep = [&](ByteSpan piece) {
        if (!only_spaces(text, piece)) result.push_back(std::move(piece));
    };
    for (auto& [kind, pieces_of_kind] : styles) {
        for (const ByteSpan& style : joined(std::move(pieces_of_kind))) {
            cut_at_all(style, verbatim, [&](const ByteSpan& bare, bool in_code) {
                if (in_code) return;
                cut_at_all(bare, quotes,
                           [&](ByteSpan piece, bool) { cut_at_crossings(std::move(piece), whole, keep); });
            });
        }
    }
    result = balanced(std::move(result));
    std::erase_if(result,
                  [&](const ByteSpan& span) { return is_style(span.kind) && only_spaces(text, span); });
    return result;
}

}  // namespace mostik::messengers::formatting
