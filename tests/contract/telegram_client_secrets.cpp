#include "tests/contract/telegram_client_listening.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

namespace mostik::contract {

using core::net::testing::ScriptedServer;
using messengers::telegram::ApiError;
using messengers::telegram::BotApi;

namespace {

// A token whose secret half is easily recognised.
const std::string token = "7100200300:AAE-very-secret_words";

/// Every way to call a server that is not well, and what is said about it.
struct Troubled {
    core::net::testing::Loop loop;
    service_tests::LogLines log;
    TestFiles disk;

    // The errors of a call, an upload and a download.
    std::vector<ApiError> errors(const std::string& root, const std::string& proxy = {}) {
        core::net::HttpClient http(loop.executor(), {.ca_file = "", .proxy = proxy});
        BotApi api(http, root, core::Secret(token));
        const std::string nothing = "{}";
        const std::vector<messengers::telegram::Upload> uploads{
            {"document", "a.bin", "", disk.write("a.bin", "bytes").path}};
        const auto target = disk.folder() / "fetched";
        std::vector<ApiError> all;
        const auto called = loop.run([&] { return api.call("sendMessage", nothing); });
        if (!called) all.push_back(called.error());
        const auto uploaded = loop.run([&] { return api.upload("sendDocument", nothing, uploads); });
        if (!uploaded) all.push_back(uploaded.error());
        const std::string path = "documents/a.bin";
        const auto fetched = loop.run([&] { return api.download(path, target, 1000); });
        if (!fetched) all.push_back(fetched.error());
        Listening listening(loop, api);
        listening.start();
        listening.wait_until([&] { return log.count("next in") > 0; });
        listening.stop();
        return all;
    }

    void check(const std::vector<ApiError>& all, std::size_t count) const {
        CHECK(all.size() == count);
        for (const ApiError& error : all) {
            CHECK_FALSE(error.description.empty());
            for (const std::string& words : {error.description, messengers::telegram::in_words(error)}) {
                INFO(words);
                CHECK(words.find("very-secret") == std::string::npos);
            }
        }
        CHECK(log.count("very-secret") == 0);
    }

    std::string closed() {
        return "http://127.0.0.1:" + std::to_string(core::net::testing::closed_port(loop.executor()));
    }
};

// The request itself is the answer's body: servers like to show what they did not understand.
ScriptedServer::Script echo(int status, const std::string& before, const std::string& behind) {
    return [=](core::net::testing::ServerConnection& connection) -> boost::asio::awaitable<void> {
        for (;;) {
            const auto request = co_await connection.read_request();
            if (!request) co_return;
            const std::string body = before + request->target + behind;
            co_await connection.write(core::net::testing::answer(status, body));
        }
    };
}

}  // namespace

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when nobody listens") {
    check(errors(closed()), 3);
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the host does not exist") {
    check(errors("http://no-such-host.invalid"), 3);
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the server repeats the address") {
    SECTION("as a page") {
        const int status = GENERATE(200, 302, 403, 404, 502);
        ScriptedServer server(loop.executor(), echo(status, "<html>no such page: ", "</html>"));
        const auto all = errors(server.url(""));
        check(all, status == 200 ? 2 : 3);
        CHECK(all.at(0).foreign);
    }
    SECTION("in the API's own envelope") {
        ScriptedServer server(loop.executor(),
                              echo(404, R"({"ok":false,"error_code":404,"description":"no )", R"("})"));
        const auto all = errors(server.url(""));
        check(all, 3);
        CHECK(all.at(0).description.find("<token>") != std::string::npos);
    }
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the proxy is not well") {
    SECTION("nobody is there") {
        check(errors("http://api.example.com", closed()), 3);
    }
    SECTION("it refuses") {
        ScriptedServer proxy(loop.executor(), echo(407, "who are you? ", ""));
        check(errors("http://api.example.com", proxy.url("")), 3);
        CHECK(log.count("proxy") > 0);
    }
    SECTION("it refuses a tunnel") {
        ScriptedServer proxy(loop.executor(), echo(403, "no way to ", ""));
        const auto all = errors("https://api.example.com", proxy.url(""));
        check(all, 3);
        CHECK(all.at(0).unsent);
    }
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the answer is no HTTP") {
    ScriptedServer server(loop.executor(), core::net::testing::always("SSH-2.0-OpenSSH_9.2\r\n"));
    check(errors(server.url("")), 3);
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the certificate is none") {
    ScriptedServer server(loop.executor(), core::net::testing::always("HTTP/1.1 400 Bad Request\r\n\r\n"));
    check(errors("https://127.0.0.1:" + std::to_string(server.port())), 3);
}

TEST_CASE_METHOD(Troubled, "the token is in no error and no log when the address is none") {
    check(errors("http://exa mple.com:port"), 3);
}

}  // namespace mostik::contract
