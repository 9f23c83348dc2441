#include "core/address.hpp"

#include <algorithm>

namespace mostik::core {

namespace {

constexpr const char* expected =
    "expected messenger:target, such as mattermost:team/channel, mattermost:@name or telegram:<id>";

bool is_lower_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::string to_string(const Address& address) {
    return address.messenger + ":" + address.target;
}

Result<Address> parse_address(std::string_view text) {
    const auto wrong = [](std::string what) { return failure(Errc::invalid, what + "; " + expected); };

    if (text.empty()) return wrong("the address is empty");
    // Checked first, so that no message below can repeat a control character.
    if (std::any_of(text.begin(), text.end(), is_control))
        return wrong("the address has control characters in it");

    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return wrong("\"" + std::string(text) + "\" names no messenger");

    Address address{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
    if (address.messenger.empty() ||
        !std::all_of(address.messenger.begin(), address.messenger.end(), is_lower_letter)) {
        return wrong("\"" + address.messenger + "\" is no messenger's name (lower-case letters a-z)");
    }
    if (address.target.empty() || address.target == "@") {
        return wrong("\"" + std::string(text) + "\" names nobody after the colon");
    }
    return address;
}

}  // namespace mostik::core
