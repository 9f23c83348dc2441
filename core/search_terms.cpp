#include "core/search_terms.hpp"

#include "core/stemmer.hpp"
#include "core/text_filter.hpp"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace mostik::core {

namespace {

// Longer ones are nobody's words; both the text and the query are cut here.
constexpr std::int32_t longest_word = 200;
constexpr std::size_t most_words = 32;

bool is_in(UChar32 c, std::uint32_t categories) {
    return c >= 0 && (U_GET_GC_MASK(c) & categories) != 0;
}
bool is_letter(UChar32 c) {
    return is_in(c, U_GC_L_MASK);
}
bool begins_word(UChar32 c) {
    return is_in(c, U_GC_L_MASK | U_GC_N_MASK);
}
/// Accents, soft hyphens and the like: inside a word they are part of it.
bool rides_along(UChar32 c) {
    return c >= 0 && (is_in(c, U_GC_M_MASK) || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}
bool is_apostrophe(UChar32 c) {
    return c == U'\'' || c == U'’';
}

/// Of a script that puts nothing between words.
bool stands_alone(UChar32 c) {
    constexpr UChar32 first = 0xe00;
    if (c < first) return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
            return true;
        default:
            return false;
    }
}

/// Walks over the code points of a text.
class Reader {
  public:
    explicit Reader(std::string_view text, std::int32_t at = 0) : text_(text), at_(at) {}

    std::int32_t at() const { return at_; }
    bool at_end() const { return at_ >= size(); }
    /// The code point here, below zero when there is none or it is no UTF-8.
    UChar32 peek() const { return Reader(*this).next(); }
    UChar32 next() {
        if (at_end()) return -1;
        UChar32 c = 0;
        U8_NEXT(text_.data(), at_, size(), c);
        return c;
    }

  private:
    std::int32_t size() const { return static_cast<std::int32_t>(text_.size()); }

    std::string_view text_;
    std::int32_t at_;
};

enum class Script { russian, english, other };

Script script_of(std::string_view word) {
    bool cyrillic = true;
    bool latin = true;
    for (Reader reader(word); !reader.at_end();) {
        const UChar32 c = reader.next();
        UErrorCode status = U_ZERO_ERROR;
        const UScriptCode script = is_letter(c) ? uscript_getScript(c, &status) : USCRIPT_UNKNOWN;
        cyrillic = cyrillic && script == USCRIPT_CYRILLIC;
        latin = latin && (script == USCRIPT_LATIN || is_apostrophe(c));
    }
    if (cyrillic) return Script::russian;
    return latin ? Script::english : Script::other;
}

/// Without whatever else normalization may have brought in ("½" has a slash in it), and not too long.
std::string only_letters_and_digits(std::string_view word) {
    std::string kept;
    for (Reader reader(word); !reader.at_end();) {
        const std::int32_t begin = reader.at();
        const UChar32 c = reader.next();
        if (!begins_word(c) && !is_in(c, U_GC_M_MASK)) continue;
        if (kept.size() + static_cast<std::size_t>(reader.at() - begin) > longest_word) break;
        kept.append(word, static_cast<std::size_t>(begin), static_cast<std::size_t>(reader.at() - begin));
    }
    return kept;
}

std::string normal_form(std::string_view word) {
    std::string folded = fold(word);
    switch (script_of(folded)) {
        case Script::russian:
            folded = russian_stem(folded);
            break;
        case Script::english: {
            constexpr std::string_view typographic = "’";
            for (auto at = folded.find(typographic); at != std::string::npos;
                 at = folded.find(typographic, at)) {
                folded.replace(at, typographic.size(), 1, '\'');
            }
            folded = english_stem(folded);
            break;
        }
        case Script::other:
            break;
    }
    return only_letters_and_digits(folded);
}

/// Reads the words of a text one after the other.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text), reader_(text) {}

    SearchTerms read_all() {
        while (!reader_.at_end()) {
            const std::int32_t begin = reader_.at();
            const UChar32 first = reader_.next();
            if (begins_word(first)) read_word(begin, first);
        }
        return std::move(terms_);
    }

