#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace mostik::core {

/// Where a message goes, or came from: "mattermost:team/channel", "mattermost:<id>", "mattermost:@name",
/// "telegram:<id>", "telegram:<id>/<topic>". What stands after the colon only its messenger understands.
struct Address {
    std::string messenger;  ///< a messenger's type: lower-case letters
    std::string target;

    friend bool operator==(const Address&, const Address&) = default;
};

std::string to_string(const Address& address);

/// Errors: Errc::invalid with what was expected.
Result<Address> parse_address(std::string_view text);

}  // namespace mostik::core
