#pragma once

#include <cstddef>
#include <string_view>

namespace mostik::messengers::formatting {

/// The end of an address (scheme://…, www.… or example.com/…) that begins at a byte of the text, or `begin`
/// when none does. Brackets that balance belong to it, punctuation at its end does not. Takes time only for
/// what it looks at, which is nothing where no address begins.
std::size_t web_address_end(std::string_view text, std::size_t begin);

/// Of the schemes that Telegram makes links of (http, https, tg, ton), with something behind it.
bool is_linkable(std::string_view url);

}  // namespace mostik::messengers::formatting
