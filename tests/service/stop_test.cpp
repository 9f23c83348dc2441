// The process is asked to stop: it ends what is under way, and a second request ends it at once.
#include "tests/service/remembered.hpp"
#include "tests/service/scene.hpp"

#include <csignal>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
namespace sim = simulators::mattermost;

constexpr auto posts = "/api/v4/posts";

}  // namespace

TEST_CASE("a send that is under way when the bot is asked to stop is waited for") {
    Scene scene;
    const auto config = scene.write_config();
    {
        BotProcess process({"run", "--config", config.string()}, scene.environment());
        REQUIRE(process.wait_for_output("posts read in"));
        scene.server.inject(sim::delayed("POST", posts, 1'500ms, 1));
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        REQUIRE(scene.server.wait_for_request("POST", posts));
        process.signal(GENERATE(SIGTERM, SIGINT));
        CHECK(process.wait() == 0);
        CHECK(process.output().find("delivered as") != std::string::npos);
    }
    const auto outbox = Remembered(scene.database()).outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].state == storage::OutboxState::delivered);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
}

TEST_CASE("a second signal ends the process at once, and the next start makes up for it") {
    Scene scene;
    const auto config = scene.write_config();
    {
        BotProcess process({"run", "--config", config.string()}, scene.environment());
        REQUIRE(process.wait_for_output("posts read in"));
        scene.server.inject(sim::delayed("POST", posts, 60'000ms, 1));
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        REQUIRE(scene.server.wait_for_request("POST", posts));
        process.signal(SIGTERM);
        REQUIRE(process.wait_for_output("stopping"));
        process.signal(SIGTERM);
        CHECK(process.wait(5'000ms) == 128 + SIGTERM);
    }
    CHECK(Remembered(scene.database()).outbox().at(0).state == storage::OutboxState::sending);
    BotProcess process({"run", "--config", config.string()}, scene.environment());
    REQUIRE(process.wait_for_output("an earlier attempt had arrived"));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
}

TEST_CASE("a bot that cannot reach its server stops at once when asked to") {
    Scene scene;
    scene.server.refuse_connections();
    BotProcess process({"run", "--config", scene.write_config().string()}, scene.environment());
    REQUIRE(process.wait_for_output("not connected"));
    process.signal(SIGTERM);
    CHECK(process.wait(5'000ms) == 0);
}

TEST_CASE("a second bot on the same database is refused, and says whose it is") {
    Scene scene;
    const auto config = scene.write_config();
    BotProcess first({"run", "--config", config.string()}, scene.environment());
    REQUIRE(first.wait_for_output("posts read in"));
    BotProcess second({"run", "--config", config.string()}, scene.environment());
    CHECK(second.wait() == 1);
    CHECK(second.output().find("process") != std::string::npos);
    first.signal(SIGTERM);
    CHECK(first.wait() == 0);
}

}  // namespace mostik::service_tests
