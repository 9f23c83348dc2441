#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// The emoji that Mattermost calls by a name ("+1", "thumbsup", "wave_dark_skin_tone"), without colons.
/// Nothing: the name of a custom emoji, or of none. The characters are those with which emoji are usually
/// sent (fully qualified). Any thread.
std::optional<std::string> emoji_named(std::string_view name);

/// Mattermost's name of an emoji; with and without the variation selector U+FE0F. Nothing: Mattermost has no
/// such emoji.
std::optional<std::string> name_of_emoji(std::string_view emoji);

}  // namespace mostik::messengers::formatting
