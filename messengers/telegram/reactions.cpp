#include "messengers/formatting/emoji.hpp"
#include "messengers/telegram/plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace mostik::messengers::telegram {

namespace {

/// What a bot may react with (ReactionTypeEmoji of the Bot API), without variation selectors.
constexpr std::array<std::string_view, 73> allowed{
    "❤",    "👍",          "👎",    "🔥",    "🥰",        "👏", "😁",    "🤔", "🤯", "😱",
    "🤬", "😢",          "🎉",    "🤩", "🤮",        "💩", "🙏",    "👌",    "🕊", "🤡",
    "🥱", "🥴",       "😍",    "🐳",    "❤‍🔥",  "🌚", "🌭", "💯",    "🤣", "⚡",
    "🍌",    "🏆",          "💔",    "🤨", "😐",           "🍓", "🍾", "💋",    "🖕", "😈",
    "😴",    "😭",          "🤓", "👻",    "👨‍💻", "👀", "🎃",    "🙈",    "😇",    "😨",
    "🤝", "✍",          "🤗", "🫡", "🎅",           "🎄", "☃",    "💅",    "🤪", "🗿",
    "🆒",    "💘",          "🙉",    "🦄", "😘",           "💊", "🙊",    "😎",    "👾",    "🤷‍♂",
    "🤷", "🤷‍♀", "😡"};

/// The nearest of them for what people at work react with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> nearest{{
    {"white_check_mark", "👌"},
    {"heavy_check_mark", "👌"},
    {"ballot_box_with_check", "👌"},
    {"x", "👎"},
    {"negative_squared_cross_mark", "👎"},
    {"warning", "🤨"},
    {"rotating_light", "😱"},
    {"smile", "😁"},
    {"smiley", "😁"},
    {"grinning", "😁"},
    {"joy", "🤣"},
    {"laughing", "🤣"},
    {"wave", "🤝"},
    {"raised_hands", "👏"},
    {"rocket", "🔥"},
    {"star", "🤩"},
    {"confetti_ball", "🎉"},
    {"cry", "😢"},
    {"angry", "😡"},
    {"hourglass", "🥱"},
    {"question", "🤔"},
    {"eyeglasses", "👀"},
}};

std::string without_variation_selectors(std::string_view text) {
    constexpr std::string_view selector = "\xEF\xB8\x8F";  // U+FE0F
    std::string result(text);
    for (auto at = result.find(selector); at != std::string::npos; at = result.find(selector))
        result.erase(at, selector.size());
    return result;
}

}  // namespace

std::string reaction_for(const std::string& emoji_name) {
    for (const auto& [name, emoji] : nearest) {
        if (name == emoji_name) return std::string(emoji);
    }
    const auto character = formatting::emoji_named(emoji_name);
    if (!character) return {};
    const std::string bare = without_variation_selectors(*character);
    const bool known = std::find(allowed.begin(), allowed.end(), bare) != allowed.end();
    return known ? bare : std::string{};
}

}  // namespace mostik::messengers::telegram
