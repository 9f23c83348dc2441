#include "world.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// The only row of the outbox after `event`.
core::Message answer(World& world, const core::Event& event) {
    CHECK_FALSE(world.run(event));
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 1);
    return rows.front().draft.message;
}

storage::StoredPost stored(const std::string& id, const std::string& text,
                           const std::string& channel = "channel1") {
    return {.key = {"mattermost", core::from_millis(1'795'262'000'000), id},
            .channel_id = channel,
            .channel_name = "name-of-" + channel,
            .author_id = "user2",
            .author_name = "bob",
            .text = text,
            .attachments = "[]",
            .raw = "{}"};
}

void save(World& world, const std::vector<storage::StoredPost>& posts) {
    world.read([&](storage::UnitOfWork& unit) {
        for (const storage::StoredPost& post : posts) unit.posts().save(post);
    });
}

/// The only excerpt's text.
std::string excerpt(const core::Message& message) {
    REQUIRE(message.excerpts);
    REQUIRE(message.excerpts->candidates.size() == 1);
    return message.excerpts->candidates[0].text;
}

}  // namespace

TEST_CASE("a search answers with excerpts for the one who asks, wherever a command may stand") {
    const core::Event event =
        GENERATE(posted("!search деплоя"), mention("search деплоя"), direct("Search деплоя"));
    World world("posted: [respond]");
    save(world, {stored("p1", "Деплой упал", "channel7")});
    const core::Message message = answer(world, event);
    CHECK(message.text == "Found, the best first:");
    REQUIRE(message.excerpts);
    CHECK(message.excerpts->reader == "user1");
    CHECK(message.excerpts->shown == 5);
    CHECK_THAT(message.excerpts->otherwise, Contains("found nothing"));
    CHECK_THAT(message.excerpts->withheld, Contains("directly"));
    REQUIRE(message.excerpts->candidates.size() == 1);
    CHECK(message.excerpts->candidates[0].channel_id == "channel7");
    CHECK(message.excerpts->candidates[0].text ==
          "**bob**, name-of-channel7, [2026-11-21 11:53 UTC](https://chat.example/channel7/p1)\n> **Деплой** "
          "упал");
}

TEST_CASE("a search says so when nothing is found, or what it needs when nothing is asked for") {
    World world("posted: [respond]");
    save(world, {stored("p1", "deploy")});
    const core::Message nothing = answer(world, posted("!search unheard"));
    CHECK_THAT(nothing.text, Contains("found nothing"));
    CHECK_FALSE(nothing.excerpts);
    const std::string query =
        GENERATE("!search", "!search ", "!search \"\"", "!search ?!", "!search 🚢", "!search *");
    World other("posted: [respond]");
    const core::Message usage = answer(other, posted(query));
    CHECK_THAT(usage.text, Contains("which words to look for") && Contains("`search deploy failed`"));
    CHECK_FALSE(usage.excerpts);
}

TEST_CASE("a search speaks the configured language") {
    World world("posted: [respond]", {}, "ru");
    save(world, {stored("p1", "деплой")});
    const core::Message message = answer(world, posted("!search деплой"));
    CHECK_THAT(message.text, StartsWith("Найдено"));
    CHECK_THAT(message.excerpts->otherwise, Contains("ничего не нашлось"));
    CHECK_THAT(message.excerpts->withheld, Contains("спросите меня лично"));
    World asking("posted: [respond]", {}, "ru");
    CHECK_THAT(answer(asking, posted("!search")).text, Contains("какие слова искать"));
    World helping("posted: [respond]", {}, "ru");
    CHECK_THAT(answer(helping, posted("!help")).text, Contains("`search`: что писали"));
}

TEST_CASE("what is quoted calls nobody and looks as it was written") {
    World world("posted: [respond]");
    storage::StoredPost post = stored("p1", "@all *deploy*\n# `x` snake_case _y_ [a](b) ~off @here");
    post.author_name = "@channel";
    save(world, {post});
    const std::string text = excerpt(answer(world, posted("!search deploy")));
    CHECK_THAT(
        text,
        Contains(
            "> @\u200ball \\***deploy**\\* \\# \\`x\\` snake_case \\_y\\_ \\[a\\](b) \\~off @\u200bhere"));
    CHECK_THAT(text, StartsWith("**@\u200bchannel**"));
    CHECK(text.find("@a") == std::string::npos);
    CHECK(text.find("@h") == std::string::npos);
    CHECK(text.find("@c") == std::string::npos);
}

TEST_CASE("a hit in a name that is called calls nobody") {
    World world("posted: [respond]");
    save(world, {stored("p1", "ask @alice, not @alice.b")});
    const std::string text = excerpt(answer(world, posted("!search alice")));
    CHECK_THAT(text, Contains("ask @\u200b**alice**, not @\u200b**alice**.b"));
}

