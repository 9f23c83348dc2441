#include "core/net/http_client.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scoped_variable.hpp"
#include "tests/unit/core/net/scripted_server.hpp"
#include "tests/unit/core/net/test_proxy.hpp"
#include "tests/unit/core/net/tls_front.hpp"

#include <catch2/catch.hpp>

namespace asio = boost::asio;
using Catch::Matchers::Contains;

namespace mostik::core::net::testing {

namespace {

struct RouteStage {
    Loop loop;
    ScriptedServer server{loop.executor(), always(answer(200, "hello", {"X-Server: yes"}))};
    Authority authority;

    Result<HttpResponse> get(const ConnectionOptions& options, const std::string& url) {
        HttpClient client(loop.executor(), options);
        const HttpRequest request{.method = "POST", .url = url, .body = "question"};
        return loop.run([&] { return client.perform(request); });
    }
};

std::string https(const TlsFront& front, const std::string& host = "127.0.0.1") {
    return "https://" + host + ":" + std::to_string(front.port()) + "/";
}

}  // namespace

TEST_CASE_METHOD(RouteStage, "TLS: a private authority is accepted by its file, and only by it") {
    const TlsFront front(loop.executor(), authority.issue("127.0.0.1"), server.port());
    const auto accepted = get({.ca_file = authority.ca_file()}, https(front));
    REQUIRE(accepted);
    CHECK(accepted->body == "hello");
    CHECK(server.requests().size() == 1);

    const Authority other;
    const bool by_the_system = GENERATE(true, false);
    const auto refused = get({.ca_file = by_the_system ? "" : other.ca_file()}, https(front));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unavailable);
    CHECK_THAT(refused.error().message, Contains("certificate"));
    CHECK(server.requests().size() == 1);
}

TEST_CASE_METHOD(RouteStage, "TLS: a certificate for another host is refused") {
    const std::string host = GENERATE("chat.example", "127.0.0.2");
    const TlsFront front(loop.executor(), authority.issue(host), server.port());
    const auto refused = get({.ca_file = authority.ca_file()}, https(front));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unavailable);
    CHECK(server.requests().empty());
}

TEST_CASE_METHOD(RouteStage, "TLS: a file of authorities that is missing is named") {
    const TlsFront front(loop.executor(), authority.issue("127.0.0.1"), server.port());
    const auto refused = get({.ca_file = "/nonexistent/authority.pem"}, https(front));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unavailable);
    CHECK_THAT(refused.error().message, Contains("/nonexistent/authority.pem"));
}

TEST_CASE_METHOD(RouteStage, "an HTTP proxy is asked for plain URLs by the whole URL") {
    TestProxy proxy(loop.executor(), server.port());
    const auto response = get({.proxy = proxy.http_url()}, "http://chat.example/api?x=1");
    REQUIRE(response);
    CHECK(response->body == "hello");
    CHECK(proxy.asked() == std::vector<std::string>{"POST http://chat.example/api?x=1"});
    CHECK(server.requests().at(0).target == "/api?x=1");
    CHECK(server.requests().at(0).body == "question");
}

TEST_CASE_METHOD(RouteStage,
                 "an HTTP proxy is asked for a tunnel to an https host, and stays out of the answer") {
    const TlsFront front(loop.executor(), authority.issue("chat.example"), server.port());
    TestProxy proxy(loop.executor(), front.port());
    const auto response =
        get({.ca_file = authority.ca_file(), .proxy = proxy.http_url()}, "https://chat.example/");
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(response->body == "hello");
    CHECK(response->header("x-server") == "yes");
    CHECK(response->header("x-of-the-proxy").empty());
    CHECK(proxy.asked() == std::vector<std::string>{"CONNECT chat.example:443"});
}

TEST_CASE_METHOD(RouteStage, "a proxy that refuses the tunnel makes the host unavailable") {
    ScriptedServer refusing(loop.executor(),
                            always(answer(407, "who are you?", {"Proxy-Authenticate: Basic"})));
    const auto response = get({.proxy = refusing.url()}, "https://chat.example/");
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::unavailable);
    CHECK_THAT(response.error().message, Contains("407"));
}

TEST_CASE_METHOD(RouteStage, "a proxy that cannot be reached makes every host unavailable") {
    const std::string scheme = GENERATE("http://", "socks5h://");
    const auto port = std::to_string(closed_port(loop.executor()));
    const auto response = get({.proxy = scheme + "127.0.0.1:" + port}, server.url());
    REQUIRE_FALSE(response);
    CHECK(response.error().code == Errc::unavailable);
    CHECK(server.requests().empty());
}

TEST_CASE_METHOD(RouteStage, "a socks5h proxy resolves the names") {
    TestProxy proxy(loop.executor(), server.port());
    const auto response = get({.proxy = proxy.socks_url()}, "http://chat.example/");
    REQUIRE(response);
    CHECK(response->body == "hello");
    CHECK(proxy.asked() == std::vector<std::string>{"SOCKS5 name chat.example:80"});
}

TEST_CASE_METHOD(RouteStage, "proxies come from the environment when none is configured") {
    const TlsFront front(loop.executor(), authority.issue("chat.example"), server.port());
    TestProxy plain(loop.executor(), server.port());
    TestProxy secure(loop.executor(), front.port());
    const ScopedVariable http("http_proxy", plain.http_url());
    const ScopedVariable https_variable("https_proxy", secure.http_url());
    CHECK(get({}, "http://chat.example/"));
    CHECK(get({.ca_file = authority.ca_file()}, "https://chat.example/"));
    CHECK(plain.asked() == std::vector<std::string>{"POST http://chat.example/"});
    CHECK(secure.asked() == std::vector<std::string>{"CONNECT chat.example:443"});

    TestProxy configured(loop.executor(), server.port());
    CHECK(get({.proxy = configured.http_url()}, "http://chat.example/"));
    CHECK(configured.asked().size() == 1);
    CHECK(plain.asked().size() == 1);
}

TEST_CASE_METHOD(RouteStage, "no_proxy is honoured, whoever named the proxy") {
    TestProxy proxy(loop.executor(), server.port());
    const ScopedVariable except("no_proxy", "127.0.0.1,intern.example");
    SECTION("the configuration") {
        CHECK(get({.proxy = proxy.http_url()}, server.url()));
    }
    SECTION("the environment") {
        const ScopedVariable http("http_proxy", proxy.http_url());
        CHECK(get({}, server.url()));
    }
    CHECK(proxy.asked().empty());
    CHECK(server.requests().size() == 1);
}

}  // namespace mostik::core::net::testing
