#include "tests/simulators/net/http_message.hpp"

#include "tests/simulators/net/http_date.hpp"

#include <ctime>

#include <boost/beast/http/field.hpp>

namespace mostik::simulators::net {

namespace http = boost::beast::http;

Request read_request(const http_message::Request& message) {
    Request request;
    request.method = message.method_string();
    split_target(message.target(), request);
    for (const auto& field : message) {
        request.headers[to_lower_ascii(field.name_string())] = field.value();
    }
    return request;
}

http_message::Response make_message(Response response, bool keep_alive) {
    http_message::Response message;
    message.version(11);
    message.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) message.insert(name, value);
    message.set(http::field::date, http_date(static_cast<Milliseconds>(std::time(nullptr)) * 1000));
    if (response.status != 304) message.set(http::field::content_type, response.content_type);
    message.body() = std::move(response.body);
    message.keep_alive(keep_alive);
    message.prepare_payload();
    return message;
}

}  // namespace mostik::simulators::net
