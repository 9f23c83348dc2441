#pragma once

#include "tests/unit/core/net/scripted_server.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace mostik::core::net::testing {

/// A proxy that speaks both HTTP (CONNECT, and absolute URLs) and SOCKS5. Whatever it is asked for, it leads
/// to one port of 127.0.0.1: so names that exist nowhere show that the proxy, and nobody else, resolves them.
class TestProxy {
  public:
    TestProxy(const boost::asio::any_io_executor& executor, std::uint16_t destination_port);

    std::string http_url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string socks_url() const { return "socks5h://127.0.0.1:" + std::to_string(server_.port()); }

    /// What it was asked for: "CONNECT host:port", "GET http://…", "SOCKS5 name host:port", "SOCKS5 address".
    const std::vector<std::string>& asked() const { return asked_; }

  private:
    boost::asio::awaitable<void> serve(ServerConnection& client);
    boost::asio::awaitable<void> serve_http(ServerConnection& client);
    boost::asio::awaitable<void> serve_socks(ServerConnection& client);
    boost::asio::awaitable<void> forward(ServerConnection& client, ReceivedRequest request);
    boost::asio::awaitable<void> tunnel(ServerConnection& client, std::string agreed);

    boost::asio::ip::tcp::endpoint destination_;
    std::vector<std::string> asked_;
    ScriptedServer server_;
};

}  // namespace mostik::core::net::testing
