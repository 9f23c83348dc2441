// An event whose chain fails is kept, and run again when that is asked for.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <stdexcept>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

/// Posts that hold "poison" cannot be saved. What was answered before them in the chain is taken back with
/// them.
void poison(BotInProcess& bot) {
    bot.database().before_save([](const storage::StoredPost& post) {
        if (post.text.find("poison") != std::string::npos) throw std::runtime_error("no room for poison");
    });
}

Wishes answer_then_save() {
    Wishes wishes;
    wishes.filter = {"deploy"};
    wishes.posted = "[respond: [{when: {contains: deploy}, reply: \"noted\"}], save]";
    return wishes;
}

}  // namespace

TEST_CASE("an event whose chain throws is kept without its effects, and the next event runs") {
    Scene scene;
    const Wishes wishes = answer_then_save();
    const auto config_file = scene.write_config(wishes);
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    poison(bot);
    const Post failing = scene.server.post_as(scene.alice.id, scene.ops, "deploy the poison");
    const Post fine = scene.server.post_as(scene.bob.id, scene.ops, "deploy the honey");
    REQUIRE(scene.wait_for_answers(scene.ops, "noted"));
    CHECK(bot.remembered().has_post(fine.id));
    CHECK_FALSE(bot.remembered().has_post(failing.id));
    CHECK(scene.answers_in(scene.ops).at(0).root_id == fine.id);
    CHECK(bot.remembered().outbox().size() == 1);

    std::string output;
    REQUIRE(run_mostik({"failed", "list", "--config", config_file.string()}, {}, output) == 0);
    CHECK(output.find("posted " + failing.id) != std::string::npos);
    CHECK(output.find("in save: no room for poison") != std::string::npos);
    CHECK(output.find(fine.id) == std::string::npos);
    const auto failed = bot.remembered().failed_events();
    REQUIRE(failed.size() == 1);
    const std::string id = std::to_string(failed[0].id);

    SECTION("asked to, it fails again as long as its cause is there") {
        REQUIRE(run_mostik({"failed", "retry", id, "--config", config_file.string()}, {}, output) == 0);
        CHECK(bot.wait_until([&] { return bot.remembered().failed_events().at(0).attempts == 2; }));
        CHECK(bot.stop() == 0);
        CHECK_FALSE(bot.remembered().has_post(failing.id));
        CHECK(scene.count_answers(scene.ops, "noted") == 1);
    }
    SECTION("asked to when its cause is gone, it succeeds at once, and once") {
        bot.database().before_save(nullptr);
        REQUIRE(run_mostik({"failed", "retry", id, "--config", config_file.string()}, {}, output) == 0);
        CHECK(bot.wait_until([&] { return bot.remembered().has_post(failing.id); }));
        CHECK(scene.wait_for_answers(scene.ops, "noted", 2));
        CHECK(bot.stop() == 0);
        CHECK(bot.remembered().failed_events().empty());
        CHECK(scene.count_answers(scene.ops, "noted") == 2);
        REQUIRE(run_mostik({"failed", "list", "--config", config_file.string()}, {}, output) == 0);
        CHECK(output.find("no failed events") != std::string::npos);
    }
    SECTION("one that is not there is said not to be") {
        CHECK(run_mostik({"failed", "retry", "4711", "--config", config_file.string()}, {}, output) == 1);
        CHECK(output.find("there is no failed event 4711") != std::string::npos);
    }
}

TEST_CASE("what was asked to be run again while nobody ran is run at the next start") {
    Scene scene;
    const Wishes wishes = answer_then_save();
    const auto config_file = scene.write_config(wishes);
    Post failing;
    {
        BotInProcess bot(scene.folder.path(), scene.config(wishes));
        REQUIRE(scene.server.wait_for_websockets(1));
        REQUIRE(scene.log.wait_for("posts read in"));
        poison(bot);
        failing = scene.server.post_as(scene.alice.id, scene.ops, "deploy the poison");
        REQUIRE(bot.wait_until([&] { return bot.remembered().failed_events().size() == 1; }));
    }
    std::string output;
    REQUIRE(run_mostik({"failed", "retry", "--all", "--config", config_file.string()}, {}, output) == 0);
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(scene.wait_for_answers(scene.ops, "noted"));
    CHECK(bot.stop() == 0);
    CHECK(bot.remembered().has_post(failing.id));
    CHECK(bot.remembered().failed_events().empty());
    CHECK(scene.count_answers(scene.ops, "noted") == 1);
}

}  // namespace mostik::service_tests
