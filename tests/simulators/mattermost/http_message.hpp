// Between Beast's messages and the plain requests and responses of rest.hpp.
#pragma once

#include "tests/simulators/mattermost/rest.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace mostik::simulators::mattermost {

namespace http_message {
using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;
}  // namespace http_message

// Without the body.
Request read_request(const http_message::Request& message);
// With Date, Vary and Content-Length; compressed if the client accepts it and the body is over 1400 bytes.
http_message::Response make_message(const Request& request, Response response, bool keep_alive);

}  // namespace mostik::simulators::mattermost
