#include "tests/unit/core/net/websocket_stage.hpp"

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace mostik::core::net::testing {

ScriptedServer::Script upgraded(WebsocketScript script) {
    return [script = std::move(script)](ServerConnection& connection) -> asio::awaitable<void> {
        ServerSocket socket(connection.socket());
        boost::system::error_code error;
        co_await socket.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (!error) co_await script(socket);
    };
}

asio::awaitable<void> echo(ServerSocket& socket) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    while (!error) {
        co_await socket.async_read(buffer, token);
        if (error) co_return;
        socket.text(socket.got_text());
        co_await socket.async_write(buffer.data(), token);
        buffer.consume(buffer.size());
    }
}

asio::awaitable<void> listen(ServerSocket& socket) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) {
        co_await socket.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
        buffer.consume(buffer.size());
    }
}

std::string ask(Loop& loop, Websocket& socket, const std::string& text) {
    const auto sent = loop.run([&] { return socket.write(text); });
    REQUIRE(sent);
    auto answer = loop.run([&] { return socket.read(); });
    REQUIRE(answer);
    return *answer;
}

}  // namespace mostik::core::net::testing
