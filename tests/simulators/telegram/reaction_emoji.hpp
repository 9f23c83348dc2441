// The emoji that may be reactions.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace mostik::simulators::telegram {

inline constexpr std::array<std::string_view, 73> reaction_emoji{
    "❤",    "👍",          "👎",    "🔥",    "🥰",        "👏", "😁",    "🤔", "🤯", "😱",
    "🤬", "😢",          "🎉",    "🤩", "🤮",        "💩", "🙏",    "👌",    "🕊", "🤡",
    "🥱", "🥴",       "😍",    "🐳",    "❤‍🔥",  "🌚", "🌭", "💯",    "🤣", "⚡",
    "🍌",    "🏆",          "💔",    "🤨", "😐",           "🍓", "🍾", "💋",    "🖕", "😈",
    "😴",    "😭",          "🤓", "👻",    "👨‍💻", "👀", "🎃",    "🙈",    "😇",    "😨",
    "🤝", "✍",          "🤗", "🫡", "🎅",           "🎄", "☃",    "💅",    "🤪", "🗿",
    "🆒",    "💘",          "🙉",    "🦄", "😘",           "💊", "🙊",    "😎",    "👾",    "🤷‍♂",
    "🤷", "🤷‍♀", "😡"};

inline bool is_reaction_emoji(std::string_view emoji) {
    return std::find(reaction_emoji.begin(), reaction_emoji.end(), emoji) != reaction_emoji.end();
}

}  // namespace mostik::simulators::telegram
