#include "messengers/formatting/web_address.hpp"

#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <array>

namespace mostik::messengers::formatting {

namespace {

constexpr std::size_t longest_scheme = 16;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                      [](char want, char have) { return want == lower(have); });
}

bool in_scheme(char c) {
    return is_ascii_letter(static_cast<unsigned char>(c)) || is_ascii_digit(static_cast<unsigned char>(c)) ||
           c == '+' || c == '-' || c == '.';
}

/// Where the path of "example.com/path" begins, which Mattermost takes for an address too.
std::size_t path_of_host(std::string_view rest) {
    constexpr std::size_t longest_host = 64;
    constexpr std::size_t shortest_end = 2;
    constexpr std::size_t longest_end = 4;
    std::size_t end = 0;
    while (end < rest.size() && end < longest_host && rest[end] != '+' && in_scheme(rest[end])) ++end;
    if (end == rest.size() || rest[end] != '/') return std::string_view::npos;
    const std::size_t dot = rest.substr(0, end).rfind('.');
    if (dot == std::string_view::npos || dot == 0) return std::string_view::npos;
    const std::string_view last = rest.substr(dot + 1, end - dot - 1);
    const bool letters = std::all_of(last.begin(), last.end(),
                                     [](char c) { return is_ascii_letter(static_cast<unsigned char>(c)); });
    return letters && last.size() >= shortest_end && last.size() <= longest_end ? end + 1
                                                                                : std::string_view::npos;
}

/// Where the part behind "scheme://", "www." or "host/" begins; npos: it is no address.
std::size_t body_of(std::string_view text, std::size_t begin) {
    const std::string_view rest = text.substr(begin);
    if (rest.empty() || !is_ascii_alphanumeric(static_cast<unsigned char>(rest[0])))
        return std::string_view::npos;
    if (starts_with(rest, "www.")) return begin + 4;
    std::size_t size = 1;
    while (size < rest.size() && size <= longest_scheme && in_scheme(rest[size])) ++size;
    if (size >= 2 && rest.substr(size, 3) == "://") return begin + size + 3;
    const std::size_t path = path_of_host(rest);
    return path == std::string_view::npos ? path : begin + path;
}

bool ends_address(char32_t c) {
    return c == '<' || c == '>' || c == '"' || c == '`' || c < ' ' || is_space(c);
}

bool trails(char32_t c) {
    constexpr std::u32string_view marks = U".,:;!?'*_~([{|\\»”’…";
    return marks.find(c) != std::u32string_view::npos;
}

}  // namespace

std::size_t web_address_end(std::string_view text, std::size_t begin) {
    const std::size_t body = body_of(text, begin);
    if (body == std::string_view::npos || is_word(character_before(text, begin))) return begin;
    // A style that begins right before the address ends behind it, not in it.
    const char32_t before = character_before(text, begin);
    const bool styled = before == '*' || before == '_' || before == '~';
    std::size_t round = 0;
    std::size_t square = 0;
    std::size_t end = body;
    std::size_t seen = body;  // up to here without what only trails
    while (end < text.size()) {
        std::size_t next = end;
        const char32_t c = next_character(text, next);
        if (ends_address(c) || (styled && c == before)) break;
        if (c == '(') ++round;
        if (c == '[') ++square;
        if (c == ')' && round-- == 0) break;
        if (c == ']' && square-- == 0) break;
        end = next;
        if (!trails(c)) seen = end;
    }
    return seen == body ? begin : seen;
}

bool is_linkable(std::string_view url) {
    static constexpr std::array<std::string_view, 4> schemes = {"http://", "https://", "tg://", "ton://"};
    return std::any_of(schemes.begin(), schemes.end(), [&](std::string_view scheme) {
        return starts_with(url, scheme) && url.size() > scheme.size() && url[scheme.size()] != '/';
    });
}

}  // namespace mostik::messengers::formatting
