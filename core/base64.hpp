#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mostik::core {

/// RFC 4648, section 4: with padding, in one line.
std::string to_base64(std::string_view bytes);

/// Nothing when the text is not exactly that.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace mostik::core
