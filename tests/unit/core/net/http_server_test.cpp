// The HTTP server over real connections: requests, answers, connections that are kept.
#include "core/net/task_group.hpp"
#include "tests/unit/core/net/http_stage.hpp"
#include "tests/unit/core/net/loop.hpp"

#include <catch2/catch.hpp>

namespace mostik::core::net::testing {

using namespace std::chrono_literals;
using Catch::Contains;
using contract::read_answer;
using contract::Socket;

TEST_CASE("a handler gets the request and gives the answer") {
    const HttpStage stage;
    const auto answer = contract::fetch(stage.port(), "POST", "/mirror?x=a+b&y=%41",
                                        {{"X-Colour", "red"}, {"Content-Type", "text/plain"}}, "words");
    CHECK(answer.status == 200);
    CHECK(answer.body == "POST /mirror\n?x=a b\n?y=A\nfrom 127.0.0.1\ncolour red\nwords");
    CHECK(answer.headers.at("content-type") == "text/plain");
    CHECK(answer.headers.at("content-length") == std::to_string(answer.body.size()));
    CHECK(answer.headers.at("connection") == "close");
    CHECK_THAT(answer.headers.at("date"), Contains(" GMT"));
    CHECK_THAT(stage.get("/things/7%20a/parts/left").body, Contains("id:7 a\npart:left\n"));
}

TEST_CASE("a connection is kept from one request to the next") {
    const HttpStage stage;
    const Socket socket = stage.connect();
    std::string buffer;
    for (int number = 0; number < 3; ++number) {
        const std::string body = "number " + std::to_string(number);
        socket.send(request("POST", "/mirror", "Content-Length: 8\r\n", body));
        const auto answer = read_answer(socket, buffer);
        CHECK(answer.status == 200);
        CHECK_THAT(answer.body, Contains(body));
        CHECK(answer.headers.count("connection") == 0);
    }
    socket.send(request("GET", "/nowhere"));
    CHECK(read_answer(socket, buffer).status == 404);
    socket.send(request("PUT", "/mirror"));
    CHECK(read_answer(socket, buffer).status == 405);
    socket.send(request("GET", "/broken"));
    CHECK(read_answer(socket, buffer).status == 500);
    socket.send(request("GET", "/mirror"));
    CHECK(read_answer(socket, buffer).status == 200);
}

TEST_CASE("requests that are sent ahead are answered in their order") {
    HttpStage stage;
    const Socket socket = stage.connect();
    socket.send(request("GET", "/gate") + request("GET", "/mirror?n=1") +
                request("POST", "/mirror?n=2", "Content-Length: 4\r\n", "body") +
                request("GET", "/mirror?n=3", "Connection: close\r\n"));
    REQUIRE(stage.gate.wait_for_callers(1));
    stage.gate.open();
    std::string buffer;
    CHECK(read_answer(socket, buffer).body == "through");
    CHECK_THAT(read_answer(socket, buffer).body, Contains("n=1"));
    CHECK_THAT(read_answer(socket, buffer).body, Contains("n=2") && Contains("body"));
    CHECK_THAT(read_answer(socket, buffer).body, Contains("n=3"));
    CHECK(socket.read_some(buffer) == Socket::End::fin);
}

TEST_CASE("a request may arrive byte by byte") {
    const HttpStage stage;
    const Socket socket = stage.connect();
    for (const char byte : request("POST", "/mirror", "Content-Length: 5\r\n", "slow!")) {
        socket.send(std::string_view(&byte, 1));
    }
    std::string buffer;
    CHECK_THAT(read_answer(socket, buffer).body, Contains("slow!"));
}

TEST_CASE("a body may come in chunks, with the client waiting for leave to send it") {
    const HttpStage stage;
    const Socket socket = stage.connect();
    std::string buffer;
    socket.send(request("POST", "/mirror", "Transfer-Encoding: chunked\r\n",
                        "5;note=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Colour: late\r\n\r\n"));
    const auto answer = read_answer(socket, buffer);
    CHECK_THAT(answer.body, Contains("hello world") && !Contains("late"));

    socket.send(request("POST", "/mirror", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
    CHECK(read_answer(socket, buffer).status == 100);
    socket.send("leave");
    CHECK_THAT(read_answer(socket, buffer).body, Contains("leave"));
}

TEST_CASE("HEAD is answered as GET, without the body") {
    const HttpStage stage;
    const std::string head = stage.exchange(request("HEAD", "/mirror", "Connection: close\r\n"));
    CHECK_THAT(head, Contains("HTTP/1.1 200 OK\r\n") && Contains("Content-Length: 27\r\n"));
    CHECK_THAT(head, Catch::EndsWith("\r\n\r\n"));
    const std::string nowhere = stage.exchange(request("HEAD", "/nowhere", "Connection: close\r\n"));
    CHECK_THAT(nowhere, Contains("HTTP/1.1 404 Not Found\r\n") && Catch::EndsWith("\r\n\r\n"));
    // POST has no HEAD.
    CHECK_THAT(stage.exchange(request("HEAD", "/small", "Connection: close\r\n")), Contains("405"));
}

TEST_CASE("an answer without content says nothing of a length") {
    const HttpStage stage;
    const std::string answer = stage.exchange(request("GET", "/empty", "Connection: close\r\n"));
    CHECK_THAT(answer, Contains("HTTP/1.1 204 No Content\r\n") && !Contains("Content-Length"));
}

TEST_CASE("what is not there, and methods that are not, are problem documents") {
    const HttpStage stage;
    const auto nowhere = stage.get("/nowhere");
    CHECK(nowhere.status == 404);
    CHECK(nowhere.headers.at("content-type") == "application/problem+json");
    CHECK_THAT(nowhere.body, Contains(R"("title":"Not Found")") && Contains(R"("status":404)"));
    const auto wrong = contract::fetch(stage.port(), "DELETE", "/mirror");
    CHECK(wrong.status == 405);
    CHECK(wrong.headers.at("allow") == "GET, HEAD, POST");
}

TEST_CASE("a handler that throws is a 500 that tells nothing, and a line that does") {
    const HttpStage stage;
    for (const auto* path : {"/broken", "/broken/at-once"}) {
        const auto answer = stage.get(path);
        CHECK(answer.status == 500);
        CHECK_THAT(answer.body, !Contains("cheese") && !Contains("bread"));
    }
    CHECK(stage.reports() ==
          std::vector<std::string>{"GET /broken: no cheese", "GET /broken/at-once: no bread"});
}

TEST_CASE("a client of HTTP/1.0 gets its answer and the end") {
    const HttpStage stage;
    const std::string answer = stage.exchange("GET /mirror HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK_THAT(answer, Contains("200 OK") && Contains("Connection: close") && Contains("GET /mirror"));
}

TEST_CASE("many connections are served beside each other") {
    HttpStage stage;
    std::vector<Socket> sockets;
    for (int number = 0; number < 100; ++number) {
        sockets.push_back(stage.connect());
        sockets.back().send(request("GET", "/gate"));
    }
    REQUIRE(stage.gate.wait_for_callers(100));
    CHECK(stage.get("/mirror").status == 200);
    stage.gate.open();
    std::string buffer;
    for (const Socket& socket : sockets) CHECK(read_answer(socket, buffer).body == "through");
}

TEST_CASE("a client that goes away while it is answered does no harm") {
    HttpStage stage;
    {
        Socket socket = stage.connect();
        socket.send(request("GET", "/gate"));
        REQUIRE(stage.gate.wait_for_callers(1));
        socket.reset();
    }
    stage.gate.open();
    {
        Socket socket = stage.connect();
        socket.send(request("GET", "/large"));
        std::string some;
        socket.read_some(some);
        socket.reset();
    }
    CHECK(stage.wait_for_connections(0));
    CHECK(stage.get("/mirror").status == 200);
}

TEST_CASE("a server cannot listen where another one does, or where there is no address") {
    const HttpStage stage;
    Loop loop;
    const auto listen = [&](const std::string& host, std::uint16_t port) {
        HttpServerOptions options;
        options.host = host;
        options.port = port;
        HttpServer server(loop.executor(), options);
        const auto result = loop.run([&] { return server.listen(); });
        return result ? Error{Errc::cancelled, server.address()} : result.error();
    };
    const Error taken = listen("127.0.0.1", stage.port());
    CHECK(taken.code == Errc::unavailable);
    CHECK_THAT(taken.message,
               Contains("127.0.0.1:" + std::to_string(stage.port())) && Contains("Address already in use"));
    CHECK(listen("192.0.2.1", 0).code == Errc::not_found);
    CHECK(listen("no-such-host.invalid", 0).code == Errc::not_found);
    CHECK_THAT(listen("localhost", 0).message, Catch::StartsWith("http://localhost:"));
    CHECK_THAT(listen("0.0.0.0", 0).message, Catch::StartsWith("http://0.0.0.0:"));
}

}  // namespace mostik::core::net::testing
