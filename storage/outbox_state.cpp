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
    std::pair{sending, delivered},    // the far side has it
    std::pair{sending, queued},       // did not work, may work later
    std::pair{sending, failed},       // will never work
    std::pair{sending, uncertain},    // nobody knows, or the lease ran out
    std::pair{sending, expired},      // did not work, and later is too late
    std::pair{uncertain, sending},    // another attempt, which asks first
    std::pair{uncertain, delivered},  // the answer came late
    std::pair{uncertain, failed},    std::pair{uncertain, queued},
    std::pair{failed, queued},  // a person asks for another try
};

}  // namespace

bool transition_allowed(OutboxState from, OutboxState to) {
    return std::find(transitions.begin(), transitions.end(), std::pair{from, to}) != transitions.end();
}

std::string_view to_string(OutboxState state) {
    switch (state) {
        case queued:
            return "queued";
        case sending:
            return "sending";
        case delivered:
            return "delivered";
        case failed:
            return "failed";
        case expired:
            return "expired";
        case cancelled:
            return "cancelled";
        case uncertain:
            return "uncertain";
    }
    return "unknown";
}

std::string_view to_string(Operation operation) {
    switch (operation) {
        case Operation::send:
            return "send";
        case Operation::edit:
            return "edit";
        case Operation::remove:
            return "remove";
        case Operation::react:
            return "react";
        case Operation::answer_callback:
            return "answer_callback";
    }
    return "unknown";
}

}  // namespace mostik::storage
