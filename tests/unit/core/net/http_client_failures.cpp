#include "core/net/http_client.hpp"
#include "core/net/signal.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

#include <zlib.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::core::net::testing {

namespace {

struct FailureStage {
    Loop loop;
    HttpClient client{loop.executor(), {}};

    Result<HttpResponse> perform(const HttpRequest& request) {
        return loop.run([&] { return client.perform(request); });
    }
    Errc error_of(const HttpRequest& request) {
        const auto response = perform(request);
        REQUIRE_FALSE(response);
        CHECK_FALSE(response.error().message.empty());
        return response.error().code;
    }
};

ScriptedServer::Script read_then(const std::string& bytes) {
    return [bytes](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        co_await connection.write(bytes);
    };
}

}  // namespace

TEST_CASE_METHOD(FailureStage, "what is no HTTP URL is invalid") {
    const std::string url = GENERATE("", "http://", "ftp://127.0.0.1/x", "file:///etc/hostname", "not a url");
    CHECK(error_of({.url = url}) == Errc::invalid);
}

TEST_CASE_METHOD(FailureStage, "a refused connection is unavailable: nothing was sent") {
    const auto port = closed_port(loop.executor());
    CHECK(
        error_of({.method = "POST", .url = "http://127.0.0.1:" + std::to_string(port) + "/", .body = "x"}) ==
        Errc::unavailable);
}

TEST_CASE_METHOD(FailureStage, "a name that does not resolve is unavailable") {
    CHECK(error_of({.method = "POST", .url = "http://nowhere.invalid/", .body = "x"}) == Errc::unavailable);
}

TEST_CASE_METHOD(FailureStage,
                 "a connection that ends in the TLS handshake is unavailable: nothing was sent") {
    ScriptedServer server(loop.executor(), [](ServerConnection&) -> asio::awaitable<void> { co_return; });
    const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    CHECK(error_of({.method = "POST", .url = url, .body = "x"}) == Errc::unavailable);
}

TEST_CASE_METHOD(FailureStage, "a connection closed without an answer leaves the outcome unknown") {
    SECTION("after the request was read") {
        ScriptedServer server(loop.executor(), read_then(""));
        CHECK(error_of({.method = "POST", .url = server.url(), .body = "x"}) == Errc::unknown);
        CHECK(server.requests().size() == 1);
    }
    SECTION("by a reset, after the request was read") {
        ScriptedServer server(loop.executor(), [](ServerConnection& connection) -> asio::awaitable<void> {
            co_await connection.read_request();
            connection.reset();
        });
        CHECK(error_of({.method = "POST", .url = server.url(), .body = "x"}) == Errc::unknown);
        CHECK(server.requests().size() == 1);
    }
    SECTION("at once: this side cannot tell what was read") {
        ScriptedServer server(loop.executor(), [](ServerConnection&) -> asio::awaitable<void> { co_return; });
        CHECK(error_of({.method = "POST", .url = server.url(), .body = "x"}) == Errc::unknown);
        CHECK(server.requests().empty());
    }
}

