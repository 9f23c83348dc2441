// Whatever arrives, the server answers or closes, and goes on.
#include "tests/unit/core/net/http_stage.hpp"

#include <random>

#include <catch2/catch.hpp>

namespace mostik::core::net::testing {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;
using contract::Socket;

}  // namespace

TEST_CASE("what is no request is a 400") {
    const HttpStage stage;
    const auto status = [&](const std::string& bytes) {
        const std::string answer = stage.exchange(bytes);
        return answer.size() < 12 ? "" : answer.substr(9, 3);
    };
    CHECK(status("hello\r\n\r\n") == "400");
    CHECK(status("\x16\x03\x01\x02\x03\x01\xfc\x03\x03 a TLS client\r\n\r\n") == "400");
    CHECK(status("GET /mirror\r\n\r\n") == "400");
    CHECK(status("GET mirror HTTP/1.1\r\nHost: a\r\n\r\n") == "400");
    CHECK(status("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n") == "400");
    CHECK(status("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") == "400");
    CHECK(status("GET /mirror HTTP/1.1\r\n\r\n") == "400");
    CHECK(status("GET /mirror HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == "400");
    CHECK(status("GET /mirror HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n") == "400");
    CHECK(status("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == "505");
    CHECK(status("GET http://a/mirror HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") == "200");
}

TEST_CASE("bodies whose length is told in two ways are refused") {
    const HttpStage stage;
    const auto answer = [&](const std::string& lines, const std::string& body) {
        return stage.exchange(request("POST", "/mirror", lines, body));
    };
    const std::string hidden = request("GET", "/hidden");
    CHECK_THAT(answer("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + hidden),
               Contains("400 Bad Request") && !Contains("404"));
    CHECK_THAT(answer("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n" + hidden),
               Contains("400 Bad Request") && !Contains("404"));
    CHECK_THAT(answer("Content-Length: 0\r\nContent-Length: 4\r\n", hidden),
               Contains("400 Bad Request") && !Contains("404"));
    CHECK_THAT(answer("Content-Length: -1\r\n", hidden), Contains("400 Bad Request") && !Contains("404"));
    for (const auto* coding : {"gzip", "gzip, chunked", "chunked, gzip", "chunked\r\nTransfer-Encoding: gzip",
                               "identity", "xchunked"}) {
        CHECK_THAT(answer("Transfer-Encoding: " + std::string(coding) + "\r\n", "0\r\n\r\n" + hidden),
                   (Contains("501 Not Implemented") || Contains("400 Bad Request")) && !Contains("404"));
    }
    CHECK_THAT(answer("Transfer-Encoding: chunked\r\n", "zz\r\n" + hidden),
               Contains("400 Bad Request") && !Contains("404"));
}

TEST_CASE("a client that goes away in the middle of its request is forgotten") {
    HttpStage stage;
    for (const auto* bytes : {"", "GET /mir", "GET /mirror HTTP/1.1\r\nHost: a\r\n",
                              "POST /mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"}) {
        Socket socket = stage.connect();
        socket.send(bytes);
        socket.close();
        Socket other = stage.connect();
        other.send(bytes);
        other.reset();
    }
    CHECK(stage.wait_for_connections(0));
    CHECK(stage.get("/mirror").status == 200);
}

TEST_CASE("random bytes and broken requests leave a server that works") {
    HttpServerOptions options;
    options.header_timeout = 200ms;
    options.body_timeout = 200ms;
    options.idle_timeout = 200ms;
    HttpStage stage(options);
    std::minstd_rand random(20261121);
    const std::string good =
        request("POST", "/mirror?a=b", "Content-Length: 5\r\nX-Colour: red\r\n", "hello") +
        request("POST", "/mirror", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n");
    for (int round = 0; round < 300; ++round) {
        std::string bytes = good;
        const int changes = 1 + static_cast<int>(random() % 8);
        for (int change = 0; change < changes; ++change) {
            const std::size_t place = random() % bytes.size();
            switch (random() % 3) {
                case 0:
                    bytes[place] = static_cast<char>(random() % 256);
                    break;
                case 1:
                    bytes.erase(place, 1 + random() % 5);
                    break;
                default:
                    bytes.insert(place, std::string(1 + random() % 3, static_cast<char>(random() % 256)));
            }
        }
        Socket socket = stage.connect();
        socket.send(bytes);
        // Some go at once, others look at the answer.
        std::string answer;
        if (round % 4 == 0) socket.read_some(answer);
        if (round % 16 == 0) CHECK_THAT(answer, Catch::StartsWith("HTTP/1.1 "));
    }
    CHECK(stage.wait_for_connections(0));
    CHECK(stage.get("/mirror").status == 200);
    CHECK(stage.reports().empty());
}

}  // namespace mostik::core::net::testing
