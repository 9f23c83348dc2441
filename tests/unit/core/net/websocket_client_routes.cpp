#include "tests/unit/core/net/scoped_variable.hpp"
#include "tests/unit/core/net/test_proxy.hpp"
#include "tests/unit/core/net/tls_front.hpp"
#include "tests/unit/core/net/websocket_stage.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;

namespace mostik::core::net::testing {

namespace {

struct WebsocketRouteStage {
    Loop loop;
    ScriptedServer server{loop.executor(), upgraded(&echo)};
    Authority authority;

    /// Connects, and says something that comes back.
    Result<std::string> talk(const ConnectionOptions& options, const std::string& url) {
        HttpClient http(loop.executor(), options);
        auto socket = loop.run([&] { return connect_websocket(http, {.url = url}); });
        if (!socket) return tl::unexpected<Error>(socket.error());
        return ask(loop, **socket, "hello");
    }
    std::string plain_url() const { return "ws://127.0.0.1:" + std::to_string(server.port()) + "/"; }
};

}  // namespace

TEST_CASE_METHOD(WebsocketRouteStage, "a websocket over TLS needs a known authority and the right name") {
    const TlsFront front(loop.executor(), authority.issue("127.0.0.1"), server.port());
    const TlsFront misnamed(loop.executor(), authority.issue("chat.example"), server.port());
    const auto url_of = [](const TlsFront& what) {
        return "wss://127.0.0.1:" + std::to_string(what.port()) + "/";
    };

    const auto text = talk({.ca_file = authority.ca_file()}, url_of(front));
    REQUIRE(text);
    CHECK(*text == "hello");

    const auto unknown_authority = talk({}, url_of(front));
    REQUIRE_FALSE(unknown_authority);
    CHECK(unknown_authority.error().code == Errc::unavailable);
    CHECK_THAT(unknown_authority.error().message, Contains("certificate"));

    const auto wrong_name = talk({.ca_file = authority.ca_file()}, url_of(misnamed));
    REQUIRE_FALSE(wrong_name);
    CHECK(wrong_name.error().code == Errc::unavailable);
    CHECK(server.connections() == 1);
}

TEST_CASE_METHOD(WebsocketRouteStage, "a websocket goes through a proxy, which resolves the name") {
    TestProxy proxy(loop.executor(), server.port());
    SECTION("an HTTP proxy: by CONNECT, also without TLS") {
        const auto text = talk({.proxy = proxy.http_url()}, "ws://chat.example:8065/");
        REQUIRE(text);
        CHECK(*text == "hello");
        CHECK(proxy.asked() == std::vector<std::string>{"CONNECT chat.example:8065"});
    }
    SECTION("a SOCKS proxy") {
        const auto text = talk({.proxy = proxy.socks_url()}, "ws://chat.example/");
        REQUIRE(text);
        CHECK(*text == "hello");
        CHECK(proxy.asked() == std::vector<std::string>{"SOCKS5 name chat.example:80"});
    }
}

TEST_CASE_METHOD(WebsocketRouteStage,
                 "a websocket over TLS goes through a proxy, its certificate still checked") {
    const TlsFront front(loop.executor(), authority.issue("chat.example"), server.port());
    TestProxy proxy(loop.executor(), front.port());
    const bool socks = GENERATE(true, false);
    const std::string url = socks ? proxy.socks_url() : proxy.http_url();
    CHECK(talk({.ca_file = authority.ca_file(), .proxy = url}, "wss://chat.example/"));
    CHECK_THAT(proxy.asked().at(0), Contains("chat.example:443"));

    const auto wrong_name = talk({.ca_file = authority.ca_file(), .proxy = url}, "wss://other.example/");
    REQUIRE_FALSE(wrong_name);
    CHECK(wrong_name.error().code == Errc::unavailable);
}

TEST_CASE_METHOD(WebsocketRouteStage, "a proxy that refuses the tunnel makes the server unavailable") {
    ScriptedServer refusing(loop.executor(), always(answer(403, "not for you")));
    const auto text = talk({.proxy = refusing.url()}, "ws://chat.example/");
    REQUIRE_FALSE(text);
    CHECK(text.error().code == Errc::unavailable);
    CHECK_THAT(text.error().message, Contains("403"));
}

TEST_CASE_METHOD(WebsocketRouteStage, "a websocket finds its proxy in the environment") {
    const TlsFront front(loop.executor(), authority.issue("chat.example"), server.port());
    TestProxy plain(loop.executor(), server.port());
    TestProxy secure(loop.executor(), front.port());
    SECTION("http_proxy and https_proxy, as the URL is plain or secure") {
        const ScopedVariable http("http_proxy", plain.http_url());
        const ScopedVariable https("https_proxy", secure.http_url());
        CHECK(talk({}, "ws://chat.example/"));
        CHECK(talk({.ca_file = authority.ca_file()}, "wss://chat.example/"));
    }
    SECTION("all_proxy for those that have none of their own") {
        const ScopedVariable all("all_proxy", plain.socks_url());
        const ScopedVariable https("HTTPS_PROXY", secure.socks_url());
        CHECK(talk({}, "ws://chat.example/"));
        CHECK(talk({.ca_file = authority.ca_file()}, "wss://chat.example/"));
    }
    CHECK(plain.asked().size() == 1);
    CHECK(secure.asked().size() == 1);
}

TEST_CASE_METHOD(WebsocketRouteStage, "a websocket goes straight to what no_proxy names") {
    TestProxy proxy(loop.executor(), server.port());
    const ScopedVariable except("no_proxy", "127.0.0.1");
    SECTION("the configuration names the proxy") {
        CHECK(talk({.proxy = proxy.http_url()}, plain_url()));
    }
    SECTION("the environment names the proxy") {
        const ScopedVariable http("http_proxy", proxy.http_url());
        CHECK(talk({}, plain_url()));
    }
    CHECK(proxy.asked().empty());
    CHECK(server.connections() == 1);
}

}  // namespace mostik::core::net::testing
