// What the server finds in a text by itself.
#include "tests/simulators/telegram/formatted_text.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace mostik::simulators::telegram {

namespace {

// Of hosts written without a scheme; bare names such as README.md and foo.py are links too.
const std::set<std::string>& known_top_level_domains() {
    static const std::set<std::string> domains = {
        "ac",  "ad",  "ae",   "af",  "ag", "ai",  "al",  "am", "app", "ar", "at",  "au",   "az",  "ba",  "be",
        "bg",  "biz", "br",   "by",  "ca", "cc",  "ch",  "cl", "cn",  "co", "com", "cz",   "de",  "dev", "dk",
        "edu", "ee",  "es",   "eu",  "fi", "fm",  "fr",  "ge", "gov", "gr", "hk",  "hr",   "hu",  "id",  "ie",
        "il",  "in",  "info", "int", "io", "ir",  "is",  "it", "jp",  "ke", "kr",  "kz",   "la",  "li",  "lt",
        "lu",  "lv",  "ly",   "md",  "me", "mil", "mk",  "mn", "ms",  "mx", "my",  "name", "net", "nl",  "no",
        "nz",  "org", "ph",   "pk",  "pl", "pro", "ps",  "pt", "py",  "ro", "rs",  "ru",   "sa",  "sc",  "se",
        "sg",  "sh",  "si",   "sk",  "so", "st",  "su",  "th", "tj",  "tm", "to",  "tr",   "tv",  "tw",  "tz",
        "ua",  "uk",  "us",   "uz",  "vn", "ws",  "xyz", "za"};
    return domains;
}

bool is_ascii_word(char32_t c) {
    return c < 0x80 && (std::isalnum(static_cast<int>(c)) != 0 || c == '_');
}
bool is_word(char32_t c) {
    return c == '_' || is_letter_or_digit(c);
}

class Finder {
  public:
    explicit Finder(const std::string& text) : text_(text) {}

    std::vector<Entity> find() {
        mentions();
        commands();
        hashtags();
        by_pattern(R"(\$[A-Z]{1,8}(?![A-Za-z0-9_$]))", "cashtag");
        by_pattern(R"([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})", "email");
        links();
        by_pattern(R"(\+[0-9](?:[ ()-]?[0-9]){9,14}(?![0-9]))", "phone_number");
        sort_entities(found_);
        std::vector<Entity> result;
        for (auto& entity : found_) {
            if (result.empty() || entity.offset >= result.back().offset + result.back().length) {
                result.push_back(std::move(entity));
            }
        }
        return result;
    }

  private:
    char32_t before(std::size_t at) const { return code_point_before(text_, at); }
    char32_t after(std::size_t at) const { return at < text_.size() ? next_code_point(text_, at) : 0; }
    std::size_t word_end(std::size_t at) const {
        while (at < text_.size() && is_ascii_word(static_cast<unsigned char>(text_[at]))) ++at;
        return at;
    }
    void add(const char* type, std::size_t begin, std::size_t end) {
        Entity entity;
        entity.type = type;
        entity.offset = count_utf16_units(std::string_view(text_).substr(0, begin));
        entity.length = count_utf16_units(std::string_view(text_).substr(begin, end - begin));
        found_.push_back(std::move(entity));
    }

