#include "messengers/formatting/line_writer.hpp"

#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/mention.hpp"
#include "messengers/formatting/text_escapes.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

/// A piece of a line: plain text, a marker of a style, or Markdown that is ready.
struct Token {
    enum class Type { text, ready, opening, closing };

    Type type = Type::text;
    SpanKind kind = SpanKind::bold;  ///< of a marker
    std::string text = {};           ///< of a closing link its target
    std::size_t partner = 0;         ///< of a marker: the other one
    bool underscores = false;        ///< italic: between these markers _ may stand for it
};

bool holds_text(SpanKind kind) {
    return is_style(kind) || kind == SpanKind::link;
}

void trim(std::string_view line, ByteSpan& span) {
    while (span.begin < span.end && is_space(character_at(line, span.begin))) {
        next_character(line, span.begin);
    }
    while (span.begin < span.end) {
        const char32_t last = character_before(line, span.end);
        if (!is_space(last)) break;
        std::string bytes;
        append(bytes, last);
        span.end -= bytes.size();
    }
}

class LineWriter {
  public:
    LineWriter(std::string_view line, std::vector<ByteSpan> spans, const LineRules& rules)
        : line_(line), spans_(std::move(spans)), rules_(rules) {}

    std::string write() {
        trim_spans();
        // Pieces that were cut for what has become shorter are one again.
        spans_ = nested(line_, std::move(spans_));
        trim_spans();
        make_tokens();
        choose_italics();
        for (std::size_t i = 0; i < tokens_.size(); ++i) write_token(i);
        return std::move(out_);
    }

  private:
    void trim_spans() {
        std::erase_if(spans_, [&](ByteSpan& span) {
            if (holds_text(span.kind)) trim(line_, span);
            return span.begin >= span.end;
        });
        std::stable_sort(spans_.begin(), spans_.end(), comes_before);
    }

    void make_tokens() {
        std::size_t at = 0;
        const auto text_to = [&](std::size_t end) {
            if (at < end) tokens_.push_back({.text = std::string(line_.substr(at, end - at))});
            at = std::max(at, end);
        };
        std::vector<std::pair<const ByteSpan*, std::size_t>> open;  // with its marker
        const auto close_to = [&](std::size_t place) {
            while (!open.empty() && open.back().first->end <= place) {
                const auto [span, marker] = open.back();
                open.pop_back();
                text_to(span->end);
                tokens_[marker].partner = tokens_.size();
                tokens_.push_back({Token::Type::closing, span->kind, span->value, marker});
            }
        };
        for (const ByteSpan& span : spans_) {
            if (span.begin < at) continue;  // in something that is written as one thing
            close_to(span.begin);
            // A marker right behind an address would belong to it.
            const bool behind_text = at < span.begin || (!tokens_.empty() && has_text(tokens_.back()));
            const bool swallowed = holds_text(span.kind) && behind_text && behind_address(span.begin);
            if (swallowed && is_style(span.kind)) continue;
            text_to(span.begin);
            if (holds_text(span.kind)) {
                if (swallowed) tokens_.push_back({.type = Token::Type::ready, .text = " "});
                if (is_style(span.kind) && !tokens_.empty() && tokens_.back().type == Token::Type::closing &&
                    tokens_.back().kind == span.kind) {
                    // The style goes on: "****" would end nothing.
                    open.emplace_back(&span, tokens_.back().partner);
                    tokens_.pop_back();
                } else {
                    open.emplace_back(&span, tokens_.size());
                    tokens_.push_back({Token::Type::opening, span.kind});
                }
            } else {
                add_whole(span);
                at = std::max(at, span.end);
            }
        }
        close_to(line_.size());
        text_to(line_.size());
    }

    bool behind_address(std::size_t place) const {
        constexpr std::size_t far_enough = 1000;
        const std::size_t begin = place > far_enough ? place - far_enough : 0;
        const std::string_view before = line_.substr(begin, place - begin);
        const std::size_t space = before.find_last_of(" <>\"`");
        const std::string_view word = before.substr(space == std::string_view::npos ? 0 : space + 1);
        return word.find('/') != std::string_view::npos || word.find("www.") != std::string_view::npos;
    }

    /// A span that is written as one thing.
    void add_whole(const ByteSpan& span) {
        const std::string_view text = line_.substr(span.begin, span.size());
        const auto ready = [&](std::string markdown) {
            tokens_.push_back({.type = Token::Type::ready, .text = std::move(markdown)});
        };
        switch (span.kind) {
            case SpanKind::code:
                // Two that touch would be one.
                if (!tokens_.empty() && tokens_.back().type == Token::Type::ready &&
                    tokens_.back().text.ends_with('`')) {
                    append(tokens_.back().text, zero_width_space);
                }
                ready(code_span(text));
                break;
            case SpanKind::mention:
            case SpanKind::person:
                if (const auto name = person(span, text)) {
                    ready("@" + *name);
                } else {
                    tokens_.push_back({.text = std::string(text)});
                }
                break;
            case SpanKind::url: {
                if (web_address_end(text, 0) != text.size()) {
                    // Telegram sees more addresses, like "read.me", and a line may have cut one.
                    tokens_.push_back({.text = std::string(text)});
                    break;
                }
                std::string address;
                for (std::size_t at = 0; at < text.size(); ++at) {
                    const bool notifies = !rules_.may_notify && may_mention(text, at);
                    address += notifies ? "%40" : std::string(1, text[at]);
                }
                tokens_.push_back(
                    {.type = Token::Type::ready, .kind = SpanKind::url, .text = std::move(address)});
                break;
            }
            case SpanKind::bot_command:
            case SpanKind::cashtag:
            case SpanKind::email:
            case SpanKind::hashtag:
            case SpanKind::phone_number:
                ready(std::string(text));
                break;
            default:
                tokens_.push_back({.text = std::string(text)});
                break;
        }
    }

