#include "messengers/formatting/text_escapes.hpp"

#include "messengers/formatting/character_reference.hpp"
#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/mention.hpp"
#include "messengers/formatting/table_rows.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>

namespace mostik::messengers::formatting {

namespace {

constexpr char32_t no_break_space = 0xA0;
constexpr char32_t en_space = 0x2002;
constexpr std::size_t tab_width = 4;

bool consists_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

class Escaper {
  public:
    Escaper(std::string_view text, const TextPlace& place) : text_(text), place_(place) {}

    std::string write() {
        if (place_.line_start) {
            write_indentation();
            if (at_ < text_.size()) write_line_start();
        }
        while (at_ < text_.size()) write_next();
        return std::move(out_);
    }

  private:
    /// Four spaces would make code; a no-break space counts as a space in Mattermost.
    void write_indentation() {
        std::size_t end = 0;
        std::size_t width = 0;
        while (end < text_.size()) {
            std::size_t next = end;
            const char32_t c = next_character(text_, next);
            if (c != ' ' && c != '\t' && c != no_break_space) break;
            width += c == '\t' ? tab_width : 1;
            end = next;
        }
        if (width < tab_width) {
            out_ += text_.substr(0, end);
        } else {
            for (std::size_t i = 0; i < width; ++i) append(out_, en_space);
        }
        at_ = end;
    }

    /// What would begin a heading, a quote, a list, a rule or a table.
    void write_line_start() {
        const std::string_view rest = text_.substr(at_);
        const bool whole_line = place_.after == 0;
        if (whole_line && is_delimiter_row(rest)) {
            bool dash = false;
            for (const char c : rest) {
                if (c == '|' || (c == '-' && !dash)) out_ += '\\';
                dash = dash || c == '-';
                out_ += c;
            }
            at_ = text_.size();
            return;
        }
        if (whole_line && rest[0] == '=' && consists_of(rest, "= \t")) append(out_, zero_width_space);
        const std::size_t hashes = std::min(rest.find_first_not_of('#'), rest.size());
        constexpr std::size_t most_hashes = 6;
        const bool heading = hashes > 0 && hashes <= most_hashes && ends_marker(hashes);
        const bool bullet = (rest[0] == '-' || rest[0] == '+') && ends_marker(1);
        const bool rule = whole_line && rest[0] == '-' && consists_of(rest, "- \t");
        if (heading || bullet || rule || rest[0] == '>') {
            out_ += '\\';
            out_ += rest[0];
            ++at_;
            return;
        }
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (digits > 0 && digits < rest.size() && (rest[digits] == '.' || rest[digits] == ')') &&
            ends_marker(digits + 1)) {
            out_.append(rest.substr(0, digits)).append("\\").append(rest.substr(digits, 1));
            at_ += digits + 1;
        }
    }

    /// Is there a space, or the end of the line, that many bytes further?
    bool ends_marker(std::size_t size) const {
        if (at_ + size >= text_.size()) return place_.after == 0;
        return is_space(character_at(text_, at_ + size));
    }

    void write_next() {
        if (const std::size_t end = web_address_end(text_, at_); end != at_) {
            write_address(end);
            return;
        }
        const char c = text_[at_];
        if (needs_backslash(c)) out_ += '\\';
        out_ += c;
        const bool notifies = !place_.may_notify && c == '@' &&
                              (may_mention(text_, at_) || (at_ + 1 == text_.size() && is_word(place_.after)));
        const bool splits = c == '<' ? begins_angle_link() : begins_character_reference(text_, at_);
        if (notifies || splits) append(out_, zero_width_space);
        ++at_;
    }

    void write_address(std::size_t end) {
        for (; at_ < end; ++at_) {
            if (!place_.may_notify && may_mention(text_, at_)) {
                out_ += "%40";
            } else {
                out_ += text_[at_];
            }
        }
    }

    bool needs_backslash(char c) const {
        const bool first = at_ == 0;
        const bool last = at_ + 1 == text_.size();
        const char32_t before = first ? place_.before : static_cast<unsigned char>(text_[at_ - 1]);
        const char32_t after = last ? place_.after : static_cast<unsigned char>(text_[at_ + 1]);
        switch (c) {
            case '`':
            case '*':
            case '[':
                return true;
            case ']':
                return place_.in_link || after == '(';  // What follows would look like a target.
            case '\\':
                // Before a word it stands for itself: "\\server" shows both.
                return !is_ascii_word(after);
            case '_':
                return first || last || !is_ascii_alphanumeric(before) || !is_ascii_alphanumeric(after);
            case '~':
                return before == '~' || after == '~';
            case '!':
                return last && after == '[';
            default:
                return false;
        }
    }

    /// "<https://example.com>" and "<a@example.com>" would lose their brackets.
    bool begins_angle_link() const {
        const std::size_t end = text_.find_first_of("<> \t", at_ + 1);
        if (end == std::string_view::npos) return place_.after != 0;  // It may go on in the next piece.
        return text_[end] == '>' &&
               text_.substr(at_, end - at_).find_first_of(":@") != std::string_view::npos;
    }

    std::string_view text_;
    const TextPlace& place_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::string escaped(std::string_view text, const TextPlace& place) {
    return Escaper(text, place).write();
}

std::string code_span(std::string_view code) {
    std::size_t longest = 0;
    for (std::size_t at = code.find('`'); at != std::string_view::npos; at = code.find('`', at)) {
        const std::size_t end = std::min(code.find_first_not_of('`', at), code.size());
        longest = std::max(longest, end - at);
        at = end;
    }
    // One space at both ends is taken for padding.
    const bool spaced = code.starts_with(' ') && code.ends_with(' ') && !consists_of(code, " ");
    const std::string ticks(longest + 1, '`');
    const std::string_view padding = longest > 0 || spaced ? " " : "";
    return ticks + std::string(padding).append(code).append(padding) + ticks;
}

std::string link_target(std::string_view url) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string target;
    for (const char c : url) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || std::string_view("()<>\\`").find(c) != std::string_view::npos) {
            target += '%';
            target += digits[byte / digits.size()];
            target += digits[byte % digits.size()];
        } else {
            target += c;
        }
    }
    return target;
}

}  // namespace mostik::messengers::formatting
