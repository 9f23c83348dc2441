// What goes wrong between Telegram and its webhook: it is said, and nothing is lost by it.
#include "storage/error.hpp"
#include "tests/service/webhook_scene.hpp"

#include <atomic>
#include <future>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;

constexpr auto is_set = "telegram: the webhook is set";

}  // namespace

TEST_CASE("a call before Mostik knows who it is shall come again") {
    WebhookScene scene;
    scene.telegram.inject(telegram_sim::delayed("getMe", 60'000ms));
    const auto bot = scene.run();
    REQUIRE(scene.telegram.wait_for_request("getMe"));
    const auto answer = scene.call(scene.update(7, "early"));
    CHECK(answer.status == 503);
    CHECK(answer.headers.at("retry-after") == "1");
    // Strangers learn nothing of that.
    CHECK(scene.call(scene.update(7, "early"), {}).status == 403);
    CHECK(bot->stop() == 0);
}

TEST_CASE("setting the webhook is tried until it succeeds") {
    WebhookScene scene;
    scene.telegram.inject(telegram_sim::bad_gateway("setWebhook", 2));
    scene.telegram.inject(telegram_sim::api_error("getMe", 500, "Internal Server Error", 2));
    const auto bot = scene.run();
    CHECK(scene.log().wait_for(is_set));
    CHECK(scene.telegram.requests("setWebhook").size() == 3);
    CHECK(scene.log().count("Internal Server Error") == 1);
    scene.telegram.write(scene.alice, scene.alice, "/ping");
    CHECK(scene.wait_for_answers(1));
}

TEST_CASE("an address that Telegram does not take is said, with Telegram's words") {
    WebhookScene scene((telegram_sim::Options()));
    const auto bot = scene.run();
    CHECK(scene.log().wait_for("An HTTPS URL must be provided for webhook"));
    CHECK(bot->stop() == 0);
}

TEST_CASE("what Telegram meets with when it calls is said") {
    WebhookScene scene;
    scene.url = "http://127.0.0.1:" + std::to_string(scene.port.number()) + "/elsewhere";
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    scene.telegram.write(scene.alice, scene.alice, "hello");
    CHECK(scene.log().wait_for("Telegram could not deliver to " + scene.url +
                               ": Wrong response from the webhook: 404 Not Found; 1 updates wait there"));
    CHECK(bot->stop() == 0);
}

TEST_CASE("trouble of before the start is not said") {
    WebhookScene scene;
    {
        const auto bot = scene.run();
        REQUIRE(scene.log().wait_for(is_set));
        CHECK(bot->stop() == 0);
    }
    scene.telegram.write(scene.alice, scene.alice, "hello");
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set, 2));
    const auto looks = scene.telegram.requests("getWebhookInfo").size();
    REQUIRE(scene.telegram.wait_for_request("getWebhookInfo", looks + 3));
    CHECK(scene.log().count("could not deliver") == 0);
}

TEST_CASE("a webhook that somebody else has changed is said, and set again") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    const auto change = [&](const std::string& body) {
        return contract::fetch(scene.telegram.port(), "POST", "/bot" + scene.telegram.token() + "/setWebhook",
                               {{"Content-Type", "application/json"}}, body)
            .status;
    };
    scene.telegram.advance(2s);  // else it is too soon after the first one
    REQUIRE(change(R"({"url": "http://127.0.0.1:9/other"})") == 200);
    CHECK(scene.log().wait_for("the webhook is \"http://127.0.0.1:9/other\" now"));
    scene.telegram.advance(2s);
    CHECK(scene.log().wait_for(is_set, 2));
    CHECK(scene.telegram.webhook_url() == scene.url);
}

TEST_CASE("a stop does not wait for a database that does not work, the update comes again") {
    WebhookScene scene;
    bot::ServiceTiming timing = WebhookScene::impatient();
    timing.stop_within = 100ms;
    auto bot = scene.run(timing);
    REQUIRE(scene.log().wait_for(is_set));
    std::promise<void> reached;
    std::promise<void> release;
    std::atomic<bool> first = true;
    bot->database().before_save([&, released = release.get_future().share()](const storage::StoredPost&) {
        if (!first.exchange(false)) return;
        reached.set_value();
        released.wait();
    });
    auto answer = std::async(std::launch::async, [&] { return scene.call(scene.update(7, "in vain")); });
    reached.get_future().wait();
    auto stopped = std::async(std::launch::async, [&] { return bot->stop(); });
    const auto refused = answer.get();
    CHECK(refused.status == 503);
    CHECK(refused.headers.at("retry-after") == "1");
    release.set_value();
    CHECK(stopped.get() == 0);
    bot.reset();

    bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set, 2));
    CHECK(scene.call(scene.update(7, "in vain")).status == 200);
    CHECK(bot->stop() == 0);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{"in vain"});
}

TEST_CASE("updates wait while the database fails, and are answered when it works again") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    std::atomic<int> failures_left{3};
    bot->database().before_save([&](const storage::StoredPost&) {
        if (failures_left-- > 0) throw storage::StorageError("the disk is full");
    });
    CHECK(scene.call(scene.update(7, "hello")).status == 200);
    CHECK(failures_left <= 0);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{"hello"});
}

TEST_CASE("after a webhook, polling says what is in its way and takes nothing away") {
    WebhookScene scene;
    {
        const auto bot = scene.run();
        REQUIRE(scene.log().wait_for(is_set));
        CHECK(bot->stop() == 0);
    }
    scene.url = "";
    const auto bot = scene.run();
    CHECK(scene.log().wait_for("a webhook is set for this bot (http://127.0.0.1:"));
    CHECK(scene.telegram.webhook_url().has_value());
    CHECK(scene.telegram.requests("deleteWebhook").empty());
    CHECK(bot->stop() == 0);
}

}  // namespace mostik::service_tests
