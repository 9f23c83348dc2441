// People talk to the bot and are answered; machines are not.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

/// A rule that answers everything that is said, and nothing but it.
Wishes talkative(const std::string& reply) {
    Wishes wishes;
    wishes.posted = "[respond: {rules: [{when: {matches: \".\"}, reply: \"" + reply + "\"}]}]";
    return wishes;
}

}  // namespace

TEST_CASE("!ping is answered in a thread under it") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    const Post ping = scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    CHECK(bot.stop() == 0);
    const auto answers = scene.answers_in(scene.ops);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].root_id == ping.id);
    const auto outbox = bot.remembered().outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].state == storage::OutboxState::delivered);
    CHECK(outbox[0].remote_id == answers[0].id);
}

TEST_CASE("the bot's own answer is heard before the server has confirmed it, and is not answered") {
    Scene scene;
    Wishes wishes = talkative("pong");
    wishes.posted = "[log, " + wishes.posted.substr(1);
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.inject(
        simulators::mattermost::delayed("POST", "/api/v4/posts", std::chrono::milliseconds(300), 1));
    scene.server.post_as(scene.alice.id, scene.ops, "hello");
    REQUIRE(scene.log.wait_for("self=true"));
    CHECK(scene.log.count("delivered as") == 0);
    REQUIRE(scene.log.wait_for("delivered as"));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(scene.ops).size() == 1);
    CHECK(bot.remembered().outbox().size() == 1);
}

TEST_CASE("what is said in a thread is answered in that thread") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    const Post root = scene.server.post_as(scene.alice.id, scene.ops, "is the bot here?");
    simulators::mattermost::PostOptions reply;
    reply.root_id = root.id;
    scene.server.post_as(scene.bob.id, scene.ops, "!ping", reply);
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    CHECK(bot.stop() == 0);
    const auto answers = scene.answers_in(scene.ops);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].root_id == root.id);
}

TEST_CASE("a direct message is answered without a thread, and is not stored") {
    Scene scene;
    const std::string direct = scene.server.direct_channel(scene.alice.id, scene.bot.id);
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, direct, "ping");
    REQUIRE(scene.wait_for_answers(direct, "pong"));
    scene.server.post_as(scene.alice.id, direct, "deploy is a secret");
    REQUIRE(scene.server.wait_for([&] { return scene.answers_in(direct).size() == 2; }));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(direct)[0].root_id.empty());
    CHECK(bot.remembered().post_ids().empty());
}

TEST_CASE("a mention is answered, in any case and with punctuation") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, scene.ops, "@Mostik, ping!");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
}

TEST_CASE("a configured rule answers, and wins over the built-in command of its name") {
    Scene scene;
    Wishes wishes;
    wishes.posted = "[respond: [{when: {command: ping}, reply: \"here, {{author}}\"}]]";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "here, alice"));
    CHECK(bot.stop() == 0);
    CHECK(scene.answers_in(scene.ops).size() == 1);
}

TEST_CASE("other bots, the server and the bot itself are never answered") {
    Scene scene;
    const Account other = scene.server.add_bot("other");
    scene.server.join(scene.ops, other.id);
    BotInProcess bot(scene.folder.path(), scene.config(talkative("I heard you")));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(other.id, scene.ops, "!ping");
    scene.server.post_as(scene.bot.id, scene.ops, "!ping");
    const Account carol = scene.server.add_user("carol");
    scene.server.join(scene.ops, carol.id, true);
    // Anyone can claim to be a bot: that is no reason not to answer a person.
    simulators::mattermost::PostOptions claims;
    claims.props = {{"from_bot", "true"}};
    const Post last = scene.server.post_as(carol.id, scene.ops, "hello", claims);
    REQUIRE(scene.wait_for_answers(scene.ops, "I heard you"));
    CHECK(bot.stop() == 0);
    REQUIRE(scene.count_answers(scene.ops, "I heard you") == 1);
    CHECK(scene.answers_in(scene.ops).back().root_id == last.id);
}

TEST_CASE("two bots that answer everything do not talk to each other") {
    Scene scene;
    const Account other = scene.server.add_bot("other");
    scene.server.join(scene.ops, other.id);
    BotInProcess first(scene.folder.path() / "first", scene.config(talkative("first says pong")));
    BotInProcess second(scene.folder.path() / "second",
                        scene.config(talkative("second says pong"), other.token));
    REQUIRE(scene.server.wait_for_websockets(2));
    const auto count_by = [&](const Account& account) { return scene.server.posts_by(account.id).size(); };
    for (std::size_t round = 1; round <= 3; ++round) {
        scene.server.post_as(scene.alice.id, scene.ops, "hello bots");
        REQUIRE(
            scene.server.wait_for([&] { return count_by(scene.bot) >= round && count_by(other) >= round; }));
    }
    CHECK(first.stop() == 0);
    CHECK(second.stop() == 0);
    CHECK(count_by(scene.bot) == 3);
    CHECK(count_by(other) == 3);
}

}  // namespace mostik::service_tests
