// What happens on the way to Telegram.
#include "tests/service/bridge_scene.hpp"

#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

struct Bridge : BridgeScene {
    explicit Bridge(const std::string& telegram_more = {}, const tg::Options& options = {})
        : BridgeScene(options), bot(mattermost.folder.path(), config(telegram_more)) {
        REQUIRE(wait_until_ready());
    }
    bool telegram_says(const std::vector<std::string>& texts) {
        return telegram.wait_for([&] { return texts_in_telegram() == texts; }, patience);
    }
    std::vector<storage::OutboxRow> rows(storage::OutboxState state) {
        std::vector<storage::OutboxRow> all = bot.remembered().outbox();
        std::erase_if(all, [state](const storage::OutboxRow& row) { return row.state != state; });
        return all;
    }
    bool wait_for_rows(storage::OutboxState state, std::size_t count) {
        return bot.wait_until([&] { return rows(state).size() == count; });
    }
    BotInProcess bot;
};

using enum storage::OutboxState;

}  // namespace

TEST_CASE("a flood limit pauses the chat, costs no attempt, and keeps the order") {
    Bridge bridge;
    bridge.telegram.inject(tg::flood("sendMessage", 1));
    bridge.says_in_mattermost("one");
    bridge.says_in_mattermost("two");
    CHECK(bridge.telegram_says({"alice: one", "alice: two"}));
    REQUIRE(bridge.wait_for_rows(delivered, 2));
    for (const auto& row : bridge.rows(delivered)) CHECK(row.failures == 0);
}

TEST_CASE("a lost answer: what may have arrived is sent again, and counted") {
    Bridge bridge;
    bridge.telegram.inject(tg::lost_answer("sendMessage"));
    bridge.says_in_mattermost("hello");
    CHECK(bridge.telegram_says({"alice: hello", "alice: hello"}));
    REQUIRE(bridge.wait_for_rows(delivered, 1));
    CHECK(bridge.rows(delivered)[0].attempt == 2);
}

TEST_CASE("a lost answer: or held, until somebody decides, others go on") {
    Bridge bridge("  on_uncertain: hold\n");
    bridge.telegram.inject(tg::lost_answer("sendMessage"));
    const Post post = bridge.says_in_mattermost("hello");
    REQUIRE(bridge.wait_for_rows(uncertain, 1));
    CHECK(bridge.rows(uncertain)[0].held);
    // An edit of it waits with it; the next message does not.
    bridge.mattermost.server.edit_as(bridge.mattermost.alice.id, post.id, "hello!");
    bridge.says_in_mattermost("next");
    CHECK(bridge.telegram_says({"alice: hello", "alice: next"}));
    CHECK(bridge.telegram.requests("sendMessage").size() == 2);
    CHECK(bridge.rows(queued).size() == 1);
}

TEST_CASE("a server that answers 502 loses nothing and doubles what it did not do") {
    Bridge bridge;
    bridge.telegram.inject(tg::bad_gateway("sendMessage", 2));
    bridge.says_in_mattermost("one");
    bridge.says_in_mattermost("two");
    CHECK(bridge.telegram_says({"alice: one", "alice: two"}));
}

TEST_CASE("a chat that is gone is not written to until it is heard of again") {
    Bridge bridge;
    bridge.telegram.kick_bot(bridge.group, bridge.anna);
    bridge.says_in_mattermost("one");
    REQUIRE(bridge.wait_for_rows(failed, 1));
    const std::size_t asked = bridge.telegram.requests("sendMessage").size();
    bridge.says_in_mattermost("two");
    REQUIRE(bridge.wait_for_rows(failed, 2));
    CHECK(bridge.telegram.requests("sendMessage").size() == asked);
    bridge.telegram.add_bot(bridge.group, bridge.anna);
    bridge.says_in_telegram("welcome back");
    REQUIRE(bridge.copy_in_mattermost("welcome back"));
    bridge.says_in_mattermost("three");
    CHECK(bridge.copy_in_telegram("three"));
}

TEST_CASE("a revoked token stops the sending, and what waits goes out when it works again") {
    Bridge bridge;
    bridge.telegram.inject(tg::api_error("sendMessage", 401, "Unauthorized", 1));
    bridge.says_in_mattermost("one");
    REQUIRE(bridge.mattermost.log.wait_for("nothing is sent until its configuration works again"));
    bridge.says_in_mattermost("two");
    CHECK(bridge.telegram.wait_for(
        [&] {
            return bridge.texts_in_telegram() == std::vector<std::string>{"alice: one", "alice: two"};
        },
        30s));
    CHECK(bridge.mattermost.log.wait_for("works again"));
}

