// The control API: POST /_control/NAME with a JSON object does what people or administrators do, or asks
// for misbehaviour; for the demo and for curl. GET /_control lists the names. Errors are 400 with
// {"error": "..."}; success is 200.
#pragma once

#include "tests/simulators/net/request.hpp"
#include "tests/simulators/telegram/server.hpp"

namespace mostik::simulators::telegram {

bool is_control(const net::Request& request);
net::Response control(const net::Request& request, Server& server);

}  // namespace mostik::simulators::telegram
