// What a client may not do: send too much, take too long, come with too many.
#include "tests/unit/core/net/http_stage.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::core::net::testing {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;
using contract::read_answer;
using contract::Socket;

HttpServerOptions hasty() {
    HttpServerOptions options;
    options.header_timeout = 300ms;
    options.body_timeout = 300ms;
    options.idle_timeout = 300ms;
    options.write_timeout = 300ms;
    return options;
}

std::string long_header(std::size_t size) {
    return "X-Long: " + std::string(size, 'x') + "\r\n";
}

}  // namespace

TEST_CASE("headers may be so long and no longer") {
    const HttpStage stage;
    CHECK_THAT(stage.exchange(request("GET", "/mirror", long_header(15'000) + "Connection: close\r\n")),
               Contains("200 OK"));
    CHECK_THAT(stage.exchange(request("GET", "/mirror", long_header(17'000))),
               Contains("431 Request Header Fields Too Large") && Contains("Connection: close"));
    std::string many;
    while (many.size() < 20'000) many += "A: b\r\n";
    CHECK_THAT(stage.exchange(request("GET", "/mirror", many)), Contains("431"));
    // All of it is read, so that the answer arrives.
    CHECK_THAT(stage.exchange(request("GET", "/mirror", long_header(900'000))), Contains("431"));
    CHECK_THAT(stage.exchange("GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\n"), Contains("431"));
}

TEST_CASE("bodies may be so long and no longer, each route with its own limit") {
    HttpServerOptions options;
    options.body_limit = 100;
    const HttpStage stage(options);
    const auto post = [&](const std::string& path, std::size_t size) {
        return contract::fetch(stage.port(), "POST", path, {}, std::string(size, 'x')).status;
    };
    CHECK(post("/mirror", 100) == 200);
    CHECK(post("/mirror", 101) == 413);
    CHECK(post("/mirror", 500'000) == 413);
    CHECK(post("/small", 10) == 200);
    CHECK(post("/small", 11) == 413);
    CHECK_THAT(stage.exchange(request("POST", "/small", "Transfer-Encoding: chunked\r\n",
                                      "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n")),
               Contains("413 Content Too Large"));
    CHECK_THAT(stage.exchange(request("POST", "/small", "Transfer-Encoding: chunked\r\n", "FFFFFFFFFF\r\n")),
               Contains("413 Content Too Large"));
    // Refused before it is sent.
    CHECK_THAT(stage.exchange(request("POST", "/small", "Expect: 100-continue\r\nContent-Length: 11\r\n")),
               Contains("413") && !Contains("100 Continue"));
}

TEST_CASE("all bodies together may be so long and no longer") {
    HttpServerOptions options;
    options.bodies_limit = 1'000;
    HttpStage stage(options);
    const auto post = [&](std::size_t size) {
        return contract::fetch(stage.port(), "POST", "/mirror", {}, std::string(size, 'x')).status;
    };
    CHECK(post(1'000) == 200);
    CHECK(post(1'001) == 503);
    const Socket slow = stage.connect();
    std::string buffer;
    slow.send(request("POST", "/mirror", "Content-Length: 600\r\nExpect: 100-continue\r\n"));
    CHECK(read_answer(slow, buffer).status == 100);
    CHECK(post(400) == 200);
    CHECK_THAT(stage.exchange(request("POST", "/mirror", "Content-Length: 401\r\n", std::string(401, 'x'))),
               Contains("503 Service Unavailable") && Contains("Retry-After: 1"));
    CHECK(stage.get("/mirror").status == 200);
    slow.send(std::string(600, 'y'));
    CHECK(read_answer(slow, buffer).status == 200);
    CHECK(post(1'000) == 200);
}

TEST_CASE("a body for nobody is not waited for") {
    const HttpStage stage;
    CHECK_THAT(stage.exchange(request("POST", "/nowhere", "Content-Length: 900000\r\n", "begun")),
               Contains("404 Not Found") && Contains("Connection: close"));
}

TEST_CASE("a client that sends its headers too slowly is told so and left") {
    const HttpStage stage(hasty());
    const Socket socket = stage.connect();
    socket.send("GET /mirror HTTP/1.1\r\n");
    std::string answer;
    // More and more of it, never all: the time counts from the first byte.
    while (socket.read_some(answer) == Socket::End::none) socket.send("X-More: 1\r\n");
    CHECK_THAT(answer, Contains("408 Request Timeout") && Contains("Connection: close"));
    CHECK(stage.get("/mirror").status == 200);
}

TEST_CASE("a client that trickles its headers does not keep its connection") {
    HttpStage stage(hasty());
    const Socket socket = stage.connect();
    std::atomic<bool> left = false;
    std::thread trickle([&] {
        socket.send("GET /mirror HTTP/1.1\r\n");
        while (!left) {
            socket.send("a");
            std::this_thread::sleep_for(5ms);
        }
    });
    std::string answer;
    while (socket.read_some(answer) == Socket::End::none) {
    }
    left = true;
    trickle.join();
    CHECK_THAT(answer, Contains("408"));
    CHECK(stage.wait_for_connections(0));
}

TEST_CASE("a body that does not come in time is told so") {
    const HttpStage stage(hasty());
    CHECK_THAT(stage.exchange(request("POST", "/mirror", "Content-Length: 10\r\n", "half")),
               Contains("408 Request Timeout"));
}

TEST_CASE("silent connections are closed") {
    const HttpStage stage(hasty());
    CHECK(stage.exchange("") == "");
    const Socket socket = stage.connect();
    socket.send(request("GET", "/mirror"));
    std::string buffer;
    CHECK(read_answer(socket, buffer).status == 200);
    CHECK(socket.read_some(buffer) == Socket::End::fin);
    CHECK(buffer.empty());
}

TEST_CASE("a client that does not read its answer is left") {
    HttpStage stage(hasty());
    const Socket socket(stage.port(), 4096);
    socket.send(request("GET", "/large"));
    std::string some;
    CHECK(socket.read_some(some) == Socket::End::none);
    CHECK(stage.wait_for_connections(0));
}

TEST_CASE("a handler that takes too long is ended, and its client told to come again") {
    HttpStage stage;
    const auto answer = stage.get("/hurried");
    CHECK(answer.status == 503);
    CHECK(answer.headers.at("retry-after") == "1");
    CHECK(stage.gate.cancelled() == 1);
    CHECK(stage.reports().empty());
}

TEST_CASE("too many connections at once are told to come again") {
    HttpServerOptions options;
    options.max_connections = 3;
    HttpStage stage(options);
    std::vector<Socket> sockets;
    for (int number = 0; number < 3; ++number) {
        sockets.push_back(stage.connect());
        sockets.back().send(request("GET", "/gate"));
    }
    REQUIRE(stage.gate.wait_for_callers(3));
    const std::string refused = stage.exchange(request("GET", "/mirror"));
    CHECK_THAT(refused, Contains("503 Service Unavailable") && Contains("Retry-After: 1"));
    // Beyond those who are told so, connections are closed without a word.
    std::vector<Socket> crowd;
    for (int number = 0; number < 60; ++number) crowd.push_back(stage.connect());
    CHECK(std::any_of(crowd.begin(), crowd.end(), [](const Socket& socket) {
        std::string words;
        return socket.read_some(words) != Socket::End::none;
    }));
    crowd.clear();
    sockets.clear();
    stage.gate.open();
    REQUIRE(stage.wait_for_connections(0));
    CHECK(stage.get("/mirror").status == 200);
}

}  // namespace mostik::core::net::testing
