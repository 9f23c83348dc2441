#pragma once

#include <cstddef>
#include <string_view>

namespace mostik::messengers::formatting {

/// Does "&#64;", "&commat;" or the like begin at this place? Mattermost's server reads references to
/// characters when it looks for mentions (source: server/public/shared/markdown), so that "&#64;all" notifies
/// everybody.
bool begins_character_reference(std::string_view text, std::size_t at);

}  // namespace mostik::messengers::formatting
