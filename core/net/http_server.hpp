#pragma once

#include "core/net/http_routes.hpp"
#include "core/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::core::net {

/// An answer that was written.
struct HttpAnswered {
    std::string_view method;  ///< as it was sent; empty when the request could not be read
    std::string_view route;   ///< the path as its row in the table has it; empty: none fits
    int status = 0;
    std::chrono::steady_clock::duration took{};  ///< since the request's headers were there
};

struct HttpServerOptions {
    std::string host = "127.0.0.1";  ///< an address of this machine, or a name of one
    std::uint16_t port = 0;          ///< 0: any free one

    std::size_t max_connections = 256;       ///< at once; those beyond get a 503
    std::size_t header_limit = 16U << 10U;   ///< bytes
    std::size_t body_limit = 1U << 20U;      ///< bytes, where the route says nothing else
    std::size_t bodies_limit = 128U << 20U;  ///< bytes, of all requests at once; what is beyond gets a 503

    std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte to its last header
    std::chrono::milliseconds body_timeout{30'000};    ///< for the whole body
    std::chrono::milliseconds idle_timeout{60'000};    ///< between two requests of a connection
    std::chrono::milliseconds write_timeout{30'000};   ///< for the whole answer
    std::chrono::milliseconds stop_within{5'000};      ///< what handlers under way get at the end

    /// Told what went wrong on this side: a handler that threw, connections that cannot be accepted.
    std::function<void(const std::string&)> report;
    /// Told how many connections are open, whenever one has begun or ended.
    std::function<void(std::size_t)> connections_changed;
    /// Told of every answer, the server's own among them, once it is written or cannot be.
    std::function<void(const HttpAnswered&)> answered;
};

/// Mostik's own HTTP/1.1 server (RFC 9110, RFC 9112): plain HTTP, with keep-alive; requests that a client
/// sends ahead are answered one after the other. Handlers run as coroutines on the executor's thread, those
/// of different connections beside each other.
///
/// What a client does wrong it is told as a problem document: 400, 404, 405 with Allow, 408, 413, 431, 501,
/// 505; 503 with Retry-After when there are too many connections or bodies, a handler takes too long, or the
/// server stops; 500 when a handler throws. One thread: the executor's.
class HttpServer {
  public:
    HttpServer(const boost::asio::any_io_executor& executor, HttpServerOptions options);
    /// run() must have returned, or never been called.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Adds a row to the table; false when one of the same method and path is there. Before run().
    bool route(HttpRoute row);

    /// Begins to listen: from here on connections wait until run(). Errors, which name host and port:
    /// Errc::unavailable when the port is in use, Errc::forbidden when it may not be used, Errc::not_found
    /// when the host is no address of this machine.
    boost::asio::awaitable<Result<void>> listen();

    /// The port that is listened on; 0 before listen().
    std::uint16_t port() const;
    /// "http://127.0.0.1:8765".
    std::string address() const;
    /// Open connections.
    std::size_t connections() const;

    /// Serves until stop(), or until cancelled. Then nothing is accepted any more, connections without a
    /// request are closed, and handlers under way may end for `stop_within`; after that they are cancelled.
    /// Returns (when cancelled: by exception) once all of that is over.
    boost::asio::awaitable<void> run();

    /// Asks run() to end; repeats are harmless.
    void stop();

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace mostik::core::net
