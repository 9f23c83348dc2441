#include "tests/simulators/telegram/markup.hpp"
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <cctype>

namespace mostik::simulators::telegram {

namespace {

enum class Kind { bold, italic, underline, strikethrough, spoiler, code, pre, link, emoji, quote };

struct KindName {
    std::string_view entity;
    std::string_view in_errors;
};
KindName name_of(Kind kind) {
    switch (kind) {
        case Kind::bold:
            return {"bold", "Bold"};
        case Kind::italic:
            return {"italic", "Italic"};
        case Kind::underline:
            return {"underline", "Underline"};
        case Kind::strikethrough:
            return {"strikethrough", "Strikethrough"};
        case Kind::spoiler:
            return {"spoiler", "Spoiler"};
        case Kind::code:
            return {"code", "Code"};
        case Kind::pre:
            return {"pre", "Pre"};
        case Kind::link:
            return {"text_link", "TextUrl"};
        case Kind::emoji:
            return {"custom_emoji", "CustomEmoji"};
        case Kind::quote:
            return {"blockquote", "BlockQuote"};
    }
    return {};
}

[[noreturn]] void fail(const std::string& why) {
    throw bad_request("can't parse entities: " + why);
}

class MarkdownParser {
  public:
    explicit MarkdownParser(const std::string& markdown) : markdown_(markdown) {}

    FormattedText parse() {
        while (at_ < markdown_.size()) step();
        if (is_open(Kind::quote)) close(open_.back());
        if (!open_.empty()) {
            const auto& open = open_.back();
            const auto name = open.language.empty() ? std::string(name_of(open.kind).in_errors) : "PreCode";
            fail("Can't find end of " + name + " entity at byte offset " + std::to_string(open.source));
        }
        sort_entities(result_.entities);
        return std::move(result_);
    }

  private:
    struct Open {
        Kind kind;
        std::size_t source = 0;  // where its marker stands
        int offset = 0;
        std::size_t begin = 0;  // in the result
        std::string language;
        bool is_expandable = false;
    };

    bool follows(std::string_view text) const { return markdown_.compare(at_, text.size(), text) == 0; }
    bool is_open(Kind kind) const { return !open_.empty() && open_.back().kind == kind; }
    bool in_quote() const {
        return std::any_of(open_.begin(), open_.end(),
                           [](const Open& one) { return one.kind == Kind::quote; });
    }

    void step() {
        const char c = markdown_[at_];
        const bool is_escape = c == '\\' && at_ + 1 < markdown_.size() && markdown_[at_ + 1] > 0;
        if (is_escape) {
            ++at_;
            take();
        } else if (c == '\n' && in_quote() && !is_open(Kind::code) && !is_open(Kind::pre)) {
            end_quoted_line();
        } else if (!is_marker(c)) {
            take();
        } else if (!close_here()) {
            open_here();
        }
    }

    void take() {
        is_line_start_ = markdown_[at_] == '\n';
        result_.text += markdown_[at_++];
    }

    bool is_marker(char c) const {
        const bool verbatim = is_open(Kind::code) || is_open(Kind::pre);
        return std::string_view(verbatim ? "`" : "_*[]()~`>#+-=|{}.!").find(c) != std::string_view::npos;
    }

    void end_quoted_line() {
        const bool goes_on = at_ + 1 < markdown_.size() && markdown_[at_ + 1] == '>';
        take();
        if (goes_on) {
            ++at_;
        } else if (is_open(Kind::quote)) {
            close(open_.back());
            open_.pop_back();
        }
    }

    // Whether the marker here ends what was opened last; does it then.
    bool close_here() {
        if (open_.empty()) return false;
        auto& open = open_.back();
        std::size_t length = 1;
        bool ends = false;
        switch (open.kind) {
            case Kind::bold:
                ends = follows("*");
                break;
            case Kind::italic:
                ends = follows("_") && !follows("__");
                break;
            case Kind::underline:
                ends = follows("__");
                length = 2;
                break;
            case Kind::strikethrough:
                ends = follows("~");
                break;
            case Kind::spoiler:
                ends = follows("||");
                length = 2;
                break;
            case Kind::code:
                ends = follows("`");
                break;
            case Kind::pre:
                ends = follows("```");
                length = 3;
                break;
            case Kind::link:
            case Kind::emoji:
                ends = follows("]");
                break;
            case Kind::quote:
                ends = false;
                if (follows("||") && (at_ + 2 == markdown_.size() || markdown_[at_ + 2] == '\n')) {
                    open.is_expandable = true;
                    at_ += 2;
                    return true;
                }
                break;
        }
        if (!ends) return false;
        at_ += length;
        const auto closed = open;
        open_.pop_back();
        close(closed);
        return true;
    }

