#include "messengers/formatting/byte_spans.hpp"
#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/line_writer.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/mattermost_source.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

/// Kinds that Mattermost has no form for: their text is all.
bool is_plain_there(SpanKind kind) {
    return kind == SpanKind::underline || kind == SpanKind::custom_emoji || kind == SpanKind::date_time;
}

/// Controls become spaces, CR a line end: byte for byte, so that spans stay where they are.
void flatten_controls(std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        constexpr char del = 0x7F;
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '\r') {
            text[i] = i + 1 < text.size() && text[i + 1] == '\n' ? ' ' : '\n';
        } else if ((byte < ' ' && text[i] != '\n' && text[i] != '\t') || text[i] == del) {
            text[i] = ' ';
        }
    }
}

std::string fence_around(std::string_view code) {
    std::size_t longest = 2;
    for (std::size_t at = code.find('`'); at != std::string_view::npos; at = code.find('`', at)) {
        const std::size_t end = std::min(code.find_first_not_of('`', at), code.size());
        longest = std::max(longest, end - at);
        at = end;
    }
    return std::string(longest + 1, '`');
}

std::string language_word(std::string_view value) {
    std::string word;
    std::copy_if(value.begin(), value.end(), std::back_inserter(word), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return is_ascii_letter(byte) || is_ascii_digit(byte) ||
               std::string_view("+#._-").find(c) != std::string_view::npos;
    });
    return word;
}

/// Writes blocks: quotes, code, and the lines between them.
class Writer {
  public:
    Writer(ByteText bytes, const LineRules& rules) : from_(std::move(bytes)), rules_(rules) {
        for (ByteSpan& span : from_.spans) {
            const bool block = is_quote(span.kind) || span.kind == SpanKind::pre;
            (block ? blocks_ : inline_).push_back(std::move(span));
        }
    }

    std::string write() {
        std::size_t at = 0;
        std::size_t quote_end = 0;
        const auto lines_to = [&](std::size_t end) {
            // A quote ends before the next block or in the text before it.
            if (in_quote_ && quote_end <= end) {
                write_lines(at, quote_end);
                end_quote();
                at = quote_end;
            }
            write_lines(at, end);
            at = std::max(at, end);
        };
        for (const ByteSpan& block : blocks_) {
            lines_to(block.begin);
            begin_block();
            if (is_quote(block.kind)) {
                in_quote_ = true;
                quote_end = block.end;
            } else {
                write_code(block);
                at = block.end;
            }
        }
        lines_to(from_.text.size());
        return std::move(out_);
    }

  private:
    enum class Separator { none, line, blank_line };

    /// What comes next begins a line.
    void begin_block() {
        swallow_line_end_ = false;
        write_separator();
        if (!at_line_start_) end_line();
    }

    void end_quote() {
        in_quote_ = false;
        separator_ = Separator::blank_line;
        swallow_line_end_ = true;
    }

    void write_code(const ByteSpan& block) {
        const std::string_view code = std::string_view(from_.text).substr(block.begin, block.size());
        const std::string fence = fence_around(code);
        put(fence + language_word(block.value));
        for (std::size_t at = 0; at <= code.size();) {
            const std::size_t end = std::min(code.find('\n', at), code.size());
            end_line();
            put(code.substr(at, end - at));
            at = end + 1;
        }
        end_line();
        put(fence);
        separator_ = Separator::line;
        swallow_line_end_ = true;
    }

    void write_lines(std::size_t begin, std::size_t end) {
        const std::string_view text = from_.text;
        // The line end behind a block is the one that its own form has.
        if (begin < end && swallow_line_end_ && text[begin] == '\n') ++begin;
        if (begin >= end) return;
        swallow_line_end_ = false;
        write_separator();
        while (true) {
            const std::size_t line_end = std::min(text.find('\n', begin), end);
            put(written_line(text.substr(begin, line_end - begin), spans_in(begin, line_end), rules_));
            if (line_end == end) return;
            end_line();
            begin = line_end + 1;
        }
    }

