#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mostik::messengers::formatting {

/// Could the "@" at this place notify somebody: is it outside of a word, with something behind it?
bool may_mention(std::string_view text, std::size_t at);

struct Mention {
    std::size_t size = 0;  ///< of "@name", in bytes
    std::string who;       ///< what `find` made of the name
};

/// The mention that begins at this place, if `find` knows its name: a name is letters, digits, dots, dashes
/// and underscores; when `find` does not know it, it is asked again without dots, dashes and underscores at
/// its end.
std::optional<Mention> mention_at(
    std::string_view text, std::size_t at,
    const std::function<std::optional<std::string>(std::string_view name)>& find);

/// @all and its like, which notify whole channels; in any case.
bool is_group_name(std::string_view name);

}  // namespace mostik::messengers::formatting
