// People search what was said, and are shown what they may read.
#include "core/clock.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

/// Everything that is said is stored, and searches are answered.
Wishes searching(std::vector<std::string> channels = {"dev/ops"}) {
    Wishes wishes;
    wishes.channels = std::move(channels);
    wishes.filter = {};
    return wishes;
}

/// A bot that has heard of everything up to now.
struct Searching {
    Searching(Scene& used_scene, const Wishes& wishes)
        : scene(used_scene), bot(scene.folder.path(), scene.config(wishes)) {
        REQUIRE(scene.server.wait_for_websockets(1));
        REQUIRE(scene.log.wait_for("posts read in"));
    }

    /// What the bot answers to `text`, which `asker` says in `channel`.
    std::string answer(const Account& asker, const std::string& channel, const std::string& text) {
        const std::size_t before = scene.answers_in(channel).size();
        scene.server.post_as(asker.id, channel, text);
        REQUIRE(scene.server.wait_for([&] { return scene.answers_in(channel).size() > before; }, patience));
        return scene.answers_in(channel).back().message;
    }

    Scene& scene;
    BotInProcess bot;
};

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("a post is found right after it was said, with a link, in a thread under the question") {
    Scene scene;
    Searching running(scene, searching());
    const Post post = scene.server.post_as(scene.bob.id, scene.ops, "Деплоим v2 на прод");
    CHECK(running.answer(scene.alice, scene.ops, "!search деплоя") ==
          "Found, the best first:\n\n**bob**, ops, [" +
              core::to_rfc3339(core::from_millis(post.create_at)).substr(0, 10) + " " +
              core::to_rfc3339(core::from_millis(post.create_at)).substr(11, 5) + " UTC](" +
              scene.server.url() + "/_redirect/pl/" + post.id + ")\n> **Деплоим** v2 на прод");
    CHECK_FALSE(scene.answers_in(scene.ops).back().root_id.empty());
}

TEST_CASE("what was said before the bot came is found, too") {
    Scene scene;
    scene.server.post_as(scene.bob.id, scene.ops, "ёлка в офисе");
    Searching running(scene, searching());
    const std::string direct = scene.server.direct_channel(scene.alice.id, scene.bot.id);
    CHECK_THAT(running.answer(scene.alice, direct, "search елка"), Contains("**ёлка** в офисе"));
}

TEST_CASE("a search is answered in Russian, and quoted words have to stand together") {
    Scene scene;
    BotInProcess russian(scene.folder.path(), "locale: ru\n" + scene.config(searching()));
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.post_as(scene.bob.id, scene.ops, "сервер упал");
    scene.server.post_as(scene.alice.id, scene.ops, "!search \"упал сервер\"");
    REQUIRE(scene.wait_for_answers(scene.ops, "В каналах, где вы состоите, ничего не нашлось."));
    scene.server.post_as(scene.alice.id, scene.ops, "!search \"сервера упали\"");
    REQUIRE(scene.server.wait_for([&] { return scene.answers_in(scene.ops).size() == 2; }, patience));
    CHECK(first_line(scene.answers_in(scene.ops).back().message) == "Найдено, лучшее — первым:");
    CHECK_THAT(scene.answers_in(scene.ops).back().message, EndsWith("**сервер упал**"));
}

TEST_CASE("who is no member of the channel is shown nothing of it") {
    Scene scene;
    const Account carol = scene.server.add_user("carol");
    scene.server.join_team(scene.team, carol.id);
    Searching running(scene, searching());
    scene.server.post_as(scene.bob.id, scene.ops, "deploy failed");
    const std::string direct = scene.server.direct_channel(carol.id, scene.bot.id);
    CHECK(running.answer(carol, direct, "search deploy") ==
          "I found nothing in the channels that you belong to.");
    scene.server.join(scene.ops, carol.id);
    CHECK_THAT(running.answer(carol, direct, "search deploy"), Contains("**deploy** failed"));
    scene.server.leave(scene.ops, carol.id);
    CHECK(running.answer(carol, direct, "search deploy") ==
          "I found nothing in the channels that you belong to.");
}