    /// The inline spans of a line, counted from its beginning. Lines are asked for in their order.
    std::vector<ByteSpan> spans_in(std::size_t begin, std::size_t end) {
        for (; next_inline_ < inline_.size() && inline_[next_inline_].begin < end; ++next_inline_) {
            open_.push_back(inline_[next_inline_]);
        }
        std::erase_if(open_, [&](const ByteSpan& span) { return span.end <= begin; });
        std::vector<ByteSpan> spans;
        for (const ByteSpan& span : open_) {
            spans.push_back({span.kind, std::max(span.begin, begin) - begin, std::min(span.end, end) - begin,
                             span.value});
        }
        return spans;
    }

    void write_separator() {
        const Separator separator = std::exchange(separator_, Separator::none);
        if (separator == Separator::none) return;
        end_line();
        if (separator == Separator::blank_line) end_line();
    }

    void put(std::string_view markdown) {
        if (markdown.empty()) return;
        if (at_line_start_ && in_quote_) out_ += "> ";
        out_ += markdown;
        at_line_start_ = false;
    }

    void end_line() {
        if (at_line_start_ && in_quote_) out_ += '>';
        out_ += '\n';
        at_line_start_ = true;
    }

    ByteText from_;
    const LineRules& rules_;
    std::vector<ByteSpan> blocks_;
    std::vector<ByteSpan> inline_;
    std::size_t next_inline_ = 0;
    std::vector<ByteSpan> open_;
    std::string out_;
    bool at_line_start_ = true;
    bool in_quote_ = false;
    bool swallow_line_end_ = false;
    Separator separator_ = Separator::none;
};

/// Addresses are spans even where nobody said so: Mattermost looks for them too, and styles nothing in them.
void add_addresses(ByteText& bytes) {
    for (std::size_t at = 0; at < bytes.text.size();) {
        const std::size_t end = web_address_end(bytes.text, at);
        if (end > at) bytes.spans.push_back({SpanKind::url, at, end});
        at = std::max(at + 1, end);
    }
}

}  // namespace

std::string to_markdown(const RichText& rich, const ToMarkdown& options) {
    ByteText bytes = to_bytes(rich);
    flatten_controls(bytes.text);
    std::erase_if(bytes.spans, [&](ByteSpan& span) {
        while (is_quote(span.kind) && span.end > span.begin && bytes.text[span.end - 1] == '\n') --span.end;
        return is_plain_there(span.kind) || span.size() == 0;
    });
    add_addresses(bytes);
    bytes.spans = nested(bytes.text, std::move(bytes.spans));
    for (const ByteSpan& span : bytes.spans) {
        // The text of a link stands in one line.
        if (span.kind != SpanKind::link) continue;
        std::replace(bytes.text.begin() + static_cast<std::ptrdiff_t>(span.begin),
                     bytes.text.begin() + static_cast<std::ptrdiff_t>(span.end), '\n', ' ');
    }
    return Writer(std::move(bytes), {options}).write();
}

std::string escape_markdown(std::string_view plain) {
    ByteText bytes{clean_text(plain)};
    add_addresses(bytes);
    return Writer(std::move(bytes), {ToMarkdown{}, true}).write();
}

std::string markdown_of(const core::Message& message) {
    std::string text = message.plain ? neutralize_mentions(escape_markdown(message.text)) : message.text;
    if (message.title.empty()) return text;
    std::string title = valid_utf8(message.title);
    std::replace(title.begin(), title.end(), '\n', ' ');
    const std::size_t length = utf16_length(title);
    std::string bold = to_markdown(RichText{std::move(title), {Span{SpanKind::bold, 0, length}}});
    return text.empty() ? bold : bold + "\n" + text;
}

}  // namespace mostik::messengers::formatting
