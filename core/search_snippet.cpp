#include "core/search_snippet.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace mostik::core {

namespace {

constexpr std::string_view ellipsis = "…";
constexpr UChar32 zero_width_joiner = 0x200d;

/// A place in the text where a phrase of the query stands, in bytes.
struct Hit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t phrase = 0;
};

/// Finds the phrases of a query in a text.
class Finder {
  public:
    Finder(std::string_view text, const SearchQuery& query) : query_(query), terms_(search_terms(text)) {
        for (std::size_t i = 0; i < query.phrases.size(); ++i)
            by_first_[query.phrases[i].front()].push_back(i);
    }

    /// In the order of the text.
    std::vector<Hit> find_all() const {
        std::vector<Hit> hits;
        for (std::size_t at = 0; at < terms_.words.size(); ++at) {
            for (const std::size_t phrase : phrases_from(terms_.words[at])) {
                const std::size_t length = query_.phrases[phrase].size();
                if (!stands_at(at, query_.phrases[phrase])) continue;
                hits.push_back({terms_.words[at].begin, terms_.words[at + length - 1].end, phrase});
            }
        }
        for (const SearchTerm& term : terms_.also) {
            for (const std::size_t phrase : phrases_from(term)) {
                if (query_.phrases[phrase].size() == 1) hits.push_back({term.begin, term.end, phrase});
            }
        }
        std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
            return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
        });
        return hits;
    }

  private:
    const std::vector<std::size_t>& phrases_from(const SearchTerm& term) const {
        static const std::vector<std::size_t> none;
        const auto found = by_first_.find(term.word);
        return found == by_first_.end() ? none : found->second;
    }

    bool stands_at(std::size_t at, const std::vector<std::string>& phrase) const {
        if (at + phrase.size() > terms_.words.size()) return false;
        const auto first = terms_.words.begin() + static_cast<std::ptrdiff_t>(at);
        return std::equal(phrase.begin(), phrase.end(), first,
                          [](const std::string& word, const SearchTerm& term) { return word == term.word; });
    }

    const SearchQuery& query_;
    SearchTerms terms_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_first_;
};

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text)
        count += static_cast<std::size_t>((static_cast<unsigned char>(c) & 0xc0U) != 0x80U);
    return count;
}

/// Part of the character before it: cutting there would take an accent off its letter.
bool belongs_to_the_one_before(UChar32 c) {
    return c >= 0 && ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 || u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) ||
                      u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}

/// A part of a text, in bytes, that grows and shrinks by whole code points.
class Window {
  public:
    Window(std::string_view text, std::size_t begin, std::size_t end)
        : text_(text), begin_(begin), end_(end) {}

    std::size_t begin() const { return begin_; }
    std::size_t end() const { return end_; }

    /// Grows to the left by at most `count` code points, to where a word begins; returns by how many.
    std::size_t grow_left(std::size_t count) {
        const std::size_t edge = begin_;
        while (count > 0 && begin_ > 0) {
            begin_ = before(begin_);
            --count;
        }
        if (begin_ > 0) begin_ = next_word(begin_, edge);
        return code_points(text_.substr(begin_, edge - begin_));
    }

    /// The same to the right, to where a word ends.
    void grow_right(std::size_t count) {
        const std::size_t edge = end_;
        while (count > 0 && end_ < text_.size()) {
            end_ = after(end_);
            --count;
        }
        if (end_ < text_.size()) end_ = end_of_word(end_, edge);
    }

  private:
    std::size_t before(std::size_t at) const {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
        auto index = static_cast<std::int32_t>(at);
        U8_BACK_1(bytes, 0, index);
        return static_cast<std::size_t>(index);
    }
    std::size_t after(std::size_t at) const {
        auto index = static_cast<std::int32_t>(at);
        const auto size = static_cast<std::int32_t>(text_.size());
        U8_FWD_1(text_.data(), index, size);
        return static_cast<std::size_t>(index);
    }
    UChar32 at(std::size_t where) const {
        UChar32 c = -1;
        auto index = static_cast<std::int32_t>(where);
        const auto size = static_cast<std::int32_t>(text_.size());
        if (index < size) U8_NEXT(text_.data(), index, size, c);
        return c;
    }
    bool is_space(std::size_t where) const {
        const UChar32 c = at(where);
        return c >= 0 && u_isUWhiteSpace(c);
    }
    bool may_cut(std::size_t where) const {
        return !belongs_to_the_one_before(at(where)) &&
               (where == 0 || at(before(where)) != zero_width_joiner);
    }

