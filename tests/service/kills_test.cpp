// kill -9 at every interesting instant: what is stored is exact, and everything is answered exactly once.
#ifdef MOSTIK_KILL_POINTS

#include "tests/service/remembered.hpp"
#include "tests/service/scene.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t long_ago = 1'700'000'000'000;

BotProcess run(const Scene& scene, const std::filesystem::path& config, const std::string& kill_point = {}) {
    return BotProcess({"run", "--config", config.string()}, scene.environment(kill_point));
}

/// Says one thing after the other, each when the one before has been heard, until the bot is dead: so a kill
/// point that is passed once for each event is reached for certain.
bool talk_until_dead(Scene& scene, BotProcess& process) {
    for (int number = 0; number < 12; ++number) {
        const std::string text = "small talk number " + std::to_string(number) + ".";
        scene.server.post_as(scene.bob.id, scene.ops, text);
        if (!process.wait_for_output(text)) return process.wait() == -SIGKILL;
    }
    return false;
}

struct Kill {
    std::string at;
    std::chrono::milliseconds away = 0ms;  ///< by the server's clock
    bool server_forgets = false;
};

std::ostream& operator<<(std::ostream& out, const Kill& kill) {
    return out << kill.at << ", away for " << kill.away.count() << " ms"
               << (kill.server_forgets ? ", the server restarts" : "");
}

Wishes with_fence() {
    Wishes wishes;
    wishes.posted = "[log, save, respond: [{when: {command: fence}, reply: \"the fence\"}]]";
    return wishes;
}

/// What is said afterwards is no longer its past.
void run_once(const Scene& scene, const std::filesystem::path& config) {
    BotProcess first = run(scene, config);
    REQUIRE(first.wait_for_output("posts read in"));
    first.signal(SIGKILL);
    REQUIRE(first.wait() == -SIGKILL);
}

}  // namespace

TEST_CASE("killed while it reads the past, it goes on where it was and stores nothing twice") {
    const std::string point = GENERATE(as<std::string>(), "history.page_committed", "storage.before_commit",
                                       "storage.after_commit", "pipeline.before_commit");
    CAPTURE(point);
    simulators::mattermost::Options options;
    options.share_milliseconds = true;
    Scene scene(options);
    const std::string releases = scene.add_channel("releases");
    for (const std::string& channel : {scene.ops, releases}) {
        scene.add_past(channel, 300, long_ago, "deploy", 0);
        scene.add_past(channel, 100, long_ago + 100, "coffee", 2);
        scene.add_past(channel, 700, long_ago + 100, "deploy");
    }
    Wishes wishes;
    wishes.channels = {"dev/ops", "dev/releases"};
    const auto config = scene.write_config(wishes);
    for (const char* const pass : {":1", ":3", ":4", ":2"}) {
        BotProcess killed = run(scene, config, point + pass);
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BotProcess last = run(scene, config);
    REQUIRE(last.wait_for_output("posts read in"));
    last.signal(SIGTERM);
    REQUIRE(last.wait() == 0);
    const auto expected = scene.matching({scene.ops, releases}, "deploy");
    const auto stored = Remembered(scene.database()).post_ids();
    CHECK(expected.size() == 2'000);
    CHECK(stored.size() == expected.size());
    CHECK(stored == expected);
}

TEST_CASE("killed at any instant between a question and its answer, it answers exactly once") {
    const Kill kill = GENERATE(values<Kill>({
        {"pipeline.before_commit:1"},
        {"pipeline.before_commit:4"},
        {"pipeline.before_commit:5"},
        {"pipeline.after_commit:3"},
        {"pipeline.after_commit:4"},
        {"storage.before_commit:6"},
        {"storage.after_commit:7"},
        {"delivery.claimed"},
        {"mattermost.before_send"},
        {"mattermost.after_send"},
        {"mattermost.after_send", 40s},
        {"mattermost.after_send", 0ms, true},
        {"delivery.before_record"},
        {"delivery.recorded"},
    }));
    CAPTURE(kill);
    Scene scene;
    const auto config = scene.write_config(with_fence());
    {
        // What was said before it first ran is the past, and is not answered.
        BotProcess first = run(scene, config);
        REQUIRE(first.wait_for_output("posts read in"));
        first.signal(SIGTERM);
        REQUIRE(first.wait() == 0);
    }
    {
        BotProcess killed = run(scene, config, kill.at);
        killed.wait_for_output(
            "connected to server");  // unless it is dead already: then this is said while it is away
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        REQUIRE(talk_until_dead(scene, killed));
    }
    scene.server.advance(kill.away);
    if (kill.server_forgets) scene.server.restart();

    BotProcess again = run(scene, config);
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, scene.ops, "!fence");
    REQUIRE(scene.wait_for_answers(scene.ops, "the fence"));
    again.signal(SIGTERM);
    REQUIRE(again.wait() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
    for (const storage::OutboxRow& row : Remembered(scene.database()).outbox()) {
        CHECK(row.state == storage::OutboxState::delivered);
    }
}

TEST_CASE("killed while it reads what it missed, it stores all of it and answers each question once") {
    Scene scene;
    const auto config = scene.write_config(with_fence());
    run_once(scene, config);
    std::size_t questions = 0;
    for (const char* const point : {"pipeline.before_commit:2", "pipeline.after_commit:2",
                                    "history.page_committed", "storage.before_commit:8"}) {
        scene.add_past(scene.ops, 250, scene.server.now(), "deploy", 0);
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        ++questions;
        BotProcess killed = run(scene, config, point);
        REQUIRE(talk_until_dead(scene, killed));
    }
    BotProcess last = run(scene, config);
    REQUIRE(scene.wait_for_answers(scene.ops, "pong", questions));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, scene.ops, "!fence");
    REQUIRE(scene.wait_for_answers(scene.ops, "the fence"));
    last.signal(SIGTERM);
    REQUIRE(last.wait() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == questions);
    CHECK(Remembered(scene.database()).post_ids() == scene.matching({scene.ops}, "deploy"));
}

TEST_CASE("killed again and again while it works on one answer, it answers exactly once") {
    Scene scene;
    const auto config = scene.write_config(with_fence());
    run_once(scene, config);
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    for (const char* const point : {"delivery.claimed", "mattermost.before_send", "delivery.claimed",
                                    "mattermost.after_send", "delivery.before_record"}) {
        BotProcess killed = run(scene, config, point);
        REQUIRE(killed.wait() == -SIGKILL);
    }
    BotProcess last = run(scene, config);
    REQUIRE(last.wait_for_output("delivered as"));
    last.signal(SIGTERM);
    REQUIRE(last.wait() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
}

}  // namespace mostik::service_tests

#endif