TEST_CASE_METHOD(FailureStage, "half an answer is none") {
    const std::string half = GENERATE("HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le",
                                      "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":",
                                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    ScriptedServer server(loop.executor(), read_then(half));
    CHECK(error_of({.method = "POST", .url = server.url(), .body = "x"}) == Errc::unknown);
    CHECK(server.requests().size() == 1);
}

TEST_CASE_METHOD(FailureStage, "what is no HTTP is no answer") {
    ScriptedServer server(loop.executor(), read_then("SSH-2.0-OpenSSH_9.2\r\n"));
    CHECK(error_of({.method = "POST", .url = server.url(), .body = "x"}) == Errc::unknown);
}

TEST_CASE_METHOD(FailureStage, "an answer that does not come in time is of unknown outcome") {
    const std::string beginning = GENERATE("", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        co_await connection.write(beginning);
        co_await connection.wait_for_end();
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK(error_of({.method = "POST", .url = server.url(), .body = "x", .timeout = 50ms}) == Errc::unknown);
    CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
    CHECK(server.requests().size() == 1);
}

TEST_CASE_METHOD(FailureStage, "a connection that is not made in time is unavailable") {
    // The TCP connection stands; the answer to the TLS hello never comes.
    ScriptedServer server(loop.executor(),
                          [](ServerConnection& connection) { return connection.wait_for_end(); });
    HttpClient hasty(loop.executor(), {.connect_timeout = 50ms});
    const HttpRequest request{
        .method = "POST", .url = "https://127.0.0.1:" + std::to_string(server.port()), .body = "x"};
    const auto response = loop.run([&] { return hasty.perform(request); });
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::unavailable);
}

TEST_CASE_METHOD(FailureStage, "an answer may be as large as allowed and no larger") {
    constexpr std::size_t limit = 10'000;
    const auto fetch = [&](const std::string& bytes) {
        ScriptedServer server(loop.executor(), always(bytes));
        return perform({.url = server.url(), .max_response_bytes = limit});
    };
    const auto fits = fetch(answer(200, std::string(limit, 'x')));
    REQUIRE(fits);
    CHECK(fits->body.size() == limit);

    const auto too_large = fetch(answer(200, std::string(limit + 1, 'x')));
    REQUIRE_FALSE(too_large);
    CHECK(too_large.error().code == Errc::unknown);
    CHECK(too_large.error().message.find("10000 bytes") != std::string::npos);
}

TEST_CASE_METHOD(FailureStage, "a small answer that unpacks to a large one is refused while it unpacks") {
    std::string text(8'000'000, '\0');
    std::string packed(compressBound(text.size()), '\0');
    auto size = static_cast<uLongf>(packed.size());
    REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), text.size()) == Z_OK);
    packed.resize(size);
    ScriptedServer server(loop.executor(), always(answer(200, packed, {"Content-Encoding: deflate"})));
    const auto response = perform({.url = server.url(), .max_response_bytes = 1'000'000});
    REQUIRE_FALSE(response);
    CHECK(response.error().message.find("1000000 bytes") != std::string::npos);
}

TEST_CASE_METHOD(FailureStage, "cancelling ends a transfer and closes its connection") {
    Signal arrived(loop.executor());
    Signal closed(loop.executor());
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        arrived.notify();
        co_await connection.wait_for_end();
        closed.notify();
    });
    asio::cancellation_signal cancel;
    std::optional<Result<HttpResponse>> result;
    Signal ended(loop.executor());
    const auto ask = [&]() -> asio::awaitable<void> {
        HttpRequest request{.method = "POST", .url = server.url(), .body = "x"};
        result = co_await client.perform(std::move(request));
    };
    asio::co_spawn(
        loop.executor(), ask(),
        asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&) { ended.notify(); }));
    loop.run([&]() -> asio::awaitable<void> {
        co_await arrived.wait();
        cancel.emit(asio::cancellation_type::terminal);
        co_await ended.wait();
        co_await closed.wait();
    });
    REQUIRE(result);
    REQUIRE_FALSE(*result);
    CHECK(result->error().code == Errc::cancelled);

    // The client is as good as new.
    ScriptedServer other(loop.executor(), always(answer(200)));
    CHECK(perform({.url = other.url()}));
}

TEST_CASE_METHOD(FailureStage, "a client may be destroyed while a transfer is under way") {
    auto leaving = std::make_unique<HttpClient>(loop.executor(), ConnectionOptions{});
    Signal arrived(loop.executor());
    Signal closed(loop.executor());
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        arrived.notify();
        co_await connection.wait_for_end();
        closed.notify();
    });
    const std::string url = server.url();
    loop.spawn([](HttpClient& http, std::string where) -> asio::awaitable<void> {
        HttpRequest request{.url = std::move(where)};
        co_await http.perform(std::move(request));
    }(*leaving, url));
    loop.run([&]() -> asio::awaitable<void> {
        co_await arrived.wait();
        leaving.reset();
        co_await closed.wait();
    });
}

}  // namespace mostik::core::net::testing
