#pragma once

#include "core/net/http_exchange.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace mostik::core::net {

/// Answers a request; the request lives until it has. One that is cancelled (the server stops, or it takes
/// too long) has to end soon; the server answers in its place then. What it throws becomes a 500.
using HttpHandler = std::function<boost::asio::awaitable<Reply>(const IncomingRequest&)>;

/// Looks at a request before its body is read: what it returns is the answer, and the body is not read.
using HttpGate = std::function<std::optional<Reply>(const IncomingRequest&)>;

/// A row of the table of what the server answers.
struct HttpRoute {
    std::string method;  ///< upper case; GET answers HEAD, too
    std::string path;    ///< "/health_check", "/tickets/{id}": a part in braces stands for any one part
    HttpHandler handler;
    std::optional<std::size_t> body_limit = std::nullopt;  ///< in bytes; nothing: the server's
    std::chrono::milliseconds time_limit{30'000};          ///< then the handler is cancelled: 503
    HttpGate gate = {};                                    ///< nothing: everybody may go on
};

/// The table. The first row that fits counts.
class HttpRoutes {
  public:
    /// False, and nothing is added, when a row of the same method and path is there.
    bool add(HttpRoute route);

    struct Found {
        const HttpRoute* route = nullptr;
        std::string
            allowed;  ///< without a route: the methods that the path has, for Allow; empty: no such path
    };
    /// The row for the request, whose parts of the path it fills in. Rows stay where they are until the next
    /// add().
    Found find(IncomingRequest& request) const;

  private:
    std::vector<HttpRoute> rows_;
};

}  // namespace mostik::core::net
