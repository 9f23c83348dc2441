#include "core/net/signal.hpp"
#include "tests/unit/core/net/websocket_stage.hpp"

#include <catch2/catch.hpp>

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

namespace mostik::core::net::testing {

TEST_CASE_METHOD(WebsocketStage, "pings of the server are answered while the client reads") {
    std::string payload;
    Signal answered(loop.executor());
    ScriptedServer server(
        loop.executor(), upgraded([&](ServerSocket& socket) -> asio::awaitable<void> {
            socket.control_callback([&](websocket::frame_type kind, boost::beast::string_view text) {
                if (kind != websocket::frame_type::pong) return;
                payload = std::string(text);
                answered.notify();
            });
            co_await socket.async_ping("are you there", asio::use_awaitable);
            co_await listen(socket);
        }));
    auto socket = connect(server);
    REQUIRE(socket);
    const auto read = [](Websocket& what) -> asio::awaitable<void> { co_await what.read(); };
    loop.spawn(read(**socket));
    loop.run([&] { return answered.wait(); });
    CHECK(payload == "are you there");
}

TEST_CASE_METHOD(WebsocketStage, "a silent connection that answers our pings is kept") {
    constexpr int pings = 5;
    int seen = 0;
    ScriptedServer server(
        loop.executor(), upgraded([&](ServerSocket& socket) -> asio::awaitable<void> {
            Signal enough(loop.executor());
            socket.control_callback([&](websocket::frame_type kind, boost::beast::string_view) {
                if (kind == websocket::frame_type::ping && ++seen == pings) enough.notify();
            });
            // Reading is what answers the pings.
            const auto keep_reading = [](ServerSocket& what) -> asio::awaitable<void> {
                co_await listen(what);
            };
            asio::co_spawn(loop.executor(), keep_reading(socket), [](const std::exception_ptr&) {});
            co_await enough.wait();
            const std::string text = "still here";
            co_await socket.async_write(asio::buffer(text), asio::use_awaitable);
            Signal forever(loop.executor());
            co_await forever.wait();
        }));
    // Long against the delays of a busy machine: only silence may end the connection.
    auto socket =
        connect({.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/", .idle_timeout = 400ms});
    REQUIRE(socket);
    const auto text = loop.run([&] { return (*socket)->read(); });
    REQUIRE(text);
    CHECK(*text == "still here");
    CHECK(seen >= pings);
}

TEST_CASE_METHOD(WebsocketStage, "a half-open connection is noticed within the idle timeout") {
    Signal forever(loop.executor());
    // Nothing is read, so nothing is answered; the TCP connection stands.
    ScriptedServer server(loop.executor(), upgraded([&](ServerSocket&) { return forever.wait(); }));
    auto socket =
        connect({.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/", .idle_timeout = 100ms});
    REQUIRE(socket);
    const auto begin = std::chrono::steady_clock::now();
    const auto text = loop.run([&] { return (*socket)->read(); });
    const auto took = std::chrono::steady_clock::now() - begin;
    REQUIRE_FALSE(text);
    CHECK(text.error().code == Errc::unavailable);
    CHECK_THAT(text.error().message, Catch::Matchers::Contains("nothing arrived in time"));
    CHECK(took >= 50ms);
    CHECK(took < 5s);
}

TEST_CASE_METHOD(WebsocketStage, "a handshake that is not answered ends in time") {
    ScriptedServer server(loop.executor(),
                          [](ServerConnection& connection) { return connection.wait_for_end(); });
    const std::string scheme = GENERATE("ws", "wss");
    const auto socket = connect(
        {.url = scheme + "://127.0.0.1:" + std::to_string(server.port()) + "/", .handshake_timeout = 50ms});
    REQUIRE_FALSE(socket);
    CHECK(socket.error().code == Errc::unavailable);
}

TEST_CASE_METHOD(WebsocketStage, "a proxy that does not answer ends in time") {
    ScriptedServer silent(loop.executor(),
                          [](ServerConnection& connection) { return connection.wait_for_end(); });
    const std::string scheme = GENERATE("http", "socks5h");
    HttpClient proxied(loop.executor(), {.proxy = scheme + "://127.0.0.1:" + std::to_string(silent.port()),
                                         .connect_timeout = 50ms});
    const auto socket = loop.run([&] { return connect_websocket(proxied, {.url = "ws://chat.example/"}); });
    REQUIRE_FALSE(socket);
    CHECK(socket.error().code == Errc::unavailable);
}

}  // namespace mostik::core::net::testing
