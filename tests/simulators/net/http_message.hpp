// Between Beast's messages and plain requests and responses.
#pragma once

#include "tests/simulators/net/request.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace mostik::simulators::net {

namespace http_message {
using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;
}  // namespace http_message

// Without the body.
Request read_request(const http_message::Request& message);
// With Date and Content-Length.
http_message::Response make_message(Response response, bool keep_alive);

}  // namespace mostik::simulators::net
