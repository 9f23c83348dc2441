// The end of a server: softly, then hard.
#include "tests/unit/core/net/http_stage.hpp"

#include <system_error>

#include <catch2/catch.hpp>

namespace mostik::core::net::testing {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;
using contract::read_answer;
using contract::Socket;

}  // namespace

TEST_CASE("a handler under way may end when the server stops") {
    HttpStage stage;
    const Socket busy = stage.connect();
    busy.send(request("GET", "/gate"));
    const Socket silent = stage.connect();
    const Socket idle = stage.connect();
    idle.send(request("GET", "/mirror"));
    std::string buffer;
    REQUIRE(read_answer(idle, buffer).status == 200);
    const Socket half = stage.connect();
    half.send("POST /mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
    REQUIRE(stage.gate.wait_for_callers(1));
    REQUIRE(stage.wait_for_connections(4));

    stage.stop();
    stage.stop();
    // Those without a request are closed, nobody new is let in.
    CHECK(idle.read_some(buffer) != Socket::End::none);
    CHECK(silent.read_some(buffer) != Socket::End::none);
    CHECK(half.read_some(buffer) != Socket::End::none);
    CHECK(buffer.empty());
    CHECK_THROWS_AS(stage.connect(), std::system_error);

    stage.gate.open();
    const auto answer = read_answer(busy, buffer);
    CHECK(answer.body == "through");
    CHECK(answer.headers.at("connection") == "close");
    CHECK(busy.read_some(buffer) == Socket::End::fin);
    CHECK(stage.wait_for_end());
    CHECK(stage.gate.cancelled() == 0);
}

TEST_CASE("a handler that does not end in time is cancelled, and its client told to come again") {
    HttpServerOptions options;
    options.stop_within = 50ms;
    HttpStage stage(options);
    const Socket busy = stage.connect();
    busy.send(request("GET", "/gate") + request("GET", "/mirror"));
    REQUIRE(stage.gate.wait_for_callers(1));
    stage.stop();
    std::string buffer;
    const auto answer = read_answer(busy, buffer);
    CHECK(answer.status == 503);
    CHECK(answer.headers.at("retry-after") == "1");
    CHECK(busy.read_some(buffer) != Socket::End::none);
    CHECK(buffer.empty());
    CHECK(stage.wait_for_end());
    CHECK(stage.gate.cancelled() == 1);
}

TEST_CASE("clients that do not read hold up no stop") {
    HttpServerOptions options;
    options.stop_within = 50ms;
    options.max_connections = 2;
    HttpStage stage(options);
    const Socket deaf(stage.port(), 4096);
    deaf.send(request("GET", "/large"));
    const Socket refused = stage.connect();
    refused.send("nonsense\r\n\r\n");
    std::string buffer;
    REQUIRE(refused.read_some(buffer) == Socket::End::none);  // and it lingers
    const Socket turned_away = stage.connect();
    REQUIRE(turned_away.read_some(buffer) == Socket::End::none);
    stage.stop();
    CHECK(stage.wait_for_end());
}

TEST_CASE("a server that has nobody to serve stops at once") {
    HttpServerOptions options;
    options.stop_within = 600s;
    HttpStage stage(options);
    stage.stop();
    CHECK(stage.wait_for_end());
}

}  // namespace mostik::core::net::testing
