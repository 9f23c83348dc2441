// What was said while the bot was away: found at the next start, stored, and answered when it is not too old.

#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

namespace sim = simulators::mattermost;

/// A bot that ran once, so that what comes after is not its past.
void run_once(Scene& scene) {
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.log.wait_for("posts read in"));
    REQUIRE(bot.stop() == 0);
}

/// So little earlier that it is read again with what is missed later.
sim::PostOptions just_before(Scene& scene) {
    sim::PostOptions options;
    options.create_at = scene.server.now() - 2'000;
    return options;
}

bool all_delivered(BotInProcess& bot, std::size_t answers) {
    const auto outbox = bot.remembered().outbox();
    const auto delivered = [](const storage::OutboxRow& row) {
        return row.state == storage::OutboxState::delivered;
    };
    return outbox.size() == answers && std::all_of(outbox.begin(), outbox.end(), delivered);
}

}  // namespace

TEST_CASE("questions of several pages that were missed are answered once each, in their order") {
    Scene scene;
    run_once(scene);
    std::vector<std::string> questions;
    for (int number = 0; number < 450; ++number) {
        const bool question = number % 100 == 50;
        const std::string text = question ? "@mostik ping" : "deploy " + std::to_string(number);
        const Post post = scene.server.post_as(scene.alice.id, scene.ops, text);
        if (question) questions.push_back(post.id);
    }
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.wait_for_answers(scene.ops, "pong", questions.size()));
    REQUIRE(bot.wait_until([&] { return all_delivered(bot, questions.size()); }));
    CHECK(bot.stop() == 0);
    std::vector<std::string> answered;
    for (const Post& answer : scene.answers_in(scene.ops)) answered.push_back(answer.root_id);
    CHECK(answered == questions);
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
}

TEST_CASE("a question that is older than recover_window is stored and not answered") {
    Scene scene;
    run_once(scene);
    sim::PostOptions earlier;
    earlier.create_at = scene.server.now() - 3'600'000;
    const Post old = scene.server.post_as(scene.alice.id, scene.ops, "!ping, and the deploy?", earlier);
    const Post fresh = scene.server.post_as(scene.alice.id, scene.ops, "!ping again, and the deploy?");
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(bot.wait_until([&] { return all_delivered(bot, 1); }));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(scene.ops).at(0).root_id == fresh.id);
    CHECK(scene.answers_in(scene.ops).size() == 1);
    CHECK(bot.remembered().has_post(old.id));
    CHECK(bot.remembered().has_post(fresh.id));
}

TEST_CASE("a direct message that was missed is answered, also the first one of a conversation") {
    Scene scene;
    const std::string known = scene.server.direct_channel(scene.alice.id, scene.bot.id);
    scene.server.post_as(scene.alice.id, known, "said before the bot first ran", just_before(scene));
    run_once(scene);
    scene.server.post_as(scene.alice.id, known, "ping");
    const std::string fresh = scene.server.direct_channel(scene.bob.id, scene.bot.id);
    scene.server.post_as(scene.bob.id, fresh, "ping");
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.wait_for_answers(known, "pong"));
    REQUIRE(scene.wait_for_answers(fresh, "pong"));
    REQUIRE(bot.wait_until([&] { return all_delivered(bot, 2); }));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(known).size() == 1);
    CHECK(scene.answers_in(fresh).size() == 1);
}

TEST_CASE("what was said just before the bot first ran is not answered, whatever is read again later") {
    Scene scene;
    const Post past =
        scene.server.post_as(scene.alice.id, scene.ops, "!ping, and the deploy?", just_before(scene));
    run_once(scene);
    const Post fresh = scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(bot.wait_until([&] { return all_delivered(bot, 1); }));
    CHECK(bot.stop() == 0);
    REQUIRE(scene.answers_in(scene.ops).size() == 1);
    CHECK(scene.answers_in(scene.ops).at(0).root_id == fresh.id);
    CHECK(bot.remembered().has_post(past.id));
}

TEST_CASE("posts whose time steps back are not missed, neither live nor while away") {
    Scene scene;
    sim::PostOptions back;
    {
        BotInProcess bot(scene.folder.path(), scene.config());
        REQUIRE(scene.log.wait_for("posts read in"));
        scene.server.post_as(scene.alice.id, scene.ops, "deploy one");
        back.create_at = scene.server.post_as(scene.alice.id, scene.ops, "deploy two").create_at - 1;
        const Post live = scene.server.post_as(scene.bob.id, scene.ops, "deploy back in time", back);
        REQUIRE(bot.wait_until([&] { return bot.remembered().has_post(live.id); }));
        REQUIRE(bot.stop() == 0);
    }
    // Committed while the bot was away, with a time below what it has seen already.
    const Post late = scene.server.post_as(scene.bob.id, scene.ops, "deploy late", back);
    BotInProcess bot(scene.folder.path(), scene.config());
    CHECK(bot.wait_until([&] { return bot.remembered().has_post(late.id); }));
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
}

TEST_CASE("what happened to posts while the bot was away does not make it answer again") {
    Scene scene;
    {
        BotInProcess bot(scene.folder.path(), scene.config());
        REQUIRE(scene.log.wait_for("posts read in"));
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
        REQUIRE(bot.stop() == 0);
    }
    // The question is young, so it is read once more: it has been answered.
    const Post question = scene.server.posts_in(scene.ops).front();
    scene.server.edit_as(scene.alice.id, question.id, "!ping please");
    const Post another = scene.server.post_as(scene.bob.id, scene.ops, "!ping");
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.wait_for_answers(scene.ops, "pong", 2));
    REQUIRE(bot.wait_until([&] { return all_delivered(bot, 2); }));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(scene.ops).size() == 2);
    CHECK(scene.answers_in(scene.ops).back().root_id == another.id);
}

}  // namespace mostik::service_tests
