#include "processors/support/ticket_line.hpp"

#include <charconv>
#include <string_view>

namespace mostik::processors::support {

namespace {

constexpr std::string_view line_prefix = "ticket:";
constexpr std::string_view own_messenger = "mostik";
constexpr std::string_view ticket_chat = "ticket";

std::optional<storage::TicketNumber> number_in(std::string_view text) {
    storage::TicketNumber number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

std::string line_of(storage::TicketNumber number) {
    return std::string(line_prefix) + std::to_string(number);
}

core::MessageRef root_ref(storage::TicketNumber number) {
    return {std::string(own_messenger), std::string(ticket_chat), std::to_string(number)};
}

std::optional<storage::TicketNumber> ticket_of(const std::string& order_key,
                                               const std::optional<core::MessageRef>& source) {
    if (order_key.starts_with(line_prefix))
        return number_in(std::string_view(order_key).substr(line_prefix.size()));
    const bool root = source && source->messenger == own_messenger && source->channel_id == ticket_chat;
    return root ? number_in(source->message_id) : std::nullopt;
}

}  // namespace mostik::processors::support
