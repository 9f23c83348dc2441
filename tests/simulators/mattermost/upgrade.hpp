// Whether an upgrade to a websocket is taken (ws_authentication.json).
#pragma once

#include "tests/simulators/mattermost/rest.hpp"

#include <optional>

namespace mostik::simulators::mattermost {

bool is_websocket_path(const Request& request);

struct UpgradeDecision {
    std::optional<Response> refusal;
    std::optional<Session> session;  // of the header or cookie; a wrong token is no reason to refuse
};
UpgradeDecision decide_upgrade(const Request& request, World& world);

}  // namespace mostik::simulators::mattermost
