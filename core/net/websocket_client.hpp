#pragma once

#include "core/net/http_client.hpp"
#include "core/result.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace mostik::core::net {

struct WebsocketOptions {
    std::string url;  ///< ws:// or wss://
    std::vector<std::pair<std::string, std::string>> headers;
    std::size_t max_message_bytes = 16UL << 20U;
    std::chrono::milliseconds handshake_timeout{15'000};
    /// A connection on which nothing arrives for so long is given up; our own ping goes out after half of it.
    std::chrono::milliseconds idle_timeout{40'000};
    /// Told of pings and pongs that arrive, during a read().
    std::function<void()> sign_of_life{};
};

/// A connected websocket (RFC 6455) on Beast. One thread. One read() and one write() at a time. Pings of the
/// other side are answered only while a read() is under way: always be reading.
class Websocket {
  public:
    virtual ~Websocket() = default;

    /// The next text or binary message. Errors: Errc::unavailable when the connection is gone, with the
    /// reason.
    virtual boost::asio::awaitable<Result<std::string>> read() = 0;

    /// Sends a text message.
    virtual boost::asio::awaitable<Result<void>> write(std::string text) = 0;

    /// Closes the TCP connection at once; a read() under way ends with an error.
    virtual void abort() = 0;

    /// Says goodbye with a close frame, and closes after at most `limit`. No other operation may be under
    /// way.
    virtual boost::asio::awaitable<void> close(std::chrono::milliseconds limit) = 0;
};

/// Connects, with TLS and the proxy as `http` is configured. Errors: Errc::unavailable for a network fault, a
/// refused certificate or an HTTP answer other than 101 (the message names its status), Errc::rate_limited
/// for 429, Errc::unauthorized for 401, Errc::invalid for a URL that is none.
boost::asio::awaitable<Result<std::unique_ptr<Websocket>>> connect_websocket(HttpClient& http,
                                                                             WebsocketOptions options);

}  // namespace mostik::core::net