    std::optional<std::string> person(const ByteSpan& span, std::string_view text) const {
        if (!rules_.options.person) return std::nullopt;
        Span counted{span.kind, 0, 0, span.value};
        counted.offset = utf16_length(line_.substr(0, span.begin));
        counted.length = utf16_length(text);
        return rules_.options.person(counted, text);
    }

    /// Italic is written _so_, but *so* beside letters and the like, where _ is a part of the word, and
    /// around what has _ itself.
    void choose_italics() {
        std::size_t last_underscore = tokens_.size();  // the last ready token up to here that has one
        for (std::size_t i = tokens_.size(); i-- > 0;) {
            Token& token = tokens_[i];
            if (token.type == Token::Type::ready && token.text.find('_') != std::string::npos) {
                last_underscore = i;
            }
            if (token.type != Token::Type::opening || token.kind != SpanKind::italic) continue;
            const char32_t before = i > 0 ? last_of(tokens_[i - 1]) : 0;
            const char32_t after =
                token.partner + 1 < tokens_.size() ? first_of(tokens_[token.partner + 1]) : 0;
            const bool escaping =
                before == '\\' || before == '<' || last_of(tokens_[token.partner - 1]) == '\\';
            token.underscores =
                ends_word(before) && ends_word(after) && !escaping && last_underscore > token.partner;
            tokens_[token.partner].underscores = token.underscores;
        }
    }

    /// May _ stand beside it? Mattermost knows only ASCII's punctuation there.
    static bool ends_word(char32_t c) {
        constexpr char32_t end_of_ascii = 0x80;
        return c == 0 || is_space(c) || (c < end_of_ascii && is_punctuation(c));
    }
    static char32_t first_of(const Token& token) { return has_text(token) ? character_at(token.text, 0) : 0; }
    static char32_t last_of(const Token& token) {
        return has_text(token) ? character_before(token.text, token.text.size()) : 0;
    }
    static bool has_text(const Token& token) {
        return token.type == Token::Type::text || token.type == Token::Type::ready;
    }

    std::string marker(const Token& token) const {
        switch (token.kind) {
            case SpanKind::bold:
                return "**";
            case SpanKind::italic:
                return token.underscores ? "_" : "*";
            case SpanKind::strikethrough:
                return "~~";
            case SpanKind::spoiler:
                return "||";
            case SpanKind::link:
                return token.type == Token::Type::opening ? "[" : "](" + link_target(token.text) + ")";
            default:
                return {};
        }
    }

    void write_token(std::size_t index) {
        const Token& token = tokens_[index];
        if (token.type == Token::Type::ready) {
            out_ += token.kind == SpanKind::url ? address(token.text) : token.text;
        } else if (token.type == Token::Type::text) {
            TextPlace place;
            place.line_start = index == 0;
            place.in_link = in_link_;
            place.may_notify = rules_.may_notify;
            place.before = index == 0 ? 0 : character_before(out_, out_.size());
            if (index + 1 < tokens_.size()) {
                const Token& next = tokens_[index + 1];
                place.after = has_text(next) ? character_at(next.text, 0) : character_at(marker(next), 0);
            }
            out_ += escaped(token.text, place);
        } else {
            const bool behind_end = index > 0 && tokens_[index - 1].type == Token::Type::closing;
            if (token.type == Token::Type::opening && behind_end && out_.ends_with('*') &&
                marker(token).front() == '*') {
                append(out_, zero_width_space);  // One run of * would be read as something else.
            }
            if (token.kind == SpanKind::link) in_link_ = token.type == Token::Type::opening;
            out_ += marker(token);
        }
    }

    /// A style that begins right before an address would end at its own marker in it.
    std::string address(const std::string& text) const {
        if (!out_.ends_with('*') && !out_.ends_with('~')) return text;
        std::string encoded;
        for (const char c : text) {
            if (c == out_.back()) {
                encoded += c == '*' ? "%2A" : "%7E";
            } else {
                encoded += c;
            }
        }
        return encoded;
    }

    std::string_view line_;
    std::vector<ByteSpan> spans_;
    const LineRules& rules_;
    std::vector<Token> tokens_;
    bool in_link_ = false;
    std::string out_;
};

}  // namespace

std::string written_line(std::string_view line, std::vector<ByteSpan> spans, const LineRules& rules) {
    return LineWriter(line, std::move(spans), rules).write();
}

}  // namespace mostik::messengers::formatting
