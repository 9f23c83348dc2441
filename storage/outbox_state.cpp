#include "storage/outbox.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mostik::storage {

namespace {

using enum OutboxState;

/// Every step that a row can take. What is not here does not happen.
constexpr std::array transitions{
    std::pair{queued, sending},       // claimed
    std::pair{queued, cancelled},     // taken back in time
    std::pair{queued, expired},       // too late before it was claimed
    std::pair{queued, failed},        // nothing can be sent there
    std::pair{sending, delivered},    // the far side has it
    std::pair{sending, queued},       // did not work, may work later
    std::pair{sending, failed},       // will never work
    std::pair{sending, uncertain},    // nobody knows, or the lease ran out
    std::pair{sending, expired},      // did not work, and later is too late
    std::pair{uncertain, sending},    // another attempt, which asks first
    std::pair{uncertain, delivered},  // the answer came late
    std::pair{uncertain, failed},     // an earlier attempt's answer, late
    std::pair{uncertain, queued},     // the same, or a person asks for another try
    std::pair{uncertain, cancelled},  // a person gives it up
    std::pair{failed, queued},        // a person asks for another try
};

constexpr std::array names{
    std::pair{queued, std::string_view("queued")},       std::pair{sending, std::string_view("sending")},
    std::pair{delivered, std::string_view("delivered")}, std::pair{failed, std::string_view("failed")},
    std::pair{expired, std::string_view("expired")},     std::pair{cancelled, std::string_view("cancelled")},
    std::pair{uncertain, std::string_view("uncertain")},
};

}  // namespace

bool transition_allowed(OutboxState from, OutboxState to) {
    return std::find(transitions.begin(), transitions.end(), std::pair{from, to}) != transitions.end();
}

bool is_final(OutboxState state) {
    return state == delivered || state == failed || state == expired || state == cancelled;
}

std::string_view to_string(OutboxState state) {
    for (const auto& [value, name] : names) {
        if (value == state) return name;
    }
    return "unknown";
}

std::optional<OutboxState> outbox_state_from(std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

}  // namespace mostik::storage
