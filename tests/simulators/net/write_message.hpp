// Writes an answer, well or badly.
#pragma once

#include "tests/simulators/net/faults.hpp"
#include "tests/simulators/net/http_message.hpp"

#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace mostik::simulators::net {

// Returns whether the connection goes on. Faults other than truncate and trickle change nothing here.
boost::asio::awaitable<bool> write_message(boost::beast::tcp_stream& stream, http_message::Response message,
                                           std::optional<Fault> fault);

}  // namespace mostik::simulators::net