    void mentions() {
        for (auto at = text_.find('@'); at != std::string::npos; at = text_.find('@', at + 1)) {
            const auto end = word_end(at + 1);
            const auto length = end - at - 1;
            if (length >= 4 && length <= 32 && !is_word(before(at)) && before(at) != '/' &&
                !is_word(after(end))) {
                add("mention", at, end);
            }
        }
    }
    void commands() {
        for (auto at = text_.find('/'); at != std::string::npos; at = text_.find('/', at + 1)) {
            auto end = word_end(at + 1);
            const auto length = end - at - 1;
            const auto left = before(at);
            if (length < 1 || length > 64 || is_word(left) || left == '/' || left == '<' || left == '>')
                continue;
            if (end < text_.size() && text_[end] == '@') {
                const auto name_end = word_end(end + 1);
                if (name_end - end - 1 >= 3) end = name_end;
            }
            const auto right = after(end);
            if (!is_word(right) && right != '/' && right != '<' && right != '>') add("bot_command", at, end);
        }
    }
    void hashtags() {
        for (auto at = text_.find('#'); at != std::string::npos; at = text_.find('#', at + 1)) {
            const auto left = before(at);
            if (is_word(left) || left == '#' || left == '&') continue;
            auto end = at + 1;
            bool has_letter = false;
            for (auto next = end; next < text_.size();) {
                const auto c = next_code_point(text_, next);
                if (!is_word(c) && c != 0xB7 && c != 0x200C) break;
                has_letter = has_letter || !(c >= '0' && c <= '9');
                end = next;
            }
            if (has_letter && after(end) != '#') add("hashtag", at, end);
        }
    }
    void by_pattern(const char* pattern, const char* type) {
        const std::regex expression(pattern);
        for (std::sregex_iterator match(text_.begin(), text_.end(), expression), end; match != end; ++match) {
            const auto at = static_cast<std::size_t>(match->position());
            if (!is_word(before(at))) add(type, at, at + static_cast<std::size_t>(match->length()));
        }
    }
    static bool is_host_character(char c) {
        return is_ascii_word(static_cast<unsigned char>(c)) || c == '-' || c == '.';
    }
    void links() {
        for (std::size_t at = 0; at < text_.size();) {
            if (!is_host_character(text_[at])) {
                ++at;
                continue;
            }
            auto host_end = at;
            while (host_end < text_.size() && is_host_character(text_[host_end])) ++host_end;
            at = link(at, host_end);
        }
    }
    // Takes the link whose host this may be; returns where to look on.
    std::size_t link(std::size_t host_begin, std::size_t host_end) {
        const auto begin = scheme_before(host_begin);
        const bool has_scheme = begin != host_begin;
        const auto left = before(begin);
        auto host = text_.substr(host_begin, host_end - host_begin);
        const auto next = host_end;
        while (!host.empty() && host.back() == '.') {
            host.pop_back();
            --host_end;
        }
        if (host.empty() || left == '@' || left == '#' || left == '/' || is_word(left)) return next;
        const bool sentence_ends = host_end != next;
        if (!has_scheme && (!has_known_domain(host) || after(host_end) == '@')) return next;
        auto end = host_end;
        if (!sentence_ends) {
            end = path_end(port_end(host_end));
            while (end > host_end && ends_a_sentence(begin, end - begin)) --end;
        }
        add("url", begin, end);
        return std::max(next, end);
    }
    std::size_t scheme_before(std::size_t host_begin) const {
        for (const std::string_view scheme : {"https://", "http://", "ftp://", "ton://", "tg://"}) {
            if (host_begin < scheme.size()) continue;
            const auto begin = host_begin - scheme.size();
            if (lower(text_.substr(begin, scheme.size())) == scheme) return begin;
        }
        return host_begin;
    }
    static std::string lower(std::string text) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        return text;
    }
    static bool has_known_domain(const std::string& host) {
        const auto dot = host.rfind('.');
        return dot != std::string::npos && dot != 0 &&
               known_top_level_domains().count(lower(host.substr(dot + 1))) != 0;
    }
    std::size_t port_end(std::size_t at) const {
        if (at >= text_.size() || text_[at] != ':') return at;
        auto end = at + 1;
        while (end < text_.size() && std::isdigit(static_cast<unsigned char>(text_[end])) != 0) ++end;
        return end == at + 1 ? at : end;
    }
    std::size_t path_end(std::size_t at) const {
        if (at >= text_.size() || std::string_view("/?#").find(text_[at]) == std::string_view::npos)
            return at;
        return std::min(text_.find_first_of(" \n<>\"", at), text_.size());
    }
    bool ends_a_sentence(std::size_t at, std::size_t length) const {
        const char last = text_[at + length - 1];
        if (last == ')') {
            const auto part = std::string_view(text_).substr(at, length);
            return std::count(part.begin(), part.end(), ')') > std::count(part.begin(), part.end(), '(');
        }
        return std::string_view(".,:;!?'").find(last) != std::string_view::npos;
    }

    const std::string& text_;
    std::vector<Entity> found_;
};

}  // namespace

std::vector<Entity> automatic_entities(const std::string& text) {
    // Nothing of this kind is without one of these.
    if (text.find_first_of("@/#$.+:") == std::string::npos) return {};
    return Finder(text).find();
}

std::string normalized_url(std::string url) {
    const auto is_space = [](char c) { return c == ' ' || c == '\n'; };
    while (!url.empty() && is_space(url.back())) url.pop_back();
    url.erase(url.begin(), std::find_if_not(url.begin(), url.end(), is_space));
    if (url.empty() || url.front() == '/' || url.front() == '#') return {};
    std::string lower = url;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    for (const auto* scheme : {"tg:", "ton:"}) {
        if (lower.rfind(scheme, 0) == 0) return url;
    }
    const auto colon = lower.find("://");
    if (colon == std::string::npos) {
        url.insert(0, "http://");
    } else {
        const auto scheme = lower.substr(0, colon);
        if (scheme != "http" && scheme != "https") return {};
        url.replace(0, colon, scheme);
    }
    const auto host_begin = url.find("://") + 3;
    const auto host_end = std::min(url.find_first_of("/?#", host_begin), url.size());
    const auto host = url.substr(host_begin, host_end - host_begin);
    if (host.empty() || (host.find('.') == std::string::npos && host.find(':') == std::string::npos))
        return {};
    std::transform(host.begin(), host.end(), url.begin() + static_cast<std::ptrdiff_t>(host_begin),
                   [](unsigned char c) { return std::tolower(c); });
    if (host_end == url.size() || url[host_end] != '/') url.insert(host_end, "/");
    return url;
}

}  // namespace mostik::simulators::telegram