TEST_CASE("private words are not shown in a public channel, and directly they are") {
    Scene scene;
    const std::string board = scene.server.add_channel(scene.team, "board", {.type = 'P'});
    for (const Account* account : {&scene.bot, &scene.alice}) scene.server.join(board, account->id);
    Searching running(scene, searching({"dev/ops", "dev/board"}));
    scene.server.post_as(scene.alice.id, board, "the merger is near");
    const std::string in_public = running.answer(scene.alice, scene.ops, "!search merger");
    CHECK(in_public ==
          "Some of what I found is in channels that not everybody here can read: ask me directly.");
    const std::string direct = scene.server.direct_channel(scene.alice.id, scene.bot.id);
    CHECK_THAT(running.answer(scene.alice, direct, "search merger"), Contains("the **merger** is near"));
    const std::string bobs = scene.server.direct_channel(scene.bob.id, scene.bot.id);
    CHECK_THAT(running.answer(scene.bob, bobs, "search merger"), StartsWith("I found nothing"));
}

TEST_CASE("an edited post is found by its new text, a deleted one not at all") {
    Scene scene;
    Searching running(scene, searching());
    const Post edited = scene.server.post_as(scene.bob.id, scene.ops, "the old words");
    const Post deleted = scene.server.post_as(scene.bob.id, scene.ops, "a secret");
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search secret"), Contains("a **secret**"));
    scene.server.edit_as(scene.bob.id, edited.id, "the new words");
    scene.server.delete_as(scene.bob.id, deleted.id);
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search \"old words\""),
               StartsWith("I found nothing"));
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search \"new words\""),
               Contains("the **new words**"));
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search secret"), StartsWith("I found nothing"));
}

TEST_CASE("a mention that is quoted notifies nobody") {
    Scene scene;
    Searching running(scene, searching());
    scene.server.post_as(scene.bob.id, scene.ops, "@all, @alice: deploy at five");
    const std::string said = running.answer(scene.alice, scene.ops, "!search deploy");
    CHECK_THAT(said, Contains("@\u200ball, @\u200balice: **deploy** at five"));
    CHECK(said.find("@a") == std::string::npos);
}

TEST_CASE("a search without words is told how to search") {
    Scene scene;
    Searching running(scene, searching());
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search ???"), StartsWith("Tell me which words"));
    CHECK_THAT(running.answer(scene.alice, scene.ops, "@mostik search"), StartsWith("Tell me which words"));
    // Nothing that people write is an error.
    for (const char* query : {"\"", "AND", "NEAR(", "a* -b", "C++ \"", "x OR"}) {
        CHECK_THAT(running.answer(scene.alice, scene.ops, std::string("!search ") + query),
                   StartsWith("I found nothing") || StartsWith("Tell me which words"));
    }
    CHECK(running.bot.stop() == 0);
    CHECK(running.bot.remembered().failed_events().empty());
}

TEST_CASE("an answer waits while the server does not tell who is a member") {
    Scene scene;
    Searching running(scene, searching());
    scene.server.post_as(scene.bob.id, scene.ops, "deploy failed");
    scene.server.inject(
        simulators::mattermost::server_error("GET", "/api/v4/channels/" + scene.ops + "/members/", 503));
    CHECK_THAT(running.answer(scene.alice, scene.ops, "!search failing"), Contains("deploy **failed**"));
    CHECK(running.bot.stop() == 0);
    const auto outbox = running.bot.remembered().outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].attempt == 2);
    // What was quoted is not kept beyond its delivery.
    CHECK_FALSE(outbox[0].draft.message.excerpts);
}