  private:
    void read_word(std::int32_t begin, UChar32 first) {
        const bool alone = stands_alone(first);
        UChar32 last = first;
        while (goes_on(alone, last)) {
            const UChar32 c = reader_.next();
            if (!rides_along(c)) last = c;
        }
        const std::int32_t end = reader_.at();
        const std::string_view name_sign = is_letter(last) && !alone ? read_sign() : std::string_view{};
        std::string word = normal_form(slice(begin, end));
        if (word.empty()) return;
        if (name_sign.empty()) {
            add(terms_.words, std::move(word), begin, end);
            return;
        }
        // What the sign belongs to is a name ("C++", "F#"), which has no forms.
        std::string name = only_letters_and_digits(fold(slice(begin, end)));
        add(terms_.words, name.append(name_sign), begin, reader_.at());
        if (!is_one_letter(begin, end)) add(terms_.also, std::move(word), begin, end);
    }

    bool goes_on(bool alone, UChar32 last) const {
        const UChar32 c = reader_.peek();
        if (rides_along(c)) return true;
        if (alone) return false;
        if (begins_word(c)) return !stands_alone(c);
        if (!is_apostrophe(c) || !is_letter(last)) return false;
        Reader after = reader_;
        after.next();
        return is_letter(after.peek());
    }

    /// "++" or "#" right after a word, when no word follows it.
    std::string_view read_sign() {
        for (const std::string_view sign : {"++", "#"}) {
            const auto at = static_cast<std::size_t>(reader_.at());
            if (!text_.substr(at).starts_with(sign)) continue;
            const Reader after(text_, reader_.at() + static_cast<std::int32_t>(sign.size()));
            const UChar32 c = after.peek();
            if (begins_word(c) || c == U'+' || c == U'#') continue;
            reader_ = after;
            return sign;
        }
        return {};
    }

    bool is_one_letter(std::int32_t begin, std::int32_t end) const {
        Reader reader(text_, begin);
        reader.next();
        return reader.at() == end;
    }

    std::string_view slice(std::int32_t begin, std::int32_t end) const {
        return text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    }

    static void add(std::vector<SearchTerm>& terms, std::string word, std::int32_t begin, std::int32_t end) {
        terms.push_back({std::move(word), static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
    }

    std::string_view text_;
    Reader reader_;
    SearchTerms terms_;
};

bool is_quote(UChar32 c) {
    return c == U'"' || c == U'“' || c == U'”' || c == U'„' || c == U'«' || c == U'»';
}

/// Where the piece of a query that begins at `begin` ends: before the next character that `is_end`.
template <class IsEnd>
std::int32_t find_end(std::string_view text, std::int32_t begin, IsEnd is_end) {
    Reader reader(text, begin);
    while (!reader.at_end() && !is_end(reader.peek())) reader.next();
    return reader.at();
}

class QueryReader {
  public:
    explicit QueryReader(std::string_view text) : text_(text) {}

    SearchQuery read() {
        Reader reader(text_);
        while (!reader.at_end() && words_ < most_words) {
            const std::int32_t begin = reader.at();
            const UChar32 c = reader.next();
            if (is_quote(c)) {
                const std::int32_t end = find_end(text_, reader.at(), is_quote);
                // A quote that nothing closes is no quote.
                if (end == static_cast<std::int32_t>(text_.size())) continue;
                add(reader.at(), end);
                reader = Reader(text_, end);
                reader.next();
            } else if (c < 0 || !u_isUWhiteSpace(c)) {
                const auto ends = [](UChar32 each) { return is_quote(each) || u_isUWhiteSpace(each); };
                const std::int32_t end = find_end(text_, reader.at(), ends);
                add(begin, end);
                reader = Reader(text_, end);
            }
        }
        return std::move(query_);
    }

  private:
    void add(std::int32_t begin, std::int32_t end) {
        const SearchTerms terms = search_terms(
            text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
        std::vector<std::string> phrase;
        for (const SearchTerm& term : terms.words) {
            if (words_ + phrase.size() < most_words) phrase.push_back(term.word);
        }
        const auto& known = query_.phrases;
        if (phrase.empty() || std::find(known.begin(), known.end(), phrase) != known.end()) return;
        words_ += phrase.size();
        query_.phrases.push_back(std::move(phrase));
    }

    std::string_view text_;
    SearchQuery query_;
    std::size_t words_ = 0;
};

}  // namespace

SearchTerms search_terms(std::string_view text) {
    return Scanner(text).read_all();
}

SearchQuery parse_search_query(std::string_view text) {
    return QueryReader(text).read();
}

}  // namespace mostik::core
