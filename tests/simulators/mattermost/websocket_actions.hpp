// What a client asks over the websocket, and the replies (ws_requests.json, ws_authentication.json).
#pragma once

#include "tests/simulators/mattermost/hub.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <optional>
#include <string>

namespace mostik::simulators::mattermost {

struct ActionRequest {
    std::int64_t seq = 0;
    std::string action;
    nlohmann::json data = nlohmann::json::object();
};

// Reads the first JSON value of a text frame, or the msgpack value of a binary one. Nothing: the server
// closes the connection.
std::optional<ActionRequest> parse_action(std::string_view payload, bool binary);

// The reply frame to an authenticated client; nothing if there is none.
std::optional<std::string> reply_to(const ActionRequest& request, World& world, const Connection& connection);
std::string ok_reply(std::int64_t seq_reply, const Json& data = nullptr);

}  // namespace mostik::simulators::mattermost