    /// The first beginning of a word in [from, edge]; without one the first place where a cut does no harm.
    std::size_t next_word(std::size_t from, std::size_t edge) const {
        for (std::size_t where = from; where < edge; where = after(where)) {
            if (is_space(before(where)) && !is_space(where)) return where;
        }
        while (from < edge && !may_cut(from)) from = after(from);
        return from;
    }
    /// The last end of a word in [edge, from]; without one the last place where a cut does no harm.
    std::size_t end_of_word(std::size_t from, std::size_t edge) const {
        for (std::size_t where = from; where > edge; where = before(where)) {
            if (is_space(where) && !is_space(before(where))) return where;
        }
        while (from > edge && !may_cut(from)) from = before(from);
        return from;
    }

    std::string_view text_;
    std::size_t begin_;
    std::size_t end_;
};

/// The stretch of hits, no longer than `limit` code points, that shows most of the phrases: [first, last].
std::pair<std::size_t, std::size_t> best_stretch(std::string_view text, const std::vector<Hit>& hits,
                                                 std::size_t limit) {
    std::pair<std::size_t, std::size_t> best{0, 0};
    std::size_t most = 0;
    for (std::size_t first = 0; first < hits.size(); ++first) {
        std::set<std::size_t> shown;
        std::size_t length = 0;
        std::size_t counted = hits[first].begin;
        for (std::size_t last = first; last < hits.size(); ++last) {
            if (hits[last].end > counted) {
                length += code_points(text.substr(counted, hits[last].end - counted));
                counted = hits[last].end;
            }
            if (length > limit && last > first) break;
            shown.insert(hits[last].phrase);
            // The earliest of the best, with all hits that fit behind it.
            if (shown.size() > most) {
                most = shown.size();
                best = {first, last};
            } else if (best.first == first) {
                best.second = last;
            }
        }
    }
    return best;
}

bool is_unwanted(UChar32 c) {
    const bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
                       c == 0x200f || c == 0x61c;
    return turns || (c >= 0 && u_charType(c) == U_CONTROL_CHAR);
}

/// Appends `part` to `line`, one space for any white space and none after another.
void append_clean(std::string& line, std::string_view part, bool after_space) {
    const auto size = static_cast<std::int32_t>(part.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 c = 0;
        U8_NEXT(part.data(), at, size, c);
        if (c < 0) {
            line += "\ufffd";
        } else if (u_isUWhiteSpace(c)) {
            if (!after_space) line += ' ';
            after_space = true;
            continue;
        } else if (is_unwanted(c)) {
            continue;
        } else {
            line.append(part, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
        }
        after_space = false;
    }
}

class Writer {
  public:
    void add(std::string_view part, bool hit) {
        SnippetPiece piece{{}, hit};
        const bool at_begin = snippet_.empty();
        append_clean(piece.text, part, at_begin || snippet_.back().text.ends_with(' '));
        if (!piece.text.empty()) snippet_.push_back(std::move(piece));
    }

    Snippet finish(bool cut_before, bool cut_after) {
        if (!snippet_.empty() && snippet_.back().text == " ") snippet_.pop_back();
        if (!snippet_.empty() && snippet_.back().text.ends_with(' ')) snippet_.back().text.pop_back();
        if (cut_before) snippet_.insert(snippet_.begin(), {std::string(ellipsis), false});
        if (cut_after) snippet_.push_back({std::string(ellipsis), false});
        return std::move(snippet_);
    }

  private:
    Snippet snippet_;
};

}  // namespace

Snippet cut_snippet(std::string_view text, const SearchQuery& query, std::size_t limit) {
    const std::vector<Hit> hits = Finder(text, query).find_all();
    Window window(text, 0, 0);
    std::size_t left = limit;
    if (!hits.empty()) {
        const auto [first, last] = best_stretch(text, hits, limit);
        window = Window(text, hits[first].begin, std::max(hits[first].end, hits[last].end));
        left -= std::min(left, code_points(text.substr(window.begin(), window.end() - window.begin())));
        left -= window.grow_left(left / 3);
    }
    window.grow_right(left);

    Writer writer;
    std::size_t written = window.begin();
    for (const Hit& hit : hits) {
        if (hit.begin < written || hit.end > window.end()) continue;  // outside, or inside another
        writer.add(text.substr(written, hit.begin - written), false);
        writer.add(text.substr(hit.begin, hit.end - hit.begin), true);
        written = hit.end;
    }
    writer.add(text.substr(written, window.end() - written), false);
    return writer.finish(window.begin() > 0, window.end() < text.size());
}

std::string plain(const Snippet& snippet) {
    std::string text;
    for (const SnippetPiece& piece : snippet) text += piece.text;
    return text;
}

std::string in_one_line(std::string_view text) {
    std::string line;
    append_clean(line, text, true);
    if (line.ends_with(' ')) line.pop_back();
    return line;
}

}  // namespace mostik::core
