#include "core/net/signal.hpp"
#include "tests/unit/core/net/websocket_stage.hpp"

#include <catch2/catch.hpp>

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace mostik::core::net::testing {

namespace {

/// Sends one message of so many bytes.
WebsocketScript say(std::size_t size) {
    return [size](ServerSocket& socket) -> asio::awaitable<void> {
        const std::string text(size, 'x');
        boost::system::error_code error;
        co_await socket.async_write(asio::buffer(text), asio::redirect_error(asio::use_awaitable, error));
        co_await listen(socket);
    };
}

}  // namespace

TEST_CASE_METHOD(WebsocketStage, "a websocket carries texts both ways, headers and query arrive") {
    std::string target;
    std::string authorization;
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        boost::beast::http::request<boost::beast::http::string_body> request;
        boost::beast::flat_buffer buffer;
        co_await boost::beast::http::async_read(connection.socket(), buffer, request, asio::use_awaitable);
        target = std::string(request.target());
        authorization = std::string(request["Authorization"]);
        ServerSocket socket(connection.socket());
        co_await socket.async_accept(request, asio::use_awaitable);
        co_await echo(socket);
    });
    auto socket = connect(
        {.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/api/v4/websocket?sequence_number=7",
         .headers = {{"Authorization", "Bearer t"}}});
    REQUIRE(socket);
    CHECK(target == "/api/v4/websocket?sequence_number=7");
    CHECK(authorization == "Bearer t");
    CHECK(ask(loop, **socket, "привет") == "привет");
    CHECK(ask(loop, **socket, "").empty());
    const std::string large(500'000, 'y');
    CHECK(ask(loop, **socket, large) == large);
}

TEST_CASE_METHOD(WebsocketStage, "messages that come in a hurry are read one by one") {
    ScriptedServer server(loop.executor(), upgraded([](ServerSocket& socket) -> asio::awaitable<void> {
                              for (int number = 0; number < 1000; ++number) {
                                  const std::string text = std::to_string(number);
                                  co_await socket.async_write(asio::buffer(text), asio::use_awaitable);
                              }
                              co_await listen(socket);
                          }));
    auto socket = connect(server);
    REQUIRE(socket);
    for (int number = 0; number < 1000; ++number) {
        const auto text = loop.run([&] { return (*socket)->read(); });
        REQUIRE(text);
        REQUIRE(*text == std::to_string(number));
    }
}

TEST_CASE_METHOD(WebsocketStage, "what is no websocket URL is invalid") {
    const std::string url = GENERATE("", "http://127.0.0.1/", "wss://", "127.0.0.1", "ws://bad host/");
    const auto socket = connect({.url = url});
    REQUIRE_FALSE(socket);
    CHECK(socket.error().code == Errc::invalid);
}

TEST_CASE_METHOD(WebsocketStage, "a server that answers an upgrade otherwise says why") {
    const auto [status, code] = GENERATE(table<int, Errc>({{429, Errc::rate_limited},
                                                           {401, Errc::unauthorized},
                                                           {400, Errc::unavailable},
                                                           {403, Errc::unavailable},
                                                           {500, Errc::unavailable},
                                                           {200, Errc::unavailable}}));
    ScriptedServer server(loop.executor(), always(answer(status, "limit exceeded\n")));
    const auto socket = connect(server);
    REQUIRE_FALSE(socket);
    CHECK(socket.error().code == code);
    CHECK_THAT(socket.error().message, Contains(std::to_string(status)));
}

TEST_CASE_METHOD(WebsocketStage, "a server that is not there, or speaks no HTTP, is unavailable") {
    SECTION("refused") {
        const auto socket =
            connect({.url = "ws://127.0.0.1:" + std::to_string(closed_port(loop.executor())) + "/"});
        REQUIRE_FALSE(socket);
        CHECK(socket.error().code == Errc::unavailable);
    }
    SECTION("closed in the handshake") {
        ScriptedServer server(loop.executor(), [](ServerConnection&) -> asio::awaitable<void> { co_return; });
        const auto socket = connect(server);
        REQUIRE_FALSE(socket);
        CHECK(socket.error().code == Errc::unavailable);
    }
    SECTION("something else") {
        ScriptedServer server(loop.executor(), [](ServerConnection& connection) -> asio::awaitable<void> {
            co_await connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            co_await connection.wait_for_end();
        });
        const auto socket = connect(server);
        REQUIRE_FALSE(socket);
        CHECK(socket.error().code == Errc::unavailable);
    }
}

