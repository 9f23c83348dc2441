#pragma once

#include "core/net/websocket_client.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket.hpp>

namespace mostik::core::net::testing {

using ServerSocket = boost::beast::websocket::stream<boost::asio::ip::tcp::socket&>;
using WebsocketScript = std::function<boost::asio::awaitable<void>(ServerSocket&)>;

/// A script that takes the upgrade and then does what `script` says.
ScriptedServer::Script upgraded(WebsocketScript script);

/// Says every message back until the client goes.
boost::asio::awaitable<void> echo(ServerSocket& socket);

/// Reads, and so answers pings, until the client goes.
boost::asio::awaitable<void> listen(ServerSocket& socket);

struct WebsocketStage {
    Loop loop;
    HttpClient http{loop.executor(), {}};

    Result<std::unique_ptr<Websocket>> connect(const WebsocketOptions& options) {
        return loop.run([&] { return connect_websocket(http, options); });
    }
    Result<std::unique_ptr<Websocket>> connect(const ScriptedServer& server) {
        return connect({.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/"});
    }
};

/// Sends a message and reads the answer.
std::string ask(Loop& loop, Websocket& socket, const std::string& text);

}  // namespace mostik::core::net::testing
