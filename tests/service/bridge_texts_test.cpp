// What is said on one side is said on the other.
#include "tests/service/bridge_scene.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

struct Bridge : BridgeScene {
    explicit Bridge(const std::string& telegram_more = {}, const std::string& route_more = {})
        : bot(mattermost.folder.path(), config(telegram_more, route_more)) {
        REQUIRE(wait_until_ready());
    }
    BotInProcess bot;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what is said in Mattermost arrives in Telegram with its author and its formatting") {
    Bridge bridge;
    bridge.says_in_mattermost("the **disk** is `full`: 1 < 2 & 3_4_5");
    const auto copy = bridge.copy_in_telegram("the disk is full: 1 < 2 & 3_4_5");
    REQUIRE(copy);
    CHECK(copy->text == "alice: the disk is full: 1 < 2 & 3_4_5");
    Texts kinds;
    for (const tg::Entity& entity : copy->entities) kinds.push_back(entity.type);
    CHECK(kinds == Texts{"bold", "bold", "code"});
}

TEST_CASE("what is said in Telegram arrives in Mattermost with its author and its formatting") {
    Bridge bridge;
    tg::WriteOptions options;
    options.entities = {{.type = "bold", .offset = 3, .length = 4}};
    bridge.says_in_telegram("on *fire* # no", options);
    const auto copy = bridge.copy_in_mattermost("e\\* # no");
    REQUIRE(copy);
    CHECK(copy->message == "**Anna:** on **\\*fir**e\\* # no");
}

TEST_CASE("nothing comes back: neither copies nor the bot's own answers are carried") {
    Bridge bridge;
    bridge.says_in_mattermost("!ping");
    REQUIRE(bridge.mattermost.wait_for_answers(bridge.mattermost.ops, "pong"));
    REQUIRE(bridge.copy_in_telegram("!ping"));
    bridge.says_in_telegram("hello");
    REQUIRE(bridge.copy_in_mattermost("hello"));
    bridge.says_in_mattermost("the last");
    REQUIRE(bridge.copy_in_telegram("the last"));
    CHECK(bridge.texts_in_telegram() == Texts{"alice: !ping", "alice: the last"});
    CHECK(bridge.texts_in_mattermost() == Texts{"pong", "**Anna:** hello"});
}

TEST_CASE("a reply stays a reply, in both directions and back to where the message came from") {
    Bridge bridge;
    const Post question = bridge.says_in_mattermost("who is on duty?");
    const auto question_copy = bridge.copy_in_telegram("who is on duty?");
    REQUIRE(question_copy);

    // Anna answers the copy: the answer belongs to the original's thread.
    bridge.says_in_telegram("I am", {.reply_to = question_copy->id});
    const auto answer = bridge.copy_in_mattermost("I am");
    REQUIRE(answer);
    CHECK(answer->root_id == question.id);

    // Alice goes on in the thread: that answers the copy of its root.
    bridge.says_in_mattermost("thanks", question.id);
    const auto thanks = bridge.copy_in_telegram("thanks");
    REQUIRE(thanks);
    CHECK(thanks->reply_to == question_copy->id);

    // Anna answers that: the same thread, whose root is not what she answered.
    bridge.says_in_telegram("no problem", {.reply_to = thanks->id});
    const auto last = bridge.copy_in_mattermost("no problem");
    REQUIRE(last);
    CHECK(last->root_id == question.id);

    // And what began in Telegram.
    const tg::Message news = bridge.says_in_telegram("news");
    const auto news_copy = bridge.copy_in_mattermost("news");
    REQUIRE(news_copy);
    bridge.says_in_mattermost("good ones?", news_copy->id);
    const auto good = bridge.copy_in_telegram("good ones?");
    REQUIRE(good);
    CHECK(good->reply_to == news.id);
}

TEST_CASE("a reply finds its place after a restart") {
    BridgeScene scene;
    tg::Message copy;
    Post question;
    {
        BotInProcess bot(scene.mattermost.folder.path(), scene.config());
        REQUIRE(scene.wait_until_ready());
        question = scene.says_in_mattermost("who is on duty?");
        const auto found = scene.copy_in_telegram("who is on duty?");
        REQUIRE(found);
        copy = *found;
        REQUIRE(bot.stop() == 0);
    }
    scene.says_in_telegram("I am", {.reply_to = copy.id});  // nobody hears it yet
    BotInProcess bot(scene.mattermost.folder.path(), scene.config());
    const auto answer = scene.copy_in_mattermost("I am");
    REQUIRE(answer);
    CHECK(answer->root_id == question.id);
}

TEST_CASE("names that would call strangers call nobody") {
    Bridge bridge;
    bridge.says_in_telegram("@all @channel look, @bob too");
    const auto copy = bridge.copy_in_mattermost("too");
    REQUIRE(copy);
    CHECK(copy->message.find("@all") == std::string::npos);
    CHECK(copy->message.find("@channel") == std::string::npos);
    CHECK(copy->message.find("@bob") == std::string::npos);
    bridge.says_in_mattermost("ask @stranger about it");
    const auto other = bridge.copy_in_telegram("about it");
    REQUIRE(other);
    CHECK(other->text.find("@stranger") == std::string::npos);
}

TEST_CASE("a long text arrives whole, in parts that belong together") {
    Bridge bridge;
    std::string text;
    for (int line = 0; line < 900; ++line) text += "line number " + std::to_string(line) + "\n";
    text += "the end";
    bridge.says_in_mattermost(text);
    REQUIRE(bridge.copy_in_telegram("the end"));
    std::string joined;
    for (const std::string& part : bridge.texts_in_telegram()) joined += (joined.empty() ? "" : "\n") + part;
    CHECK(bridge.texts_in_telegram().size() == 4);
    CHECK(joined == "alice: " + text);
}