TEST_CASE_METHOD(WebsocketStage, "a message may be as large as allowed and no larger") {
    constexpr std::size_t limit = 16UL << 20U;
    const auto read_of_size = [this](std::size_t size) {
        ScriptedServer server(loop.executor(), upgraded(say(size)));
        auto socket = connect(server);
        REQUIRE(socket);
        return loop.run([&] { return (*socket)->read(); });
    };
    const auto fits = read_of_size(limit);
    REQUIRE(fits);
    CHECK(fits->size() == limit);

    const auto too_large = read_of_size(limit + 1);
    REQUIRE_FALSE(too_large);
    CHECK(too_large.error().code == Errc::unavailable);
}

TEST_CASE_METHOD(WebsocketStage, "a read tells how the connection ended") {
    SECTION("with a close frame") {
        ScriptedServer server(loop.executor(), upgraded([](ServerSocket& socket) -> asio::awaitable<void> {
                                  co_await socket.async_close(websocket::close_code::going_away,
                                                              asio::use_awaitable);
                              }));
        auto socket = connect(server);
        REQUIRE(socket);
        const auto text = loop.run([&] { return (*socket)->read(); });
        REQUIRE_FALSE(text);
        CHECK(text.error().code == Errc::unavailable);
        CHECK_THAT(text.error().message, Contains("1001"));
    }
    SECTION("without one") {
        ScriptedServer server(loop.executor(),
                              upgraded([](ServerSocket&) -> asio::awaitable<void> { co_return; }));
        auto socket = connect(server);
        REQUIRE(socket);
        const auto text = loop.run([&] { return (*socket)->read(); });
        REQUIRE_FALSE(text);
        CHECK(text.error().code == Errc::unavailable);
    }
    SECTION("in the middle of a frame") {
        ScriptedServer server(loop.executor(), upgraded([](ServerSocket& socket) -> asio::awaitable<void> {
                                  const std::string beginning = "\x81\x7Ehalf";  // a text of 26721 bytes
                                  co_await asio::async_write(socket.next_layer(), asio::buffer(beginning),
                                                             asio::use_awaitable);
                              }));
        auto socket = connect(server);
        REQUIRE(socket);
        const auto text = loop.run([&] { return (*socket)->read(); });
        REQUIRE_FALSE(text);
        CHECK(text.error().code == Errc::unavailable);
    }
    SECTION("with bytes that are no frame") {
        ScriptedServer server(loop.executor(), upgraded([](ServerSocket& socket) -> asio::awaitable<void> {
                                  const std::string bytes = "HTTP/1.1 502 Bad Gateway\r\n\r\n";
                                  co_await asio::async_write(socket.next_layer(), asio::buffer(bytes),
                                                             asio::use_awaitable);
                                  co_await listen(socket);
                              }));
        auto socket = connect(server);
        REQUIRE(socket);
        const auto text = loop.run([&] { return (*socket)->read(); });
        REQUIRE_FALSE(text);
        CHECK(text.error().code == Errc::unavailable);
    }
}

TEST_CASE_METHOD(WebsocketStage, "abort ends a read that is under way") {
    ScriptedServer server(loop.executor(), upgraded(&listen));
    auto socket = connect(server);
    REQUIRE(socket);
    const auto abort_soon = [](Websocket& what) -> asio::awaitable<void> {
        what.abort();
        co_return;
    };
    loop.spawn(abort_soon(**socket));
    const auto text = loop.run([&] { return (*socket)->read(); });
    REQUIRE_FALSE(text);
    CHECK(text.error().code == Errc::unavailable);
    (*socket)->abort();  // once more is harmless
}

TEST_CASE_METHOD(WebsocketStage, "close says goodbye") {
    Signal said(loop.executor());
    websocket::close_reason reason;
    ScriptedServer server(loop.executor(), upgraded([&](ServerSocket& socket) -> asio::awaitable<void> {
                              co_await listen(socket);
                              reason = socket.reason();
                              said.notify();
                          }));
    auto socket = connect(server);
    REQUIRE(socket);
    loop.run([&] { return (*socket)->close(10s); });
    loop.run([&] { return said.wait(); });
    CHECK(reason.code == websocket::close_code::normal);
}

TEST_CASE_METHOD(WebsocketStage, "close waits for a silent server no longer than it is told") {
    Signal forever(loop.executor());
    ScriptedServer server(loop.executor(), upgraded([&](ServerSocket&) { return forever.wait(); }));
    auto socket = connect(server);
    REQUIRE(socket);
    const auto begin = std::chrono::steady_clock::now();
    loop.run([&] { return (*socket)->close(30ms); });
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

}  // namespace mostik::core::net::testing