    void open_here() {
        Open open{};
        open.source = at_;
        open.offset = count_utf16_units(result_.text);
        open.begin = result_.text.size();
        const auto begin = [&](Kind kind, std::size_t length) {
            open.kind = kind;
            at_ += length;
            open_.push_back(open);
        };
        if (follows("__")) {
            begin(Kind::underline, 2);
        } else if (follows("_")) {
            begin(Kind::italic, 1);
        } else if (follows("*")) {
            begin(Kind::bold, 1);
        } else if (follows("~")) {
            begin(Kind::strikethrough, 1);
        } else if (follows("||")) {
            begin(Kind::spoiler, 2);
        } else if (follows("```")) {
            begin(Kind::pre, 3);
            take_language();
        } else if (follows("`")) {
            if (is_open(Kind::pre)) {
                take();
            } else {
                begin(Kind::code, 1);
            }
        } else if (follows("![")) {
            begin(Kind::emoji, 2);
        } else if (follows("[")) {
            begin(Kind::link, 1);
        } else if (follows(">") && is_line_start_ && !in_quote()) {
            begin(Kind::quote, 1);
        } else {
            fail(std::string("Character '") + markdown_[at_] +
                 "' is reserved and must be escaped with the preceding '\\'");
        }
    }

    void take_language() {
        auto end = at_;
        while (end < markdown_.size() && std::isspace(static_cast<unsigned char>(markdown_[end])) == 0 &&
               markdown_[end] != '`') {
            ++end;
        }
        if (end != at_ && end < markdown_.size() && markdown_[end] != '`') {
            open_.back().language = markdown_.substr(at_, end - at_);
            at_ = end;
        }
        if (follows("\r\n")) {
            at_ += 2;
        } else if (follows("\n") || follows("\r")) {
            ++at_;
        }
    }

    // What stands in the parentheses after a link's text; nothing if there are none.
    std::string take_url() {
        if (!follows("(")) return {};
        const auto begin = ++at_;
        std::string url;
        while (at_ < markdown_.size() && markdown_[at_] != ')') {
            const bool is_escape = markdown_[at_] == '\\' && at_ + 1 < markdown_.size();
            if (is_escape) ++at_;
            url += markdown_[at_++];
        }
        if (at_ >= markdown_.size()) fail("Can't find end of a URL at byte offset " + std::to_string(begin));
        ++at_;
        return url;
    }

    void close(const Open& open) {
        Entity entity;
        entity.type = open.is_expandable ? "expandable_blockquote" : name_of(open.kind).entity;
        entity.offset = open.offset;
        entity.length = count_utf16_units(result_.text) - open.offset;
        entity.language = open.language;
        if (open.kind == Kind::emoji) {
            constexpr std::string_view prefix = "tg://emoji?id=";
            const auto url = take_url();
            if (url.rfind(prefix, 0) != 0) fail("Invalid tg://emoji or tg://time URL specified");
            entity.custom_emoji_id = url.substr(prefix.size());
        }
        if (open.kind == Kind::link) {
            const auto given = take_url();
            const auto url = given.empty() ? result_.text.substr(open.begin) : given;
            entity.user_id = mentioned_user(url);
            if (entity.user_id != 0) {
                entity.type = "text_mention";
            } else {
                entity.url = normalized_url(url);
                if (entity.url.empty()) return;
            }
        }
        if (entity.length > 0) result_.entities.push_back(std::move(entity));
    }

    const std::string& markdown_;
    std::size_t at_ = 0;
    bool is_line_start_ = true;
    FormattedText result_;
    std::vector<Open> open_;
};

}  // namespace

FormattedText parse_markdown(const std::string& text) {
    auto parser = MarkdownParser(text);
    return parser.parse();
}

}  // namespace mostik::simulators::telegram
