// Killed between a call and its answer: Telegram calls again, and the effect is there once.
#include "tests/service/webhook_scene.hpp"

#include <csignal>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE("killed at any commit, the bot takes each update once") {
    // Beside those of the updates there are commits of the start and of the answer.
    const std::string point =
        GENERATE(as<std::string>(), "pipeline.before_commit:2", "pipeline.before_commit:3",
                 "pipeline.before_commit:4", "pipeline.before_commit:5", "pipeline.after_commit:2",
                 "pipeline.after_commit:3", "storage.before_commit:8", "storage.before_commit:10",
                 "storage.before_commit:12", "storage.after_commit:8", "storage.after_commit:10");
    CAPTURE(point);
    WebhookScene scene;
    const auto config = scene.mattermost.write_config(scene.wishes());
    {
        BotProcess first({"run", "--config", config.string()}, scene.mattermost.environment(point));
        // It may be killed before it listens, or not before all is done.
        first.wait_for_output("the webhook is set");
        for (const char* text : {"one", "two", "three"}) scene.telegram.write(scene.anna, scene.ops, text);
        scene.telegram.write(scene.alice, scene.alice, "/ping");
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (scene.answers().empty() && !first.wait(20ms)) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
        }
        first.signal(SIGKILL);
        REQUIRE(first.wait() == -SIGKILL);
    }
    BotProcess second({"run", "--config", config.string()}, scene.mattermost.environment());
    REQUIRE(second.wait_for_output("the webhook is set"));
    CHECK(scene.wait_for_repetitions());
    CHECK(scene.wait_for_answers(1));
    second.signal(SIGTERM);
    CHECK(second.wait() == 0);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{"one", "two", "three"});
    CHECK(Remembered(scene.mattermost.database()).outbox().size() == 1);
}

}  // namespace mostik::service_tests
