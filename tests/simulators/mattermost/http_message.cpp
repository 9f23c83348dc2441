#include "tests/simulators/mattermost/http_message.hpp"

#include "tests/simulators/mattermost/http_date.hpp"

#include <ctime>
#include <stdexcept>
#include <zlib.h>

#include <boost/beast/http/field.hpp>

namespace mostik::simulators::mattermost {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t compressed_from = 1400;

std::string gzip(const std::string& plain) {
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::runtime_error("zlib does not start");
    }
    std::string result(deflateBound(&stream, plain.size()), '\0');
    std::string input = plain;  // zlib's interface takes a pointer to mutable bytes
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

}  // namespace

Request read_request(const http_message::Request& message) {
    Request request;
    request.method = message.method_string();
    split_target(message.target(), request);
    for (const auto& field : message) {
        request.headers[to_lower_ascii(field.name_string())] = field.value();
    }
    return request;
}

http_message::Response make_message(const Request& request, Response response, bool keep_alive) {
    http_message::Response message;
    message.version(11);
    message.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) message.insert(name, value);
    message.set(http::field::date, http_date(static_cast<Milliseconds>(std::time(nullptr)) * 1000));
    message.set(http::field::vary, "Accept-Encoding");
    if (response.status != 304) message.set(http::field::content_type, response.content_type);
    const bool accepted = request.header("accept-encoding").find("gzip") != std::string::npos;
    if (accepted && response.body.size() > compressed_from && response.status == 200) {
        message.set(http::field::content_encoding, "gzip");
        response.body = gzip(response.body);
    }
    message.body() = std::move(response.body);
    message.keep_alive(keep_alive);
    message.prepare_payload();
    return message;
}

}  // namespace mostik::simulators::mattermost
