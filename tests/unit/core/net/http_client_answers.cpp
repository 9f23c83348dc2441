#include "core/net/http_client.hpp"
#include "core/net/task_group.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

namespace asio = boost::asio;

namespace mostik::core::net::testing {

namespace {

struct HttpClientStage {
    Loop loop;
    HttpClient client{loop.executor(), {}};

    Result<HttpResponse> perform(const HttpRequest& request) {
        return loop.run([&] { return client.perform(request); });
    }
    Result<HttpResponse> get(const std::string& url) { return perform({.url = url}); }
};

std::string gzipped(const std::string& text) {
    constexpr int gzip_format = 15 + 16;
    z_stream stream{};
    REQUIRE(deflateInit2_(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY,
                          ZLIB_VERSION, static_cast<int>(sizeof(z_stream))) == Z_OK);
    std::string packed(compressBound(text.size()) + 64, '\0');
    std::string input = text;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

}  // namespace

TEST_CASE_METHOD(HttpClientStage, "any HTTP status is a response") {
    const int status = GENERATE(200, 201, 301, 400, 401, 404, 429, 500, 503, 599);
    ScriptedServer server(loop.executor(), always(answer(status, "body of " + std::to_string(status),
                                                         {"Location: http://127.0.0.1:1/elsewhere"})));
    const auto response = get(server.url());
    REQUIRE(response);
    CHECK(response->status == status);
    CHECK(response->body == "body of " + std::to_string(status));
    CHECK(server.requests().size() == 1);
}

TEST_CASE_METHOD(HttpClientStage, "header names are in lower case and values are trimmed") {
    ScriptedServer server(
        loop.executor(),
        always(answer(200, "", {"X-Version-Id:   6.7.2..hash \t", "RETRY-AFTER: 3", "Empty:"})));
    const auto response = get(server.url());
    REQUIRE(response);
    CHECK(response->header("x-version-id") == "6.7.2..hash");
    CHECK(response->header("retry-after") == "3");
    CHECK(response->header("empty").empty());
    CHECK(response->header("absent").empty());
}

TEST_CASE_METHOD(HttpClientStage, "headers of an interim answer are not the answer's") {
    ScriptedServer server(loop.executor(), always("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" +
                                                  answer(200, "late", {"X-Late: yes"})));
    const auto response = get(server.url());
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(response->header("x-early").empty());
    CHECK(response->header("x-late") == "yes");
    CHECK(response->body == "late");
}

TEST_CASE_METHOD(HttpClientStage, "method, headers and body arrive as given") {
    ScriptedServer server(loop.executor(), always(answer(200)));
    const std::string method = GENERATE("POST", "PUT", "PATCH", "DELETE");
    std::string body("{\"text\":\"привет\"}");
    body += std::string("\0\r\n\xFF", 4);
    const auto response =
        perform({.method = method,
                 .url = server.url("/api/v4/posts?x=1"),
                 .headers = {{"Authorization", "Bearer t"}, {"Content-Type", "application/json"}},
                 .body = body});
    REQUIRE(response);
    REQUIRE(server.requests().size() == 1);
    const ReceivedRequest& request = server.requests().front();
    CHECK(request.method == method);
    CHECK(request.target == "/api/v4/posts?x=1");
    CHECK(request.headers.at("authorization") == "Bearer t");
    CHECK(request.headers.at("content-type") == "application/json");
    CHECK(request.headers.at("content-length") == std::to_string(body.size()));
    CHECK(request.headers.count("expect") == 0);
    CHECK(request.body == body);
}

TEST_CASE_METHOD(HttpClientStage, "a large body arrives whole") {
    ScriptedServer server(loop.executor(), always(answer(201)));
    std::string body(3'000'000, '\0');
    for (std::size_t index = 0; index < body.size(); ++index)
        body[index] = static_cast<char>(index * 7 % 251);
    REQUIRE(perform({.method = "POST", .url = server.url(), .body = body}));
    REQUIRE(server.requests().size() == 1);
    CHECK(server.requests().front().body == body);
}

TEST_CASE_METHOD(HttpClientStage, "a request without a body says so") {
    ScriptedServer server(loop.executor(), always(answer(200, "{\"status\":\"OK\"}")));
    const std::string method = GENERATE("DELETE", "POST", "PUT");
    const auto response = perform({.method = method, .url = server.url()});
    REQUIRE(response);
    CHECK(response->body == "{\"status\":\"OK\"}");
    REQUIRE(server.requests().size() == 1);
    CHECK(server.requests().front().method == method);
    CHECK(server.requests().front().body.empty());
    CHECK(server.requests().front().headers.at("content-length") == "0");
}

TEST_CASE_METHOD(HttpClientStage, "answers that have no body end at once, and the connection goes on") {
    SECTION("204 and 304") {
        const int status = GENERATE(204, 304);
        ScriptedServer server(loop.executor(),
                              always("HTTP/1.1 " + std::to_string(status) + " None\r\n\r\n"));
        for (int repeat = 0; repeat < 2; ++repeat) {
            const auto response = get(server.url());
            REQUIRE(response);
            CHECK(response->status == status);
            CHECK(response->body.empty());
        }
        CHECK(server.connections() == 1);
    }
    SECTION("HEAD, which names the length of what it leaves out") {
        ScriptedServer server(loop.executor(), always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
        for (int repeat = 0; repeat < 2; ++repeat) {
            const auto response =
                perform({.method = "HEAD", .url = server.url(), .timeout = std::chrono::seconds(2)});
            REQUIRE(response);
            CHECK(response->status == 200);
            CHECK(response->body.empty());
        }
        CHECK(server.connections() == 1);
        CHECK(server.requests().front().method == "HEAD");
    }
}

TEST_CASE_METHOD(HttpClientStage, "bodies come in every encoding that HTTP has for them") {
    const std::string text(10'000, 'm');
    const std::string packed = gzipped(text);
    SECTION("gzip, which is asked for") {
        ScriptedServer server(loop.executor(), always(answer(200, packed, {"Content-Encoding: gzip"})));
        const auto response = get(server.url());
        REQUIRE(response);
        CHECK(response->body == text);
        CHECK(server.requests().front().headers.at("accept-encoding").find("gzip") != std::string::npos);
    }
    SECTION("chunks") {
        ScriptedServer server(loop.executor(), always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                      "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));
        const auto response = get(server.url());
        REQUIRE(response);
        CHECK(response->body == "hello world");
    }
    SECTION("until the connection ends") {
        ScriptedServer server(loop.executor(), [](ServerConnection& connection) -> asio::awaitable<void> {
            co_await connection.read_request();
            co_await connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
        });
        const auto response = get(server.url());
        REQUIRE(response);
        CHECK(response->body == "all of it");
    }
}

TEST_CASE_METHOD(HttpClientStage, "one connection serves one request after the other") {
    ScriptedServer server(loop.executor(), always(answer(200, "ok")));
    for (int repeat = 0; repeat < 5; ++repeat) REQUIRE(get(server.url()));
    CHECK(server.connections() == 1);
    CHECK(server.requests().size() == 5);
}

TEST_CASE_METHOD(HttpClientStage, "many transfers run beside each other") {
    // Nobody is answered before all have asked.
    constexpr std::size_t count = 100;
    Signal everybody(loop.executor());
    std::size_t waiting = 0;
    std::vector<ServerConnection*> connections;
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        connections.push_back(&connection);
        if (++waiting == count) everybody.notify();
        co_await connection.wait_for_end();
    });
    std::vector<std::string> bodies;
    TaskGroup tasks(loop.executor(), [](const std::string& task, const std::exception_ptr&) { FAIL(task); });
    const auto ask = [&](std::size_t number) -> asio::awaitable<void> {
        HttpRequest request{.method = "POST", .url = server.url(), .body = std::to_string(number)};
        const auto response = co_await client.perform(std::move(request));
        if (response) bodies.push_back(response->body);
    };
    for (std::size_t number = 0; number < count; ++number) tasks.spawn(std::to_string(number), ask(number));
    loop.run([&]() -> asio::awaitable<void> {
        co_await everybody.wait();
        for (ServerConnection* connection : connections) co_await connection->write(answer(200, "done"));
        co_await tasks.join();
    });
    CHECK(bodies == std::vector<std::string>(count, "done"));
    CHECK(server.requests().size() == count);
}

}  // namespace mostik::core::net::testing
