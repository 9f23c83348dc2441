#include "core/net/http_client.hpp"
#include "core/net/multipart.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scripted_server.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <array>
#include <fstream>

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;

// libcurl repeats a request by itself when a reused connection turns out to be closed: with a body that would
// be a message sent twice.
namespace mostik::core::net::testing {

namespace {

enum class End { close, reset };

/// Answers a connection's first `answered` requests, then reads one more and ends without a word.
ScriptedServer::Script fail_after(int answered, End end) {
    return [answered, end](ServerConnection& connection) -> asio::awaitable<void> {
        for (int number = 0; number < answered; ++number) {
            const auto request = co_await connection.read_request();
            if (!request) co_return;
            co_await connection.write(answer(200));
        }
        co_await connection.read_request();
        if (end == End::reset) connection.reset();
    };
}

}  // namespace

TEST_CASE("a request with a body is sent once, however its connection ends") {
    const std::string method = GENERATE("POST", "PUT", "DELETE");
    const End end = GENERATE(End::close, End::reset);
    const std::size_t body_size = GENERATE(1U, 300U, 100'000U);
    const int answered_before = GENERATE(0, 1, 3);
    CAPTURE(method, body_size, answered_before, end == End::reset);

    Loop loop;
    HttpClient client(loop.executor(), {});
    ScriptedServer server(loop.executor(), fail_after(answered_before, end));
    const HttpRequest request{.method = method, .url = server.url(), .body = std::string(body_size, 'x')};
    const auto perform = [&] { return client.perform(request); };

    for (int number = 0; number < answered_before; ++number) REQUIRE(loop.run(perform));
    if (answered_before > 0) REQUIRE(server.connections() == 1);
    const auto failed = loop.run(perform);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unknown);
    CHECK(server.requests().size() == static_cast<std::size_t>(answered_before) + 1);
}

TEST_CASE("a kept connection that was closed meanwhile is replaced, and the request arrives once") {
    Loop loop;
    HttpClient client(loop.executor(), {});
    ScriptedServer server(loop.executor(), [](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        co_await connection.write(answer(200));
    });
    for (std::size_t number = 1; number <= 3; ++number) {
        const HttpRequest request{.method = "POST", .url = server.url(), .body = std::to_string(number)};
        REQUIRE(loop.run([&] { return client.perform(request); }));
        CHECK(server.requests().size() == number);
        CHECK(server.requests().back().body == std::to_string(number));
    }
    CHECK(server.connections() == 3);
}

TEST_CASE("a form with files is sent once, however its connection ends") {
    const End end = GENERATE(End::close, End::reset);
    const std::size_t file_size = GENERATE(0U, 300U, 300'000U);
    const int answered_before = GENERATE(0, 1, 3);
    CAPTURE(file_size, answered_before, end == End::reset);

    const storage::testing::ScratchFolder folder;
    const auto path = folder.path() / "file";
    std::ofstream(path) << std::string(file_size, 'x');
    Loop loop;
    HttpClient client(loop.executor(), {});
    ScriptedServer server(loop.executor(), fail_after(answered_before, end));
    const auto perform = [&] {
        Multipart form;
        form.field("caption", "hello");
        form.file("document", "a.bin", "", path);
        HttpRequest request{
            .method = "POST", .url = server.url(), .headers = {{"Content-Type", form.content_type()}}};
        request.pieces = std::move(form).finish();
        return client.perform(std::move(request));
    };

    for (int number = 0; number < answered_before; ++number) REQUIRE(loop.run(perform));
    if (answered_before > 0) REQUIRE(server.connections() == 1);
    const auto failed = loop.run(perform);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unknown);
    REQUIRE(server.requests().size() == static_cast<std::size_t>(answered_before) + 1);
    CHECK(server.requests().back().body.find(std::string(file_size, 'x')) != std::string::npos);
}

TEST_CASE("a body of pieces is sent once, too, when its connection ends in the middle of it") {
    const End end = GENERATE(End::close, End::reset);
    Loop loop;
    HttpClient client(loop.executor(), {});
    std::size_t begun = 0;
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        const auto request = co_await connection.read_request();
        if (!request) co_return;
        co_await connection.write(answer(200));
        // The next one is only begun to be read.
        std::array<char, 1000> some{};
        const std::size_t read =
            co_await connection.socket().async_read_some(asio::buffer(some), asio::use_awaitable);
        begun += read > 0 ? 1U : 0U;
        if (end == End::reset) connection.reset();
    });
    const HttpRequest small{.method = "POST", .url = server.url(), .pieces = {{.text = "x"}}};
    REQUIRE(loop.run([&] { return client.perform(small); }));
    const HttpRequest large{
        .method = "POST", .url = server.url(), .pieces = {{.text = std::string(8'000'000, 'x')}}};
    const auto failed = loop.run([&] { return client.perform(large); });
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unknown);
    CHECK(begun == 1);
    CHECK(server.connections() == 1);
}

}  // namespace mostik::core::net::testing
