#include "tests/simulators/telegram/routing.hpp"

#include <zlib.h>

#include <boost/url/pct_string_view.hpp>

namespace mostik::simulators::telegram {

namespace {

constexpr std::size_t max_token = 80;

std::string decoded(std::string_view text) {
    const auto encoded = boost::urls::make_pct_string_view(text);
    return encoded ? encoded->decode() : std::string(text);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// gzip and zlib streams.
std::optional<std::string> inflated(const std::string& body) {
    constexpr int any_header = 15 + 32;
    z_stream stream{};
    if (inflateInit2(&stream, any_header) != Z_OK) return std::nullopt;
    std::string input = body;  // zlib's interface takes a pointer to mutable bytes
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    std::string result;
    int status = Z_OK;
    while (status == Z_OK) {
        char piece[65536];
        stream.next_out = reinterpret_cast<Bytef*>(piece);
        stream.avail_out = sizeof piece;
        status = inflate(&stream, Z_NO_FLUSH);
        result.append(piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END) return std::nullopt;
    return result;
}

}  // namespace

Route route_of(const std::string& path) {
    std::string_view rest = path;
    Route route;
    const bool is_file = take_prefix(rest, "/file");
    if (!take_prefix(rest, "/bot")) return route;
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return route;
    route.token = decoded(rest.substr(0, slash));
    rest.remove_prefix(slash + 1);
    take_prefix(rest, "test/");
    route.kind = is_file ? Route::Kind::file : Route::Kind::method;
    route.rest = decoded(rest);
    return route;
}

std::optional<Refusal> token_refusal(const std::string& token, const std::string& served, bool is_revoked) {
    const bool is_malformed =
        token.find(':') == std::string::npos || token.size() > max_token || token.front() == '0';
    if (is_malformed) return Refusal(401, "Unauthorized: invalid token specified");
    if (token != served || is_revoked) return Refusal(401, "Unauthorized");
    return std::nullopt;
}

bool decompress(net::Request& request) {
    const auto encoding = net::to_lower_ascii(request.header("content-encoding"));
    if (encoding.empty() || encoding == "identity") return true;
    if (encoding != "gzip" && encoding != "deflate") return false;
    auto body = inflated(request.body);
    if (!body) return false;
    request.body = std::move(*body);
    return true;
}

}  // namespace mostik::simulators::telegram
