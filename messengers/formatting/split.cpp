#include "messengers/formatting/split.hpp"

#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/cuts.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

bool stays_whole(SpanKind kind) {
    return !is_style(kind) && !is_quote(kind) && kind != SpanKind::pre;
}

/// Takes parts of a text from its beginning to its end, with the spans that lie in them.
class Parts {
  public:
    explicit Parts(const ByteText& bytes) : bytes_(bytes) {}

    void add(std::size_t begin, std::size_t end) {
        ByteText part{bytes_.text.substr(begin, end - begin)};
        for (; next_ < bytes_.spans.size() && bytes_.spans[next_].begin < end; ++next_) {
            open_.push_back(&bytes_.spans[next_]);
        }
        for (const ByteSpan* span : open_) {
            const std::size_t from = std::max(span->begin, begin);
            const std::size_t to = std::min(span->end, end);
            if (from < to) part.spans.push_back({span->kind, from - begin, to - begin, span->value});
        }
        std::erase_if(open_, [&](const ByteSpan* span) { return span->end <= end; });
        if (!has_visible_text(part.text)) return;
        std::stable_sort(part.spans.begin(), part.spans.end(), comes_before);
        parts_.push_back(to_utf16(std::move(part)));
    }

    std::vector<RichText> take() { return std::move(parts_); }

  private:
    const ByteText& bytes_;
    std::size_t next_ = 0;
    std::vector<const ByteSpan*> open_;
    std::vector<RichText> parts_;
};

}  // namespace

std::vector<RichText> split(const RichText& rich, std::size_t limit, Unit unit,
                            std::optional<std::size_t> first_limit) {
    limit = std::max<std::size_t>(limit, 1);
    std::size_t own_limit = std::max<std::size_t>(first_limit.value_or(limit), 1);
    const ByteText bytes = to_bytes(rich);
    const std::string& text = bytes.text;
    Cuttable cuttable(text, [unit](char32_t c) { return unit == Unit::utf16 ? utf16_units(c) : 1; });
    std::size_t kept_to = 0;
    for (const ByteSpan& span : bytes.spans) {
        if (span.kind == SpanKind::pre) cuttable.mark_verbatim(span.begin, span.end);
        // Sorted, so what lies in a former one has been looked at.
        if (!stays_whole(span.kind) || span.end <= kept_to) continue;
        cuttable.keep_whole(span.begin, span.end, limit);
        kept_to = span.end;
    }

    Parts parts(bytes);
    const auto droppable = [&](std::size_t at, std::size_t character) {
        return !cuttable.verbatim[at] && !cuttable.verbatim[std::min(at + 1, text.size())] &&
               is_space(character_at(text, character));
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t cut = end_of_part(cuttable, begin, own_limit, [](std::size_t) { return 0; });
        own_limit = limit;
        std::size_t end = cut;
        std::size_t next = cut;
        if (cut < text.size() && cuttable.verbatim[cut]) {
            if (text[cut] == '\n') ++next;
        } else if (cut < text.size()) {
            while (end > begin && is_space(character_before(text, end)) && !cuttable.verbatim[end - 1]) {
                do --end;
                while (end > begin && !cuttable.borders[end]);
            }
            while (next < text.size() && droppable(next, next)) next_character(text, next);
        }
        parts.add(begin, end);
        begin = next;
    }
    return parts.take();
}

}  // namespace mostik::messengers::formatting
