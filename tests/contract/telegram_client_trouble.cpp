#include "tests/contract/telegram_client_listening.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

namespace mostik::contract {

using namespace std::chrono_literals;

namespace {

tg::Options any_webhook() {
    tg::Options options;
    options.any_webhook_address = true;
    return options;
}

struct WebhookStage : TelegramListeningStage {
    WebhookStage() : TelegramListeningStage(any_webhook()) {}

    void set_webhook() {
        const std::string address = R"({"url": "http://127.0.0.1:9/other-program"})";
        REQUIRE(run([&] { return api.call("setWebhook", address); }));
    }
};

std::size_t asked_for_updates(const core::net::testing::ScriptedServer& server) {
    std::size_t count = 0;
    for (const auto& request : server.requests()) count += request.target.ends_with("/getUpdates") ? 1U : 0U;
    return count;
}

}  // namespace

TEST_CASE_METHOD(TelegramListeningStage,
                 "another program with the same token is told of, and not thrown out at once") {
    listening.start();
    wait_for_poll();
    server.conflict();
    listening.wait_until([&] { return log.count("next in") > 0; });
    CHECK(log.count("another program asks for this bot's updates with the same token") == 1);
    CHECK(log.count("HTTP 409") == 1);
    // At least the three seconds that the server sits out.
    for (const char* soon : {"next in 1 ms", "next in 2 ms", "next in 3 ms", "next in 4 ms", "next in 5 ms"})
        CHECK(log.count(soon) == 0);
    const auto asked = polls().size();
    listening.wait_until([&] { return polls().size() > asked; });
    CHECK(polls().back().at - polls().at(asked - 1).at >= 3000);
}

TEST_CASE_METHOD(WebhookStage, "a webhook that somebody set is named, with what to do about it") {
    set_webhook();
    listening.start();
    listening.wait_until([&] { return log.count("next in") > 0; });
    CHECK(log.count("a webhook is set for this bot (http://127.0.0.1:9/other-program)") == 1);
    CHECK(log.count("deleteWebhook") >= 1);
}

TEST_CASE_METHOD(WebhookStage, "a webhook that is set while the poller waits is named, too") {
    listening.start();
    wait_for_poll();
    set_webhook();
    listening.wait_until([&] { return log.count("next in") > 0; });
    CHECK(log.count("a webhook is set for this bot (http://127.0.0.1:9/other-program)") == 1);
}

TEST_CASE_METHOD(TelegramListeningStage, "too many requests are followed by the pause that is asked for") {
    server.inject(tg::flood("getUpdates", 1));
    listening.start();
    wait_for_poll();
    REQUIRE(polls().size() == 3);
    CHECK(polls()[1].at - polls()[0].at >= 1000);
}

TEST_CASE_METHOD(TelegramListeningStage, "a wrong token is said once, and seldom tried again") {
    server.revoke_token();
    listening.start();
    listening.wait_until([&] { return log.count("next in 60000 ms") > 0; });
    CHECK(log.count("telegram.token") == 1);
    CHECK(log.count(server.token()) == 0);
    CHECK(server.requests().size() == 1);
    listening.stop();
}

TEST_CASE("a server that answers at once with nothing is not asked in a busy loop") {
    core::net::testing::Loop loop;
    const service_tests::LogLines log;
    core::net::testing::ScriptedServer server(
        loop.executor(),
        [](core::net::testing::ServerConnection& connection) -> boost::asio::awaitable<void> {
            for (;;) {
                const auto request = co_await connection.read_request();
                if (!request) co_return;
                const bool me = request->target.ends_with("/getMe");
                const std::string body =
                    me ? R"({"ok":true,"result":{"id":7,"is_bot":true,"first_name":"x","username":"x_bot"}})"
                       : R"({"ok":true,"result":[]})";
                co_await connection.write(core::net::testing::answer(200, body));
            }
        });
    core::net::HttpClient http(loop.executor(), {});
    messengers::telegram::BotApi api(http, server.url(""), core::Secret("7:x"));
    Listening listening(loop, api);
    const auto began = std::chrono::steady_clock::now();
    listening.start();
    // The first answer is not waited for, and the next question follows it.
    listening.wait_until([&] { return asked_for_updates(server) == 4; });
    CHECK(std::chrono::steady_clock::now() - began >= 2s);
    listening.stop();
}

}  // namespace mostik::contract
