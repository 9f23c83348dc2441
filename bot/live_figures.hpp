#pragma once

#include "messengers/messenger.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace mostik::bot {

/// How the service stands at this moment.
struct LiveFigures {
    std::vector<std::pair<std::string, messengers::ReceiverStatus>> receivers;  ///< by messenger
    std::vector<std::pair<std::string, bool>> senders;  ///< by messenger; false: its configuration is refused
    std::size_t pipeline_events = 0;
    std::size_t pipeline_bytes = 0;
    core::Milliseconds pipeline_busy{0};     ///< with the same group, which is not committed yet
    core::Milliseconds delivery_overdue{0};  ///< Delivery::overdue()
    std::size_t http_connections = 0;
};

}  // namespace mostik::bot
