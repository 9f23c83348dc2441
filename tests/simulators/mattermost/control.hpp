// The control API: POST /_control/NAME with a JSON object asks for misbehaviour, for the demo and for curl.
// GET /_control lists the names. Errors are 400 with {"error": "..."}; success is 200.
#pragma once

#include "tests/simulators/mattermost/rest.hpp"
#include "tests/simulators/mattermost/server.hpp"

namespace mostik::simulators::mattermost {

bool is_control(const Request& request);
Response control(const Request& request, Server& server);

}  // namespace mostik::simulators::mattermost
