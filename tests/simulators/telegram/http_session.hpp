// One HTTP connection: requests in, answers of the methods out, faults in between.
#pragma once

#include "tests/simulators/telegram/server.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace mostik::simulators::telegram {

// Serves the socket on the server's io_context until it ends.
void start_http_session(Server& server, boost::asio::ip::tcp::socket socket);

}  // namespace mostik::simulators::telegram
