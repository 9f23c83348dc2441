// Routes, targets, problem documents and dates: what the server needs no connection for.
#include "core/net/http_date.hpp"
#include "core/net/http_routes.hpp"

#include <catch2/catch.hpp>

namespace mostik::core::net::testing {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

HttpRoutes table() {
    HttpRoutes routes;
    for (const auto& [method, path] : Pairs{{"GET", "/things"},
                                            {"POST", "/things"},
                                            {"GET", "/things/newest"},
                                            {"GET", "/things/{id}"},
                                            {"DELETE", "/things/{id}"},
                                            {"GET", "/"}}) {
        routes.add({method, path, {}});
    }
    return routes;
}

IncomingRequest asked(const std::string& method, const std::string& path) {
    IncomingRequest request;
    request.method = method;
    request.path = path;
    return request;
}

std::string found(const HttpRoutes& routes, const std::string& method, const std::string& path) {
    IncomingRequest request = asked(method, path);
    const auto result = routes.find(request);
    if (result.route == nullptr) return "- " + result.allowed;
    return result.route->method + " " + result.route->path + " " + std::string(request.part("id"));
}

}  // namespace

TEST_CASE("a route is found by method and path") {
    const HttpRoutes routes = table();
    CHECK(found(routes, "GET", "/things") == "GET /things ");
    CHECK(found(routes, "POST", "/things") == "POST /things ");
    CHECK(found(routes, "GET", "/") == "GET / ");
    CHECK(found(routes, "HEAD", "/things") == "GET /things ");
    CHECK(found(routes, "GET", "/things/newest") == "GET /things/newest ");
    CHECK(found(routes, "GET", "/things/7") == "GET /things/{id} 7");
    CHECK(found(routes, "DELETE", "/things/newest") == "DELETE /things/{id} newest");
}

TEST_CASE("other paths and other methods are told apart") {
    const HttpRoutes routes = table();
    for (const auto* path : {"/thing", "/things/", "/things/7/8", "/THINGS", "//things", ""}) {
        CHECK(found(routes, "GET", path) == "- ");
    }
    CHECK(found(routes, "PUT", "/things") == "- GET, HEAD, POST");
    CHECK(found(routes, "POST", "/things/7") == "- GET, HEAD, DELETE");
    CHECK(found(routes, "get", "/things") == "- GET, HEAD, POST");
}

TEST_CASE("a row cannot be there twice") {
    HttpRoutes routes = table();
    CHECK_FALSE(routes.add({"GET", "/things", {}}));
    CHECK(routes.add({"PUT", "/things", {}}));
}

TEST_CASE("targets are split and decoded") {
    IncomingRequest request;
    REQUIRE(read_target("/a%20b/%D1%84?x=1&y=a+b%2Bc&empty=&bare&x=2", request));
    CHECK(request.path == "/a b/ф");
    CHECK(request.parameter("x") == "1");
    CHECK(request.parameter("y") == "a b+c");
    CHECK(request.parameter("empty") == "");
    CHECK(request.parameter("bare") == "");
    CHECK_FALSE(request.parameter("z"));
    CHECK(request.query.size() == 5);

    IncomingRequest whole;
    REQUIRE(read_target("http://example.com:80?q=1", whole));
    CHECK(whole.path == "/");
    CHECK(whole.parameter("q") == "1");
    for (const auto* wrong : {"", "*", "a", "/%zz", "/a b", "example.com:443", "/\x01"}) {
        IncomingRequest none;
        CHECK_FALSE(read_target(wrong, none));
    }
}

TEST_CASE("a problem is a document of its own type, whatever it quotes") {
    const Reply reply = problem_reply(404, "no \"thing\" \xff");
    CHECK(reply.status == 404);
    CHECK(reply.headers == Pairs{{"Content-Type", "application/problem+json"}});
    CHECK(reply.body == R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no \"thing\" )"
                        "\xef\xbf\xbd\"}");
}

TEST_CASE("dates are written as HTTP wants them") {
    using namespace std::chrono;
    CHECK(http_date(system_clock::time_point(seconds(784'111'777))) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(system_clock::time_point(1795251599999ms)) == "Sat, 21 Nov 2026 08:59:59 GMT");
}

}  // namespace mostik::core::net::testing
