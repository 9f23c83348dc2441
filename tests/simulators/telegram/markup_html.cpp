#include "tests/simulators/telegram/markup.hpp"
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace mostik::simulators::telegram {

namespace {

struct TagKind {
    std::string_view tag;
    std::string_view entity;
};
constexpr std::array<TagKind, 17> tag_kinds{{{"b", "bold"},
                                             {"strong", "bold"},
                                             {"i", "italic"},
                                             {"em", "italic"},
                                             {"u", "underline"},
                                             {"ins", "underline"},
                                             {"s", "strikethrough"},
                                             {"strike", "strikethrough"},
                                             {"del", "strikethrough"},
                                             {"tg-spoiler", "spoiler"},
                                             {"span", "spoiler"},
                                             {"a", "text_link"},
                                             {"code", "code"},
                                             {"pre", "pre"},
                                             {"blockquote", "blockquote"},
                                             {"tg-emoji", "custom_emoji"},
                                             {"tg-time", "date_time"}}};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0' || c == '\v';
}

[[noreturn]] void fail(const std::string& why) {
    throw bad_request("can't parse entities: " + why);
}
[[noreturn]] void fail_at(const std::string& why, std::size_t offset) {
    fail(why + " at byte offset " + std::to_string(offset));
}

class HtmlParser {
  public:
    explicit HtmlParser(const std::string& html) : html_(html) {}

    FormattedText parse() {
        while (at_ < html_.size()) {
            if (html_[at_] == '&') {
                take_reference(result_.text);
            } else if (html_[at_] != '<') {
                result_.text += html_[at_++];
            } else if (at_ + 1 < html_.size() && html_[at_ + 1] == '/') {
                end_tag();
            } else {
                start_tag();
            }
        }
        if (!open_.empty())
            fail("Can't find end tag corresponding to start tag \"" + open_.back().tag + "\"");
        sort_entities(result_.entities);
        return std::move(result_);
    }

  private:
    struct Open {
        std::string tag;
        std::string argument;  // the href, the language, the id
        int offset = 0;
        std::size_t begin = 0;  // in the result
        bool is_expandable = false;
        std::string format;  // of a date
    };

    char here() const { return at_ < html_.size() ? html_[at_] : '\0'; }
    void skip_space() {
        while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    }
    int offset() const { return count_utf16_units(result_.text); }

    // Appends what a reference stands for, or the ampersand when it is none.
    void take_reference(std::string& to) {
        auto end = at_ + 1;
        char32_t value = 0;
        if (end < html_.size() && html_[end] == '#') {
            const bool is_hex = end + 1 < html_.size() && html_[end + 1] == 'x';
            const auto* digits = html_.data() + end + (is_hex ? 2 : 1);
            unsigned number = 0;
            const auto* stop =
                std::from_chars(digits, html_.data() + html_.size(), number, is_hex ? 16 : 10).ptr;
            end = static_cast<std::size_t>(stop - html_.data());
            if (stop != digits && number <= 0x10FFFF) value = number;
        } else {
            const auto begin = end;
            while (end < html_.size() && std::isalpha(static_cast<unsigned char>(html_[end])) != 0) ++end;
            const auto name = html_.substr(begin, end - begin);
            value = name == "lt" ? '<' : name == "gt" ? '>' : name == "amp" ? '&' : name == "quot" ? '"' : 0;
        }
        if (value == 0) {
            to += html_[at_++];
            return;
        }
        append_code_point(to, value);
        at_ = end;
        if (here() == ';') ++at_;
    }

    std::string name_until(std::string_view stops) {
        const auto begin = at_;
        while (at_ < html_.size() && !is_space(html_[at_]) &&
               stops.find(html_[at_]) == std::string_view::npos)
            ++at_;
        auto name = html_.substr(begin, at_ - begin);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        return name;
    }

    void start_tag() {
        const auto begin = at_++;
        Open tag;
        tag.tag = name_until(">");
        if (at_ >= html_.size()) fail_at("Unclosed start tag", begin);
        const bool is_known = std::any_of(tag_kinds.begin(), tag_kinds.end(),
                                          [&](const TagKind& kind) { return kind.tag == tag.tag; });
        if (!is_known) fail_at("Unsupported start tag \"" + tag.tag + "\"", begin);
        while (attribute(tag, begin)) {
        }
        ++at_;  // the '>'
        if (tag.tag == "span" && tag.argument != "tg-spoiler") {
            fail_at("Tag \"span\" must have class \"tg-spoiler\"", begin);
        }
        if (tag.tag == "tg-emoji") {
            const bool is_number =
                !tag.argument.empty() && std::all_of(tag.argument.begin(), tag.argument.end(),
                                                     [](unsigned char c) { return std::isdigit(c) != 0; });
            if (!is_number) fail("Invalid custom emoji identifier specified");
        }
        tag.offset = offset();
        tag.begin = result_.text.size();
        open_.push_back(std::move(tag));
    }

    // False: the tag is over.
    bool attribute(Open& tag, std::size_t tag_begin) {
        skip_space();
        if (here() == '>') return false;
        if (at_ >= html_.size()) fail_at("Unclosed start tag", tag_begin);
        const auto name_begin = at_;
        const auto name = name_until("=>");
        if (name.empty()) fail_at("Empty attribute name in the tag \"" + tag.tag + "\"", name_begin);
        skip_space();
        std::string value;
        if (here() == '=') {
            ++at_;
            skip_space();
            value = attribute_value(tag_begin);
        }
        if (at_ >= html_.size()) fail_at("Unclosed start tag", tag_begin);
        if (tag.tag == "a" && name == "href") tag.argument = value;
        if (tag.tag == "code" && name == "class" && value.rfind("language-", 0) == 0)
            tag.argument = value.substr(9);
        if (tag.tag == "span" && name == "class") tag.argument = value;
        if (tag.tag == "tg-emoji" && name == "emoji-id") tag.argument = value;
        if (tag.tag == "tg-time" && name == "unix") tag.argument = value;
        if (tag.tag == "tg-time" && name == "format") tag.format = value;
        if (tag.tag == "blockquote" && name == "expandable") tag.is_expandable = true;
        return true;
    }

    std::string attribute_value(std::size_t tag_begin) {
        const char quote = here();
        std::string value;
        if (quote != '"' && quote != '\'') {
            const auto begin = at_;
            while (std::isalnum(static_cast<unsigned char>(here())) != 0 || here() == '.' || here() == '-') {
                value += html_[at_++];
            }
            if (!is_space(here()) && here() != '>') fail_at("Unexpected end of name token", begin);
            return value;
        }
        ++at_;
        while (at_ < html_.size() && html_[at_] != quote) {
            if (html_[at_] == '&') {
                take_reference(value);
            } else {
                value += html_[at_++];
            }
        }
        if (at_ >= html_.size()) fail_at("Unclosed start tag", tag_begin);
        ++at_;
        return value;
    }

    void end_tag() {
        const auto begin = at_;
        if (open_.empty()) fail_at("Unexpected end tag", begin);
        at_ += 2;
        const auto name = name_until(">");
        skip_space();
        if (here() != '>') fail_at("Unclosed end tag", begin);
        ++at_;
        const auto tag = std::move(open_.back());
        open_.pop_back();
        if (!name.empty() && name != tag.tag) {
            fail("Unmatched end tag at byte offset " + std::to_string(begin) + ", expected \"</" + tag.tag +
                 ">\", found \"</" + name + ">\"");
        }
        close(tag);
    }

    void close(const Open& tag) {
        const auto* kind = std::find_if(tag_kinds.begin(), tag_kinds.end(),
                                        [&](const TagKind& one) { return one.tag == tag.tag; });
        Entity entity;
        entity.type = tag.is_expandable ? "expandable_blockquote" : kind->entity;
        entity.offset = tag.offset;
        entity.length = offset() - tag.offset;
        if (entity.length == 0) return;
        if (tag.tag == "a" && !fill_link(entity, tag)) return;
        if (tag.tag == "tg-emoji") entity.custom_emoji_id = tag.argument;
        if (tag.tag == "tg-time") {
            std::from_chars(tag.argument.data(), tag.argument.data() + tag.argument.size(), entity.unix_time);
            entity.date_time_format = tag.format;
        }
        if (tag.tag == "code" && !open_.empty() && open_.back().tag == "pre" &&
            open_.back().offset == tag.offset) {
            entity.language = tag.argument;
        }
        auto& entities = result_.entities;
        if (tag.tag == "pre" && !entities.empty()) {
            auto& inner = entities.back();
            const bool is_same = inner.type == "code" && !inner.language.empty() &&
                                 inner.offset == entity.offset && inner.length == entity.length;
            if (is_same) {
                inner.type = "pre";
                return;
            }
        }
        entities.push_back(std::move(entity));
    }

    // False: the link leads nowhere.
    bool fill_link(Entity& entity, const Open& tag) const {
        const auto url = tag.argument.empty() ? result_.text.substr(tag.begin) : tag.argument;
        if (const auto user = mentioned_user(url); user != 0) {
            entity.type = "text_mention";
            entity.user_id = user;
            return true;
        }
        entity.url = normalized_url(url);
        return !entity.url.empty();
    }

    const std::string& html_;
    std::size_t at_ = 0;
    FormattedText result_;
    std::vector<Open> open_;
};

}  // namespace

UserId mentioned_user(const std::string& url) {
    constexpr std::string_view prefix = "tg://user?id=";
    UserId id = 0;
    if (url.rfind(prefix, 0) == 0) std::from_chars(url.data() + prefix.size(), url.data() + url.size(), id);
    return id;
}

FormattedText parse_html(const std::string& text) {
    return HtmlParser(text).parse();
}

}  // namespace mostik::simulators::telegram
