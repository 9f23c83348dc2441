// Edits and deletions follow the messages that they are about.
#include "tests/service/bridge_scene.hpp"

#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

struct Bridge : BridgeScene {
    Bridge() : bot(mattermost.folder.path(), config()) { REQUIRE(wait_until_ready()); }

    bool telegram_says(const std::vector<std::string>& texts) {
        return telegram.wait_for([&] { return texts_in_telegram() == texts; }, patience);
    }
    bool mattermost_says(const std::vector<std::string>& texts) {
        return mattermost.server.wait_for([&] { return texts_in_mattermost() == texts; }, patience);
    }
    void edit(const Post& post, const std::string& text) {
        mattermost.server.edit_as(mattermost.alice.id, post.id, text);
    }
    void remove(const Post& post) { mattermost.server.delete_as(mattermost.alice.id, post.id); }

    BotInProcess bot;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an edit in Mattermost changes the copy") {
    Bridge bridge;
    const Post post = bridge.says_in_mattermost("helo");
    REQUIRE(bridge.copy_in_telegram("helo"));
    bridge.edit(post, "hello **world**");
    CHECK(bridge.telegram_says({"alice: hello world"}));
}

TEST_CASE("an edit in Telegram changes the copy") {
    Bridge bridge;
    const tg::Message message = bridge.says_in_telegram("helo");
    REQUIRE(bridge.copy_in_mattermost("helo"));
    bridge.telegram.edit(bridge.group, message.id, "hello");
    CHECK(bridge.mattermost_says({"**Anna:** hello"}));
    // A second one within the same second counts, too.
    bridge.telegram.edit(bridge.group, message.id, "hello!");
    CHECK(bridge.mattermost_says({"**Anna:** hello!"}));
}

TEST_CASE("an edit that makes a text longer or shorter changes, adds and removes parts") {
    Bridge bridge;
    const Post post = bridge.says_in_mattermost("short");
    REQUIRE(bridge.copy_in_telegram("short"));
    const std::string a(3000, 'a');
    const std::string b(3000, 'b');
    bridge.edit(post, a + "\n\n" + b);
    CHECK(bridge.telegram_says({"alice: " + a, b}));
    bridge.edit(post, "short again");
    CHECK(bridge.telegram_says({"alice: short again"}));
    bridge.edit(post, a + "\n\n" + b);
    CHECK(bridge.telegram_says({"alice: " + a, b}));
}

TEST_CASE("a deletion in Mattermost removes every part of the copy") {
    Bridge bridge;
    const Post post = bridge.says_in_mattermost(std::string(5000, 'x') + "\nend");
    REQUIRE(bridge.copy_in_telegram("end"));
    bridge.remove(post);
    CHECK(bridge.telegram_says({}));
}

TEST_CASE("edits that come before their original was delivered are applied in order, never lost") {
    Bridge bridge;
    bridge.telegram.inject(tg::delayed("sendMessage", std::chrono::milliseconds(500), 1));
    const Post post = bridge.says_in_mattermost("one");
    REQUIRE(bridge.telegram.wait_for_request("sendMessage"));
    bridge.edit(post, "two");
    bridge.edit(post, "three");
    CHECK(bridge.telegram_says({"alice: three"}));
    // Edits that waited together were joined.
    CHECK(bridge.telegram.requests("editMessageText").size() <= 2);
}

TEST_CASE("a message that is edited or deleted before it could leave leaves as it is then, or not at all") {
    Bridge bridge;
    bridge.telegram.inject(tg::delayed("sendMessage", std::chrono::milliseconds(700), 1));
    bridge.says_in_mattermost("first");
    REQUIRE(bridge.telegram.wait_for_request("sendMessage"));
    const Post edited = bridge.says_in_mattermost("secnd");
    const Post deleted = bridge.says_in_mattermost("third");
    bridge.edit(edited, "second");
    bridge.remove(deleted);
    bridge.says_in_mattermost("fourth");
    CHECK(bridge.telegram_says({"alice: first", "alice: second", "alice: fourth"}));
    CHECK(bridge.telegram.requests("sendMessage").size() == 3);
    CHECK(bridge.telegram.requests("editMessageText").empty());
    CHECK(bridge.telegram.requests("deleteMessage").empty());
}

TEST_CASE("a group and one of its topics have a copy each, and both follow the original") {
    BridgeScene scene;
    const tg::ChatId forum = scene.telegram.add_supergroup("Acme", {scene.anna},
                                                           {.is_forum = true, .bot_status = "administrator"});
    const tg::MessageId topic = scene.telegram.create_topic(scene.anna, forum, "News").id;
    const std::string general = std::to_string(forum);
    const std::string news = general + "/" + std::to_string(topic);
    std::string config = scene.config();
    for (const std::string& target : {general, news})
        config += "  - {from: \"mattermost:dev/ops\", to: \"telegram:" + target + "\"}\n";
    BotInProcess bot(scene.mattermost.folder.path(), config);
    REQUIRE(scene.wait_until_ready());

    const auto copies = [&] {
        std::map<tg::MessageId, std::vector<tg::Message>> by_topic;
        for (const tg::Message& message : scene.telegram.messages_in(forum)) {
            if (message.by_bot && !message.is_deleted) by_topic[message.thread].push_back(message);
        }
        return by_topic;
    };
    const auto each_says = [&](const Texts& texts) {
        const auto says = [&](const std::vector<tg::Message>& messages) {
            return std::ranges::equal(messages, texts, {}, &tg::Message::text);
        };
        return scene.telegram.wait_for(
            [&] {
                auto now = copies();
                return says(now[0]) && says(now[topic]);
            },
            patience);
    };
    const Post post = scene.says_in_mattermost("helo");
    REQUIRE(each_says({"alice: helo"}));
    scene.says_in_mattermost("hi", post.id);
    REQUIRE(each_says({"alice: helo", "alice: hi"}));
    auto answered = copies();
    CHECK(answered[0][1].reply_to == answered[0][0].id);
    CHECK(answered[topic][1].reply_to == answered[topic][0].id);
    scene.mattermost.server.edit_as(scene.mattermost.alice.id, post.id, "hello");
    CHECK(each_says({"alice: hello", "alice: hi"}));
    scene.mattermost.server.delete_as(scene.mattermost.alice.id, post.id);
    CHECK(each_says({}));  // and the answer with it
}

TEST_CASE("an edit of what was never carried is nobody's news") {
    BridgeScene scene;
    const Post old = scene.says_in_mattermost("before the bridge was built");
    BotInProcess bot(scene.mattermost.folder.path(), scene.config());
    REQUIRE(scene.wait_until_ready());
    scene.mattermost.server.edit_as(scene.mattermost.alice.id, old.id, "changed");
    scene.says_in_mattermost("after it");
    REQUIRE(scene.copy_in_telegram("after it"));
    CHECK(scene.texts_in_telegram() == Texts{"alice: after it"});
}

}  // namespace mostik::service_tests
