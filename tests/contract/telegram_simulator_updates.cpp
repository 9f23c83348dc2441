// getUpdates: offsets, long polls, conflicts, expiry, and which updates there are.
#include "tests/contract/telegram_stage.hpp"

#include <chrono>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

std::vector<std::int64_t> ids(const Answer& answer) {
    std::vector<std::int64_t> result;
    const auto body = json::parse(answer.body);
    for (const auto& update : body.at("result")) result.push_back(update["update_id"]);
    return result;
}

using Ids = std::vector<std::int64_t>;
constexpr std::int64_t first = 845'210'301;

struct Backlog : TelegramStage {
    explicit Backlog(int count) {
        for (int number = 1; number <= count; ++number) server.write(alice, alice, std::to_string(number));
    }
    // Far enough from the call before to be a poll of its own.
    Answer poll(const json& parameters) {
        server.advance(4s);
        return call("getUpdates", parameters);
    }
};

}  // namespace

TEST_CASE("an offset confirms what is before it") {
    Backlog stage(3);
    CHECK(ids(stage.poll({})) == Ids{first, first + 1, first + 2});
    CHECK(ids(stage.poll({{"offset", 0}})).size() == 3);
    CHECK(ids(stage.poll({{"offset", first + 1}})) == Ids{first + 1, first + 2});
    CHECK(stage.server.pending_updates() == 2);
    CHECK(ids(stage.poll({})) == Ids{first + 1, first + 2});
    CHECK(ids(stage.poll({{"offset", first + 3}})).empty());
    CHECK(stage.server.pending_updates() == 0);
}

TEST_CASE("strange offsets count as none") {
    Backlog stage(2);
    CHECK(ids(stage.poll({{"offset", first + 13}})).size() == 2);
    CHECK(ids(stage.poll({{"offset", 1}})).size() == 2);
    CHECK(ids(stage.poll({{"offset", "abc"}})).size() == 2);
}

TEST_CASE("a negative offset forgets all but the last") {
    Backlog stage(5);
    CHECK(ids(stage.poll({{"offset", -2}})) == Ids{first + 3, first + 4});
    CHECK(ids(stage.poll({})) == Ids{first + 3, first + 4});
}

TEST_CASE("limits are clamped") {
    Backlog stage(3);
    CHECK(ids(stage.poll({{"limit", 2}})).size() == 2);
    CHECK(ids(stage.poll({{"limit", 0}})).size() == 1);
    CHECK(ids(stage.poll({{"limit", "abc"}})).size() == 1);
    CHECK(ids(stage.poll({{"limit", 999}})).size() == 3);
}

TEST_CASE("a poll waits for an update") {
    TelegramStage stage;
    Pending poll([&] { return stage.call("getUpdates", {{"timeout", 30}}); });
    REQUIRE(stage.server.wait_for_poll());
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(ids(poll.get()) == Ids{first});
}

TEST_CASE("a poll ends empty when its time is over, at most after 50 s") {
    TelegramStage stage;
    Pending poll([&] { return stage.call("getUpdates", {{"timeout", 600}}); });
    REQUIRE(stage.server.wait_for_poll());
    stage.server.advance(49s);
    CHECK(stage.server.has_waiting_poll());
    stage.server.advance(2s);
    CHECK(poll.get().body == sample_bytes("response_get_updates_empty"));
}

TEST_CASE("a poll's timeout is real time when nobody advances the clock") {
    TelegramStage stage;
    const auto begin = std::chrono::steady_clock::now();
    CHECK(ids(stage.call("getUpdates", {{"timeout", 1}, {"offset", 5}})).empty());
    CHECK(std::chrono::steady_clock::now() - begin >= 900ms);
}

TEST_CASE("the same offset asked again at once waits, and brings one update") {
    Backlog stage(3);
    CHECK(ids(stage.call("getUpdates")).size() == 3);
    CHECK(ids(stage.call("getUpdates")).size() == 1);
    CHECK(ids(stage.call("getUpdates", {{"offset", first + 3}})).empty());
    Pending poll([&] { return stage.call("getUpdates", {{"offset", first + 3}}); });
    REQUIRE(stage.server.wait_for_poll());
    stage.server.advance(3s);
    CHECK(ids(poll.get()).empty());
}

