// Deliveries to a webhook: order, secret, repetitions, calls in the answer.
#include "tests/contract/telegram_stage.hpp"
#include "tests/contract/webhook_receiver.hpp"

#include <chrono>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

telegram::Options any_address() {
    telegram::Options options;
    options.any_webhook_address = true;
    return options;
}

struct WebhookStage : TelegramStage {
    WebhookStage() : TelegramStage(any_address()) {
        result("setWebhook", {{"url", receiver.url()}, {"secret_token", "s3cret"}});
    }
    std::string info(const char* member) {
        const auto info = result("getWebhookInfo");
        return info.contains(member) ? info[member].dump() : "";
    }
    bool wait_for_error() {
        return server.wait_for([this] { return !info("last_error_message").empty(); });
    }
    WebhookReceiver receiver;
};

std::string text_of(const Received& received) {
    return json::parse(received.body).at("message").at("text");
}

}  // namespace

TEST_CASE("updates are delivered with the secret, in the order of their chat") {
    WebhookStage stage;
    for (const auto* text : {"one", "two", "three"}) stage.server.write(stage.alice, stage.alice, text);
    const auto received = stage.receiver.wait_for(3);
    REQUIRE(received.size() == 3);
    CHECK(received[0].headers.at("x-telegram-bot-api-secret-token") == "s3cret");
    CHECK(received[0].headers.at("content-type") == "application/json");
    CHECK(text_of(received[0]) == "one");
    CHECK(text_of(received[1]) == "two");
    CHECK(text_of(received[2]) == "three");
    CHECK(stage.server.wait_for_confirmed());
}

TEST_CASE("what is not answered with 2xx comes again, at once and then later") {
    WebhookStage stage;
    stage.receiver.answer_next("500 Internal Server Error\r\n");
    stage.receiver.answer_next("503 Service Unavailable\r\n");
    stage.server.write(stage.alice, stage.alice, "hello");
    auto received = stage.receiver.wait_for(2);
    REQUIRE(received.size() == 2);
    CHECK(received[0].body == received[1].body);
    REQUIRE(stage.server.wait_for([&] {
        return stage.info("last_error_message") ==
               "\"Wrong response from the webhook: 503 Service Unavailable\"";
    }));
    const auto info = stage.result("getWebhookInfo");
    CHECK(info["pending_update_count"] == 1);
    CHECK(info["last_error_date"].is_number());
    // Others are not held up.
    stage.server.write(stage.anna, stage.anna, "me too");
    received = stage.receiver.wait_for(3);
    REQUIRE(received.size() == 3);
    CHECK(text_of(received[2]) == "me too");
    stage.server.advance(2s);
    received = stage.receiver.wait_for(4);
    REQUIRE(received.size() == 4);
    CHECK(text_of(received[3]) == "hello");
    CHECK(stage.server.wait_for_confirmed());
}

TEST_CASE("Retry-After sets the pause of a webhook") {
    WebhookStage stage;
    stage.receiver.answer_next("500 Internal Server Error\r\nRetry-After: 100\r\n");
    stage.server.write(stage.alice, stage.alice, "hello");
    REQUIRE(stage.wait_for_error());
    stage.server.advance(98s);
    stage.server.write(stage.anna, stage.anna, "me too");
    CHECK(stage.receiver.wait_for(2).size() == 2);
    stage.server.advance(3s);
    CHECK(stage.receiver.wait_for(3).size() == 3);
}

TEST_CASE("a closed connection is a failure") {
    WebhookStage stage;
    stage.receiver.answer_next("");
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(stage.receiver.wait_for(2).size() == 2);
    CHECK(stage.server.wait_for_confirmed());
}

TEST_CASE("the answer to a delivery may be a call") {
    WebhookStage stage;
    stage.receiver.answer_next(
        "200 OK\r\n", json{{"method", "sendMessage"}, {"chat_id", stage.alice}, {"text", "pong"}}.dump());
    stage.server.write(stage.alice, stage.alice, "ping");
    CHECK(stage.server.wait_for_message(
        stage.alice, [](const telegram::Message& message) { return message.text == "pong"; }));
}

TEST_CASE("a deleted webhook leaves its updates to getUpdates") {
    WebhookStage stage;
    stage.receiver.answer_next("500 Internal Server Error\r\n");
    stage.receiver.answer_next("500 Internal Server Error\r\n");
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(stage.receiver.wait_for(2).size() == 2);
    CHECK(stage.call("setWebhook", {{"url", stage.receiver.url()}}).status == 429);
    const auto failing = load_sample("response_get_webhook_info_failing")["result"];
    REQUIRE(stage.wait_for_error());
    const auto info = stage.result("getWebhookInfo");
    for (const auto& member : info.items()) CHECK(failing.contains(member.key()));
    const auto deleted = ordered_json::parse(stage.call("deleteWebhook").body);
    CHECK(deleted["description"] == "Webhook was deleted");
    const auto again = ordered_json::parse(stage.call("deleteWebhook").body);
    CHECK(again["description"] == "Webhook is already deleted");
    CHECK(stage.next_update()["message"]["text"] == "hello");
    stage.server.write(stage.alice, stage.alice, "more");
    stage.call("deleteWebhook", {{"drop_pending_updates", true}});
    CHECK(stage.server.pending_updates() == 0);
}
