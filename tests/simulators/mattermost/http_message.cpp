#include "tests/simulators/mattermost/http_message.hpp"

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

net::http_message::Response make_message(const Request& request, Response response, bool keep_alive) {
    const bool accepted = request.header("accept-encoding").find("gzip") != std::string::npos;
    if (accepted && response.body.size() > compressed_from && response.status == 200) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.body = gzip(response.body);
    }
    auto message = net::make_message(std::move(response), keep_alive);
    message.set(http::field::vary, "Accept-Encoding");
    return message;
}

}  // namespace mostik::simulators::mattermost
