// The database fails, or takes its time: nothing is acknowledged, nothing is lost.
#include "storage/error.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <atomic>
#include <future>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

/// A bot that has read the past.
class Running {
  public:
    explicit Running(const bot::ServiceTiming& timing = quick())
        : bot(scene.folder.path(), scene.config(), timing) {
        REQUIRE(scene.server.wait_for_websockets(1));
        REQUIRE(scene.log.wait_for("posts read in"));
        scene.server.forget_requests();
    }

    /// Everything that people have said by now is stored, each ping of it answered once.
    void check_complete(std::size_t pings) {
        const auto expected = scene.matching({scene.ops}, "deploy");
        CHECK(bot.wait_until([&] { return bot.remembered().post_ids().size() >= expected.size(); }));
        CHECK(scene.wait_for_answers(scene.ops, "pong", pings));
        CHECK(bot.stop() == 0);
        CHECK(bot.remembered().post_ids() == expected);
        CHECK(scene.count_answers(scene.ops, "pong") == pings);
        CHECK(bot.remembered().failed_events().empty());
    }

    Scene scene;
    BotInProcess bot;
};

}  // namespace

TEST_CASE("a group in which the database fails is run again as a whole until it succeeds") {
    Running stage;
    std::atomic<int> failures_left{3};
    stage.bot.database().before_save([&](const storage::StoredPost& post) {
        if (post.text == "deploy unluckily" && failures_left-- > 0)
            throw storage::StorageError("the disk is full");
    });
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "!ping deploy");
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy unluckily");
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "!ping");
    REQUIRE(stage.scene.log.wait_for("nothing is lost, trying again", 3));
    stage.check_complete(2);
}

TEST_CASE("a database that refuses every post is waited for") {
    Running stage;
    SQLite::Database saboteur(stage.scene.database().string(), SQLite::OPEN_READWRITE, 10'000);
    saboteur.exec(
        "CREATE TRIGGER sabotage BEFORE INSERT ON posts BEGIN SELECT RAISE(ABORT, 'sabotaged'); END");
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "!ping");
    REQUIRE(stage.scene.wait_for_answers(stage.scene.ops, "pong"));
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "!ping, and deploy");
    REQUIRE(stage.scene.log.wait_for("sabotaged", 2));
    CHECK(stage.scene.count_answers(stage.scene.ops, "pong") == 1);
    saboteur.exec("DROP TRIGGER sabotage");
    stage.check_complete(2);
}

TEST_CASE("a database that another process holds for a while is waited for") {
    Running stage;
    SQLite::Database other(stage.scene.database().string(), SQLite::OPEN_READWRITE, 10'000);
    other.exec("BEGIN IMMEDIATE");
    for (int number = 0; number < 200; ++number) {
        stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy " + std::to_string(number));
    }
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "!ping");
    stage.scene.server.send_text("this is no frame");
    REQUIRE(stage.scene.log.wait_for("is not understood"));
    other.exec("ROLLBACK");
    stage.check_complete(1);
    CHECK(stage.scene.server.websockets_opened() == 1);
}

TEST_CASE("while the database is slow the websocket is read on, and what is discarded is read again") {
    bot::ServiceTiming timing = quick();
    timing.receiver.queue_bytes = 64UL << 10U;
    timing.pipeline_queue_bytes = 64UL << 10U;
    Running stage(timing);
    std::promise<void> slow;
    stage.bot.database().before_save(
        [wait = slow.get_future().share()](const storage::StoredPost&) { wait.wait(); });
    for (int batch = 0; batch < 20; ++batch) {
        for (int number = 0; number < 100; ++number) {
            const std::string name = std::to_string(batch) + "/" + std::to_string(number);
            stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy " + name);
        }
        // Its arrival shows that the bot reads although it cannot get rid of anything.
        stage.scene.server.send_text("no frame, number " + std::to_string(batch));
        REQUIRE(stage.scene.log.wait_for("is not understood", static_cast<std::size_t>(batch) + 1));
    }
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "!ping");
    slow.set_value();
    stage.check_complete(1);
    CHECK(stage.scene.server.websockets_opened() == 1);
    CHECK_FALSE(stage.scene.server.requests("GET", "/api/v4/channels/" + stage.scene.ops + "/posts").empty());
}

TEST_CASE("a question is answered at once while a long past is read") {
#ifdef NDEBUG
    constexpr std::chrono::milliseconds at_once{1'000};
#else
    constexpr std::chrono::milliseconds at_once{5'000};
#endif
    Scene scene;
    scene.add_past(scene.ops, 20'000, 1'700'000'000'000, "deploy");
    Wishes wishes;
    wishes.more = "  history: {limit: 0}\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_request("GET", "/api/v4/channels/" + scene.ops + "/posts", 5, patience));
    const auto asked = std::chrono::steady_clock::now();
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    const auto answered_after = std::chrono::steady_clock::now() - asked;
    CHECK(scene.log.count("posts read in") == 0);
    CHECK(answered_after < at_once);
    // It can be stopped in the middle, too.
    CHECK(bot.stop() == 0);
}

}  // namespace mostik::service_tests
