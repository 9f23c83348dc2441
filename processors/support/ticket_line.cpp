#include "processors/support/ticket_line.hpp"

#include <charconv>
#include <string_view>

namespace mostik::processors::support {

namespace {

constexpr std::string_view line_prefix = "ticket:";
constexpr std::string_view own_messenger = "mostik";
constexpr std::string_view ticket_chat = "ticket";

}  // namespace

std::string line_of(storage::TicketNumber number) {
    return std::string(line_prefix) + std::to_string(number);
}

core::MessageRef root_ref(storage::TicketNumber number) {
    return {std::string(own_messenger), std::string(ticket_chat), std::to_string(number)};
}

std::optional<storage::TicketNumber> ticket_of(const core::MessageRef& source) {
    if (source.messenger != own_messenger || source.channel_id != ticket_chat) return std::nullopt;
    storage::TicketNumber number = 0;
    const std::string& digits = source.message_id;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace mostik::processors::support
