#include "storage/tickets.hpp"

#include <array>
#include <utility>

namespace mostik::storage {

namespace {

constexpr std::array names{
    std::pair{TicketState::fresh, std::string_view("new")},
    std::pair{TicketState::open, std::string_view("open")},
    std::pair{TicketState::waiting, std::string_view("waiting")},
    std::pair{TicketState::closed, std::string_view("closed")},
};

}  // namespace

std::string_view to_string(TicketState state) {
    for (const auto& [value, name] : names) {
        if (value == state) return name;
    }
    return "unknown";
}

std::optional<TicketState> ticket_state_from(std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

}  // namespace mostik::storage
