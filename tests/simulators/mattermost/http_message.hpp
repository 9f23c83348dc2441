// Answers as this server dresses them.
#pragma once

#include "tests/simulators/mattermost/rest.hpp"
#include "tests/simulators/net/http_message.hpp"

namespace mostik::simulators::mattermost {

// With Date, Vary and Content-Length; compressed if the client accepts it and the body is over 1400 bytes.
net::http_message::Response make_message(const Request& request, Response response, bool keep_alive);

}  // namespace mostik::simulators::mattermost