TEST_CASE("a group that becomes a supergroup is followed") {
    tg::Simulator* telegram = nullptr;
    BridgeScene scene;
    telegram = &scene.telegram;
    const tg::ChatId group = telegram->add_group("Old room", {scene.anna});
    scene.group = group;
    BotInProcess bot(scene.mattermost.folder.path(), scene.config());
    REQUIRE(scene.wait_until_ready());
    const Post before = scene.says_in_mattermost("before");
    REQUIRE(scene.copy_in_telegram("before"));
    scene.group = telegram->migrate(group, scene.anna);
    scene.says_in_mattermost("after", before.id);
    const auto after = scene.copy_in_telegram("after");
    REQUIRE(after);
    // What was answered stayed behind: its number may be another message's by now.
    CHECK(after->reply_to == 0);
    scene.says_in_telegram("from there");
    CHECK(scene.copy_in_mattermost("from there"));
    // The edit has nothing to change in the new chat, and changes nobody else's message.
    scene.mattermost.server.edit_as(scene.mattermost.alice.id, before.id, "changed");
    scene.says_in_mattermost("last");
    REQUIRE(scene.copy_in_telegram("last"));
    CHECK(scene.texts_in_telegram() == std::vector<std::string>{"alice: after", "alice: last"});
}

TEST_CASE("one destination that is stuck holds up no other") {
    BridgeScene scene;
    const tg::ChatId other = scene.telegram.add_supergroup("Other", {scene.anna});
    const std::string config = scene.config() +
                               "  - {from: \"mattermost:dev/ops\", to: \"telegram:" + std::to_string(other) +
                               "\"}\n";
    BotInProcess bot(scene.mattermost.folder.path(), config);
    REQUIRE(scene.wait_until_ready());
    scene.telegram.pause_chat(scene.group, 3600);
    scene.says_in_mattermost("one");
    scene.says_in_mattermost("two");
    const auto copy = scene.telegram.wait_for_message(
        other, [](const tg::Message& message) { return message.text.ends_with("two"); });
    CHECK(copy);
    CHECK(scene.texts_in_telegram().empty());
}

TEST_CASE("another poller, and a webhook, are named in the log") {
    Bridge bridge;
    bridge.telegram.conflict();
    CHECK(bridge.mattermost.log.wait_for("another program asks for this bot's updates"));
}

TEST_CASE("a message in Telegram is confirmed only when it is committed") {
    Bridge bridge;
    bridge.says_in_telegram("hello");
    REQUIRE(bridge.copy_in_mattermost("hello"));
    CHECK(bridge.telegram.wait_for_confirmed());
    CHECK(bridge.bot.stop() == 0);
    CHECK(bridge.telegram.pending_updates() == 0);
}

#ifdef MOSTIK_KILL_POINTS
TEST_CASE("kills on the way: everything arrives in Mattermost once, in Telegram at least once") {
    const std::string point =
        GENERATE("pipeline.before_commit", "pipeline.after_commit", "delivery.claimed",
                 "mattermost.before_send", "mattermost.after_send", "telegram.before_send",
                 "telegram.after_send", "delivery.before_record", "delivery.recorded");
    CAPTURE(point);
    BridgeScene scene;
    const std::string file = scene.write_config().string();
    {
        // What is said from now on is not its past.
        BotProcess bot({"run", "--config", file}, scene.environment());
        REQUIRE(scene.wait_until_ready());
        scene.says_in_mattermost("the first");
        REQUIRE(scene.copy_in_telegram("the first"));
        REQUIRE(bot.wait_for_output("posts read"));
        bot.signal(SIGTERM);
        REQUIRE(bot.wait() == 0);
    }
    {
        BotProcess bot({"run", "--config", file}, scene.environment(point));
        scene.says_in_mattermost("to telegram");
        scene.says_in_telegram("to mattermost");
        REQUIRE(bot.wait() == -SIGKILL);
    }
    BotProcess bot({"run", "--config", file}, scene.environment());
    CHECK(scene.copy_in_telegram("to telegram"));
    CHECK(scene.copy_in_mattermost("to mattermost"));
    REQUIRE(scene.says_in_mattermost("the last").id != "");
    REQUIRE(scene.copy_in_telegram("the last"));
    CHECK(scene.texts_in_mattermost() == std::vector<std::string>{"**Anna:** to mattermost"});
    const auto texts = scene.texts_in_telegram();
    CHECK(std::count(texts.begin(), texts.end(), "alice: to telegram") <= 2);
}
#endif

}  // namespace mostik::service_tests