TEST_CASE("a second poller that waits ends the first, one that does not leaves it") {
    TelegramStage stage;
    Pending first_poll([&] { return stage.call("getUpdates", {{"timeout", 30}}); });
    REQUIRE(stage.server.wait_for_poll());
    CHECK(ids(stage.call("getUpdates", {{"offset", 7}})).empty());
    CHECK(stage.server.has_waiting_poll());
    Pending second_poll([&] { return stage.call("getUpdates", {{"timeout", 30}, {"offset", 8}}); });
    CHECK(first_poll.get().body == sample_bytes("error_409_conflict_other_poll"));
    REQUIRE(stage.server.wait_for_poll());
    // Of conflicts in a row the first is told at once, others 3 s late.
    Pending third_poll([&] { return stage.call("getUpdates", {{"timeout", 30}, {"offset", 9}}); });
    REQUIRE(stage.server.wait_for_request("getUpdates", 4));
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(ids(third_poll.get()) == Ids{first});
    stage.server.advance(3s);
    CHECK(second_poll.get().body == sample_bytes("error_409_conflict_other_poll"));
}

TEST_CASE("a poller that hangs up loses nothing") {
    TelegramStage stage;
    {
        const Socket socket(stage.server.port());
        socket.send("GET " + stage.path("getUpdates") + "?timeout=30 HTTP/1.1\r\nHost: x\r\n\r\n");
        REQUIRE(stage.server.wait_for_poll());
    }
    REQUIRE(stage.server.wait_for([&] { return !stage.server.has_waiting_poll(); }));
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(ids(stage.call("getUpdates", {{"offset", 9}, {"timeout", 5}})) == Ids{first});
}

TEST_CASE("updates are kept for a day, presses of buttons for 150 s") {
    TelegramStage stage;
    const json keyboard = {{"inline_keyboard", {{{{"text", "A"}, {"callback_data", "a"}}}}}};
    const auto id = stage.result(
        "sendMessage", {{"chat_id", stage.alice}, {"text", "x"}, {"reply_markup", keyboard}})["message_id"];
    stage.server.write(stage.alice, stage.alice, "hello");
    const auto query = stage.server.press(stage.alice, stage.alice, id, "a");
    CHECK(stage.server.pending_updates() == 2);
    stage.server.advance(151s);
    CHECK(stage.server.pending_updates() == 1);
    CHECK(stage.call("answerCallbackQuery", {{"callback_query_id", query}}).status == 400);
    stage.server.advance(24h);
    CHECK(stage.server.pending_updates() == 0);
}

TEST_CASE("kinds of updates are remembered, and concern what comes later") {
    TelegramStage stage;
    const auto id = stage.result("sendMessage", {{"chat_id", stage.ops}, {"text", "x"}})["message_id"];
    stage.server.react(stage.anna, stage.ops, id, {"👍"});
    CHECK(stage.server.pending_updates() == 0);  // off by default
    stage.call("getUpdates", {{"offset", 5}, {"allowed_updates", {"message_reaction", "nonsense"}}});
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(stage.server.pending_updates() == 0);
    stage.server.react(stage.anna, stage.ops, id, {});
    CHECK(stage.server.pending_updates() == 1);
    stage.call("getUpdates", {{"offset", 6}, {"allowed_updates", json::array()}});
    stage.server.write(stage.alice, stage.alice, "hello");
    CHECK(stage.server.pending_updates() == 2);
}

TEST_CASE("the bot hears what is meant for it, and not itself") {
    TelegramStage stage;
    auto& server = stage.server;
    const auto heard = [&] { return server.pending_updates(); };
    stage.result("sendMessage", {{"chat_id", stage.group}, {"text", "hello all"}});
    CHECK(heard() == 0);
    server.write(stage.alice, stage.group, "hello");
    server.write(stage.alice, stage.group, "@acme_desk_bot hello");
    server.write(stage.alice, stage.group, "/status@other_bot");
    CHECK(heard() == 0);
    server.write(stage.alice, stage.group, "/status");
    server.write(stage.alice, stage.group, "/status@acme_desk_bot");
    telegram::WriteOptions reply;
    reply.reply_to = 1;
    server.write(stage.alice, stage.group, "yes", reply);
    CHECK(heard() == 3);
    telegram::UserOptions bot;
    bot.is_bot = true;
    bot.username = "other_bot";
    const auto other = server.add_user("Other", bot);
    server.join(stage.group, other);  // a service message
    CHECK(heard() == 4);
    server.write(other, stage.group, "I am a bot, /status@acme_desk_bot");
    server.write(stage.alice, stage.group, "/status");  // for the bot that wrote last
    CHECK(heard() == 4);
    server.set_privacy_mode(false);
    server.write(stage.alice, stage.group, "hello");
    server.write(other, stage.group, "I am a bot");
    CHECK(heard() == 5);
    server.write(stage.anna, stage.ops, "to an administrator");
    CHECK(heard() == 6);
    server.kick_bot(stage.ops, stage.alice);
    server.write(stage.anna, stage.ops, "behind its back");
    CHECK(heard() == 7);  // that it was removed
}
