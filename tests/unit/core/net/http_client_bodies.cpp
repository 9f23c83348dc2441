#include "core/net/http_client.hpp"
#include "core/net/multipart.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/core/net/scripted_server.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <malloc.h>
#include <sstream>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;

namespace mostik::core::net::testing {

namespace {

using Path = std::filesystem::path;

struct BodiesStage {
    storage::testing::ScratchFolder folder;
    Loop loop;
    HttpClient client{loop.executor(), {}};

    Result<HttpResponse> perform(const HttpRequest& request) {
        return loop.run([&] { return client.perform(request); });
    }
    Path write(const std::string& name, const std::string& bytes) const {
        std::ofstream(folder.path() / name, std::ios::binary) << bytes;
        return folder.path() / name;
    }
};

std::string read(const Path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/// What the program holds in memory now.
std::size_t held() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

constexpr std::size_t large = 64UL << 20U;

}  // namespace

TEST_CASE_METHOD(BodiesStage, "a body is its words and files, one behind the other") {
    ScriptedServer server(loop.executor(), always(answer(200)));
    const std::string long_words(100'000, 'w');
    const HttpRequest request{.method = "POST",
                              .url = server.url(),
                              .body = "begin ",
                              .pieces = {{.text = "words "},
                                         {.file = write("one", "bytes of one")},
                                         {.text = ""},
                                         {.file = write("nothing", "")},
                                         {.file = write("two", long_words)},
                                         {.text = " end"}}};
    REQUIRE(perform(request));
    REQUIRE(server.requests().size() == 1);
    const auto& received = server.requests().front();
    CHECK(received.body == "begin words bytes of one" + long_words + " end");
    CHECK(received.headers.at("content-length") == std::to_string(received.body.size()));
}

TEST_CASE_METHOD(BodiesStage, "a file that cannot be read is the request's fault, and nothing is sent") {
    ScriptedServer server(loop.executor(), always(answer(200)));
    const Path missing = folder.path() / "missing";
    const Path directory = folder.path();
    const Path path = GENERATE_COPY(missing, directory);
    const auto result =
        perform({.method = "POST", .url = server.url(), .body = "x", .pieces = {{.file = path}}});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::invalid);
    CHECK(server.requests().empty());
}

TEST_CASE_METHOD(BodiesStage, "a large file is sent without being held in memory") {
    const Path path = folder.path() / "large";
    std::ofstream(path).close();
    std::filesystem::resize_file(path, large);
    std::size_t received = 0;
    std::size_t most = 0;
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        std::array<char, 65536> buffer{};
        while (received < large) {
            boost::system::error_code error;
            received += co_await connection.socket().async_read_some(
                asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            most = std::max(most, held());
        }
        co_await connection.write(answer(200));
    });
    const std::size_t before = held();
    Multipart form;
    form.file("document", "large", "", path);
    HttpRequest request{
        .method = "POST", .url = server.url(), .headers = {{"Content-Type", form.content_type()}}};
    request.pieces = std::move(form).finish();
    const auto response = perform(request);
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(received > large);
    CHECK(most < before + (4UL << 20U));
}

TEST_CASE_METHOD(BodiesStage, "an answer goes to its file, and the file is made anew") {
    const std::string bytes = std::string("\0\xff", 2) + std::string(100'000, 'x');
    ScriptedServer server(loop.executor(), always(answer(200, bytes)));
    const Path path = write("answer", "what was there before, and is longer than nothing");
    HttpRequest request{.url = server.url(), .response_file = path};
    const auto response = perform(request);
    REQUIRE(response);
    CHECK(response->body.empty());
    CHECK(read(path) == bytes);
}

TEST_CASE_METHOD(BodiesStage, "an empty answer is an empty file, and an error's body no file") {
    const Path path = folder.path() / "answer";
    ScriptedServer empty(loop.executor(), always(answer(200)));
    REQUIRE(perform({.url = empty.url(), .response_file = path}));
    CHECK(std::filesystem::exists(path));
    CHECK(read(path).empty());

    ScriptedServer refusing(loop.executor(), always(answer(404, "no such file")));
    const Path other = folder.path() / "other";
    const auto refused = perform({.url = refusing.url(), .response_file = other});
    REQUIRE(refused);
    CHECK(refused->status == 404);
    CHECK(refused->body == "no such file");
    CHECK_FALSE(std::filesystem::exists(other));
}

TEST_CASE_METHOD(BodiesStage, "an answer that is larger than it may be is not taken to its end") {
    ScriptedServer server(loop.executor(), always(answer(200, std::string(300'000, 'x'))));
    const Path path = folder.path() / "answer";
    CHECK(perform({.url = server.url(), .max_response_bytes = 300'000, .response_file = path}));
    const auto result = perform({.url = server.url(), .max_response_bytes = 299'999, .response_file = path});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::invalid);
    CHECK(result.error().message.find("299999") != std::string::npos);
}

TEST_CASE_METHOD(BodiesStage, "a file that cannot be written is said") {
    ScriptedServer server(loop.executor(), always(answer(200, "bytes")));
    const auto result =
        perform({.url = server.url(), .response_file = folder.path() / "no" / "such" / "folder"});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::unavailable);
    CHECK(result.error().message.find("cannot be written") != std::string::npos);
    REQUIRE_FALSE(perform({.url = server.url(), .response_file = "/dev/full"}));
}

TEST_CASE_METHOD(BodiesStage, "an answer that breaks off is no file that one may use") {
    ScriptedServer server(loop.executor(), [](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        co_await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    });
    const auto result = perform({.url = server.url(), .response_file = folder.path() / "answer"});
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::unknown);
}

TEST_CASE_METHOD(BodiesStage, "a large answer is written without being held in memory") {
    std::size_t most = 0;
    ScriptedServer server(loop.executor(), [&](ServerConnection& connection) -> asio::awaitable<void> {
        co_await connection.read_request();
        co_await connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(large) + "\r\n\r\n");
        const std::string block(65536, 'x');
        for (std::size_t sent = 0; sent < large; sent += block.size()) {
            co_await connection.write(block);
            most = std::max(most, held());
        }
    });
    const Path path = folder.path() / "answer";
    const std::size_t before = held();
    HttpRequest request{.url = server.url(), .response_file = path};
    request.max_response_bytes = large;
    REQUIRE(perform(request));
    CHECK(std::filesystem::file_size(path) == large);
    CHECK(most < before + (4UL << 20U));
}

}  // namespace mostik::core::net::testing
