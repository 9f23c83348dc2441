#pragma once

#include "core/net/body_room.hpp"
#include "core/net/http_server.hpp"

#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace mostik::core::net {

/// One connection of the server, from its first byte to its end. Routes, options and room must outlive it.
class HttpSession {
  public:
    HttpSession(boost::asio::ip::tcp::socket socket, const HttpRoutes& routes,
                const HttpServerOptions& options, BodyRoom& bodies);
    ~HttpSession();
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;

    /// Answers requests until the client or finish() ends it. Not to be cancelled: see abort().
    boost::asio::awaitable<void> run();

    /// Answers 503 without having read anything.
    boost::asio::awaitable<void> turn_away();

    /// No further request: run() ends at once, or when the request under way is answered.
    void finish();

    /// As finish(), and a handler under way is cancelled: its client gets a 503.
    void abort();

  private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace mostik::core::net