TEST_CASE("no other answer waits behind a search that cannot be answered yet") {
    Scene scene;
    Searching running(scene, searching());
    scene.server.post_as(scene.bob.id, scene.ops, "deploy failed");
    const std::string members = "/api/v4/channels/" + scene.ops + "/members/";
    scene.server.inject(simulators::mattermost::server_error("GET", members, 503, 0));
    scene.server.post_as(scene.alice.id, scene.ops, "!search failing");
    REQUIRE(scene.server.wait_for_request("GET", members + scene.alice.id));
    CHECK(running.answer(scene.bob, scene.ops, "!ping") == "pong");
    scene.server.clear_faults();
    REQUIRE(scene.server.wait_for([&] { return scene.answers_in(scene.ops).size() == 2; }, patience));
    CHECK_THAT(scene.answers_in(scene.ops).back().message, Contains("deploy **failed**"));
}

TEST_CASE("what was committed is indexed without a search") {
    Scene scene;
    Searching running(scene, searching());
    for (int i = 0; i < 200; ++i)
        scene.server.post_as(scene.bob.id, scene.ops, "deploy " + std::to_string(i));
    const auto waiting = [&] {
        std::int64_t posts = 0;
        running.bot.database().transact_blocking(
            [&](storage::UnitOfWork& unit) { posts = unit.search().waiting(); });
        return posts;
    };
    REQUIRE(running.bot.wait_until([&] { return running.bot.remembered().post_ids().size() == 200; }));
    CHECK(running.bot.wait_until([&] { return waiting() == 0; }));
}

TEST_CASE("the command line searches beside a running service") {
    Scene scene;
    const Wishes wishes = searching();
    const std::string config = scene.write_config(wishes).string();
    Searching running(scene, wishes);
    const Post post = scene.server.post_as(scene.bob.id, scene.ops, "деплой\n упал, @all");
    const Post deleted = scene.server.post_as(scene.alice.id, scene.ops, "деплой на прод");
    REQUIRE(running.bot.wait_until([&] { return running.bot.remembered().has_post(deleted.id); }));
    scene.server.delete_as(scene.alice.id, deleted.id);
    const auto is_marked = [&] {
        bool marked = false;
        running.bot.database().transact_blocking([&](storage::UnitOfWork& unit) {
            for (const auto& each : unit.posts().latest(10)) marked = marked || each.deleted_at.has_value();
        });
        return marked;
    };
    REQUIRE(running.bot.wait_until(is_marked));

    // The token is not needed, and not there.
    std::string output;
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "search");
        arguments.insert(arguments.end(), {"--config", config});
        return run_mostik(arguments, {}, output);
    };
    const std::string time = core::to_rfc3339(core::from_millis(post.create_at));
    REQUIRE(run({"деплои"}) == 0);
    CHECK(output == time + "  ops  bob\n  деплой упал, @all\n  " + scene.server.url() + "/_redirect/pl/" +
                        post.id + "\n");
    REQUIRE(run({"деплой", "--deleted"}) == 0);
    CHECK_THAT(output, Contains("деплой на прод") && Contains("(deleted 20") && Contains("деплой упал"));
    REQUIRE(run({"деплой", "--deleted", "--limit", "1"}) == 0);
    CHECK(std::count(output.begin(), output.end(), '\n') == 3);
    REQUIRE(run({"деплой", "--channel", "dev/ops", "--author", "@bob", "--json"}) == 0);
    const auto line = nlohmann::json::parse(output);
    CHECK(line.at("id") == post.id);
    CHECK(line.at("text") == "деплой\n упал, @all");
    CHECK(line.at("channel") == "ops");
    REQUIRE(run({"деплой", "--channel", scene.ops, "--author", scene.alice.id}) == 0);
    CHECK(output == "nothing found\n");
    REQUIRE(run({"unheard", "--json"}) == 0);
    CHECK(output.empty());
    CHECK(run({"\"?!"}) == 2);
    CHECK_THAT(output, Contains("no word to look for"));
    CHECK(run({}) == 2);
    CHECK(run({"деплой", "--limit", "0"}) == 2);
}

}  // namespace mostik::service_tests
