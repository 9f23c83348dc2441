// One HTTP connection: requests in, the answers of rest.hpp out, faults in between, and upgrades.
#pragma once

#include "tests/simulators/mattermost/server.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace mostik::simulators::mattermost {

// Serves the socket on the server's io_context until it ends.
void start_http_session(Server& server, boost::asio::ip::tcp::socket socket);

}  // namespace mostik::simulators::mattermost