TEST_CASE("the question itself, other questions and deleted posts are not found") {
    World world("posted: [save, respond]");
    save(world, {stored("p1", "!search deploy"), stored("p2", "  !Search: deploy"), stored("p3", "deploy"),
                 stored("p4", "deploy it"), stored("p5", "!searching deploy")});
    world.read([](storage::UnitOfWork& unit) {
        unit.posts().mark_deleted(stored("p4", "").key, core::from_millis(1'795'262'100'000));
    });
    const core::Message message = answer(world, posted("!search deploy"));
    REQUIRE(message.excerpts);
    REQUIRE(message.excerpts->candidates.size() == 2);
    CHECK_THAT(message.excerpts->candidates[0].text, Contains("/p3)"));
    CHECK_THAT(message.excerpts->candidates[1].text, Contains("/p5)"));
}

TEST_CASE("what may have been said to the bot or to a person comes last") {
    World world("posted: [respond]");
    save(world, {stored("p1", "@mostik search deploy"), stored("p2", "@anna, search: deploy"),
                 stored("p3", "where we talk about the last deploy and many other things"),
                 stored("p4", "@anna look for the deploy and the search")});
    const core::Message message = answer(world, posted("!search deploy"));
    REQUIRE(message.excerpts);
    std::vector<std::string> order;
    for (const core::Excerpt& each : message.excerpts->candidates) {
        const auto link = each.text.find("channel1/p");
        order.push_back(each.text.substr(link + 9, 2));
    }
    REQUIRE(order.size() == 4);
    CHECK(std::set<std::string>{order[0], order[1]} == std::set<std::string>{"p3", "p4"});
    CHECK(std::set<std::string>{order[2], order[3]} == std::set<std::string>{"p1", "p2"});
}

TEST_CASE("each channel is among the candidates with as many posts as can be shown") {
    World world("posted: [respond]");
    std::vector<storage::StoredPost> posts;
    for (int i = 0; i < 50; ++i) posts.push_back(stored("a" + std::to_string(i), "deploy", "busy"));
    posts.push_back(stored("b", "deploy is one of many words in this post", "quiet"));
    save(world, posts);
    const core::Message message = answer(world, posted("!search deploy"));
    REQUIRE(message.excerpts);
    const auto& candidates = message.excerpts->candidates;
    REQUIRE(candidates.size() == 6);
    CHECK(candidates[4].channel_id == "busy");
    CHECK(candidates[5].channel_id == "quiet");
}

TEST_CASE("other messengers' posts are not found") {
    World world("posted: [respond]");
    storage::StoredPost post = stored("p1", "deploy");
    post.key.messenger = "telegram";
    save(world, {post});
    CHECK_FALSE(answer(world, posted("!search deploy")).excerpts);
}

TEST_CASE("an answer fits into a message whatever is quoted") {
    World world("posted: [respond]");
    std::string endless = "deploy";
    for (int i = 0; i < 16'000; ++i) endless += "*";
    std::vector<storage::StoredPost> posts;
    for (int i = 0; i < 10; ++i) {
        storage::StoredPost post =
            stored("p" + std::to_string(i), endless + "failed", "c" + std::to_string(i));
        post.author_name = endless;
        post.channel_name = endless;
        posts.push_back(post);
    }
    save(world, posts);
    const core::Message message = answer(world, posted("!search \"deploy failed\" " + endless));
    REQUIRE(message.excerpts);
    REQUIRE(message.excerpts->candidates.size() == 10);
    const std::vector<core::Excerpt> shown(message.excerpts->candidates.begin(),
                                           message.excerpts->candidates.begin() + 5);
    CHECK(core::text_with(message, shown, true).size() < 16'383);
}

TEST_CASE("a search that cannot index everything at once says so") {
    World world("posted: [respond]");
    std::vector<storage::StoredPost> posts;
    for (int i = 0; i < 600; ++i) posts.push_back(stored("p" + std::to_string(i), "deploy"));
    save(world, posts);
    const core::Message message = answer(world, posted("!search deploy"));
    CHECK_THAT(message.text, Contains("88 posts are still being indexed"));
    World again("posted: [respond]");
    save(again, posts);
    CHECK_THAT(answer(again, posted("!search unheard")).text,
               Contains("found nothing") && Contains("88 posts are still being indexed"));
}

TEST_CASE("an answer that may have to wait stands in a line of its own") {
    World world("posted: [respond]");
    save(world, {stored("p1", "deploy")});
    for (const char* text : {"!search deploy", "!search deploy", "!search unheard", "!ping"}) {
        CHECK_FALSE(world.run(posted(text)));
    }
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 4);
    const std::string usual = core::to_string(rows[3].draft.to);
    CHECK(rows[3].draft.order_key == usual);
    CHECK(rows[2].draft.order_key == usual);
    CHECK(rows[1].draft.order_key != usual);
    CHECK(rows[0].draft.order_key != usual);
    CHECK(rows[0].draft.order_key != rows[1].draft.order_key);
}

TEST_CASE("a rule for the command search goes first") {
    World world("posted: [respond: [{when: {command: search}, reply: 'no, {{author}}'}]]");
    CHECK(answer(world, posted("!search deploy")).text == "no, anna");
}