TEST_CASE("a long text is a file where the configuration wants that") {
    Bridge bridge("  long_texts: file\n");
    const std::string text = std::string(5000, 'x') + " **end**";
    bridge.says_in_mattermost(text);
    const auto file = bridge.copy_in_telegram("…");
    REQUIRE(file);
    REQUIRE(file->media);
    CHECK(bridge.telegram.file_bytes(file->media->file_id) == text);
    CHECK(file->text.starts_with("alice: xxx"));
    CHECK(bridge.telegram.sent_by_bot(bridge.group).size() == 1);
}

TEST_CASE("what a webhook says in attachments is carried too") {
    Bridge bridge;
    simulators::mattermost::PostOptions options;
    options.props = {{"attachments",
                      {{{"title", "Build 42"},
                        {"title_link", "https://example.com/42"},
                        {"text", "**failed**"},
                        {"fields", {{{"title", "Branch"}, {"value", "main"}}}}}}}};
    bridge.mattermost.server.post_as(bridge.mattermost.alice.id, bridge.mattermost.ops, "", options);
    const auto copy = bridge.copy_in_telegram("Branch: main");
    REQUIRE(copy);
    CHECK(copy->text == "alice: Build 42\nfailed\nBranch: main");
}

TEST_CASE("a forum's topic is an address of its own") {
    BridgeScene scene;
    const tg::ChatId forum = scene.telegram.add_supergroup("Forum", {scene.anna}, {.is_forum = true});
    const auto topic = scene.telegram.create_topic(scene.anna, forum, "Alerts");
    const auto other = scene.telegram.create_topic(scene.anna, forum, "Smalltalk");
    const std::string config = scene.config() +
                               "  - {from: \"mattermost:dev/ops\", to: \"telegram:" + std::to_string(forum) +
                               "/" + std::to_string(topic.id) + "\", both_ways: true}\n";
    BotInProcess bot(scene.mattermost.folder.path(), config);
    REQUIRE(scene.wait_until_ready());
    scene.says_in_mattermost("to the topic");
    const auto copy = scene.telegram.wait_for_message(
        forum, [](const tg::Message& message) { return message.text == "alice: to the topic"; });
    REQUIRE(copy);
    CHECK(copy->thread == topic.id);
    scene.telegram.write(scene.anna, forum, "elsewhere", {.topic = other.id});
    scene.telegram.write(scene.anna, forum, "from the topic", {.topic = topic.id});
    const auto post = scene.copy_in_mattermost("from the topic");
    REQUIRE(post);
    CHECK(post->root_id.empty());
    CHECK(scene.texts_in_mattermost() == Texts{"**Anna:** from the topic"});
}

TEST_CASE("only what the route asks for is carried") {
    Bridge bridge({}, ", when: {contains: P1}");
    bridge.says_in_mattermost("P3: slow");
    bridge.says_in_mattermost("P1: down");
    REQUIRE(bridge.copy_in_telegram("P1: down"));
    CHECK(bridge.texts_in_telegram() == Texts{"alice: P1: down"});
}

TEST_CASE("the author stands before the text as the route wants it") {
    Bridge bridge({}, ", author: \"[{{author}} in {{channel}}] \"");
    bridge.says_in_mattermost("hello");
    const auto copy = bridge.copy_in_telegram("hello");
    REQUIRE(copy);
    CHECK(copy->text == "[alice in ops] hello");
}

TEST_CASE("reactions are carried where the route says so") {
    Bridge bridge({}, ", reactions: true");
    const Post post = bridge.says_in_mattermost("deployed");
    const auto copy = bridge.copy_in_telegram("deployed");
    REQUIRE(copy);
    bridge.mattermost.server.react_as(bridge.mattermost.bob.id, post.id, "+1");
    CHECK(bridge.telegram.wait_for([&] {
        const auto message = bridge.telegram.message(bridge.group, copy->id);
        for (const auto& [user, reactions] : message->reactions) {
            if (user == bridge.telegram.bot_id() && reactions.size() == 1) return reactions[0].value == "👍";
        }
        return false;
    }));
}

TEST_CASE("marks tell in Mattermost what became of a message") {
    Bridge bridge({}, ", marks: true");
    const Post good = bridge.says_in_mattermost("hello");
    CHECK(bridge.mattermost.server.wait_for([&] {
        const auto reactions = bridge.mattermost.server.reactions_of(good.id);
        return reactions.size() == 1 && reactions[0].emoji_name == "white_check_mark";
    }));
    bridge.telegram.kick_bot(bridge.group, bridge.anna);
    const Post bad = bridge.says_in_mattermost("anybody?");
    CHECK(bridge.mattermost.server.wait_for([&] {
        const auto reactions = bridge.mattermost.server.reactions_of(bad.id);
        return reactions.size() == 1 && reactions[0].emoji_name == "warning";
    }));
}

TEST_CASE("who wrote in Telegram is told there, once, what could not be carried") {
    Bridge bridge;
    bridge.mattermost.server.leave(bridge.mattermost.ops, bridge.mattermost.bot.id);
    const tg::Message lost = bridge.says_in_telegram("hello?");
    const auto notice = bridge.copy_in_telegram("");
    REQUIRE(notice);
    CHECK(notice->text.find("could not be carried") != std::string::npos);
    CHECK(notice->reply_to == lost.id);
    bridge.mattermost.server.join(bridge.mattermost.ops, bridge.mattermost.bot.id);
    bridge.says_in_telegram("and now?");
    CHECK(bridge.copy_in_mattermost("and now?"));
    CHECK(bridge.texts_in_telegram().size() == 1);
}

}  // namespace mostik::service_tests
