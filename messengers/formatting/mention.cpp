#include "messengers/formatting/mention.hpp"

#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace mostik::messengers::formatting {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view trailing = "._-";

bool in_name(char c) {
    return is_ascii_word(static_cast<unsigned char>(c)) || c == '.' || c == '-';
}

}  // namespace

bool may_mention(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '@' || is_alphanumeric(character_before(text, at))) return false;
    const char32_t next = character_at(text, at + 1);
    return next != 0 && !is_space(next) && next != zero_width_space && next != word_joiner;
}

std::optional<Mention> mention_at(
    std::string_view text, std::size_t at,
    const std::function<std::optional<std::string>(std::string_view name)>& find) {
    if (!find) return std::nullopt;
    std::size_t end = at + 1;
    while (end < text.size() && end - at <= longest_name && in_name(text[end])) ++end;
    std::string_view name = text.substr(at + 1, end - at - 1);
    const auto ask = [&]() -> std::optional<Mention> {
        if (name.empty() || is_group_name(name)) return std::nullopt;
        if (auto who = find(name)) return Mention{name.size() + 1, std::move(*who)};
        return std::nullopt;
    };
    if (auto mention = ask()) return mention;
    const std::string_view short_name = name.substr(0, name.find_last_not_of(trailing) + 1);
    if (short_name.size() == name.size()) return std::nullopt;
    name = short_name;
    return ask();
}

bool is_group_name(std::string_view name) {
    static constexpr std::array<std::string_view, 3> groups = {"all", "here", "channel"};
    return std::any_of(groups.begin(), groups.end(), [&](std::string_view group) {
        return std::equal(group.begin(), group.end(), name.begin(), name.end(), [](char want, char have) {
            return want == std::tolower(static_cast<unsigned char>(have));
        });
    });
}

}  // namespace mostik::messengers::formatting
