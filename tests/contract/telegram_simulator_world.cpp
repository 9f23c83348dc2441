// What calls do to the simulated world, and what people do there.
#include "tests/contract/telegram_stage.hpp"

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

json control(TelegramStage& stage, const std::string& name, const json& body = json::object()) {
    const auto answer = fetch(stage.server.port(), "POST", "/_control/" + name, {}, body.dump());
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
}

const json keyboard = {{"inline_keyboard", {{{{"text", "A"}, {"callback_data", "a"}}}}}};

}  // namespace

TEST_CASE("the example of simulator.hpp") {
    telegram::Simulator server;
    const auto alice = server.add_user("Alice");
    const auto ops = server.add_supergroup("Ops", {alice});
    const auto path = "/bot" + server.token() + "/";
    Pending poll([&] { return fetch(server.port(), "GET", path + "getUpdates?timeout=30"); });
    REQUIRE(server.wait_for_poll());
    server.start(alice);
    CHECK(json::parse(poll.get().body)["result"][0]["message"]["text"] == "/start");
    const auto question = server.write(alice, alice, "is anybody there?");
    fetch(server.port(), "GET",
          path + "sendMessage?text=yes&reply_to_message_id=" + std::to_string(question.id) +
              "&chat_id=" + std::to_string(alice));
    CHECK(server.wait_for_message(alice, [&](const telegram::Message& message) {
        return message.by_bot && message.reply_to == question.id;
    }));
    server.inject(telegram::lost_answer("sendMessage"));
    CHECK(fetch(server.port(), "GET", path + "sendMessage?text=lost&chat_id=" + std::to_string(ops)).status ==
          0);
    CHECK(server.sent_by_bot(ops).size() == 1);
}

TEST_CASE("edits keep what was there before, and remove a keyboard that is not sent again") {
    TelegramStage stage;
    const auto id = stage.result(
        "sendMessage", {{"chat_id", stage.alice}, {"text", "one"}, {"reply_markup", keyboard}})["message_id"];
    stage.result("editMessageText", {{"chat_id", stage.alice}, {"message_id", id}, {"text", "two"}});
    auto message = stage.server.message(stage.alice, id);
    REQUIRE(message);
    CHECK(message->text == "two");
    REQUIRE(message->editions.size() == 1);
    CHECK(message->editions[0].text == "one");
    CHECK(message->reply_markup.is_null());
    stage.result("editMessageReplyMarkup",
                 {{"chat_id", stage.alice}, {"message_id", id}, {"reply_markup", keyboard}});
    CHECK(stage.server.message(stage.alice, id)->reply_markup.contains("inline_keyboard"));
    CHECK(stage.server.pending_updates() == 0);
}

TEST_CASE("deleted messages stay visible as such") {
    TelegramStage stage;
    const auto one = stage.result("sendMessage", {{"chat_id", stage.alice}, {"text", "one"}})["message_id"];
    const auto two = stage.server.write(stage.alice, stage.alice, "two").id;
    const auto others = stage.server.write(stage.alice, stage.group, "not yours").id;
    stage.result("deleteMessage", {{"chat_id", stage.alice}, {"message_id", one}});
    stage.result("deleteMessages", {{"chat_id", stage.alice}, {"message_ids", {two, 77}}});
    for (const auto& message : stage.server.messages_in(stage.alice)) CHECK(message.is_deleted);
    CHECK(stage.call("deleteMessage", {{"chat_id", stage.group}, {"message_id", others}}).status == 400);
    CHECK_FALSE(stage.server.wait_for_message(
        stage.alice, [](const auto&) { return true; }, 0ms));
}

TEST_CASE("presses of buttons are answered once") {
    TelegramStage stage;
    const auto id = stage.result(
        "sendMessage", {{"chat_id", stage.ops}, {"text", "x"}, {"reply_markup", keyboard}})["message_id"];
    const auto query = stage.server.press(stage.anna, stage.ops, id, "a");
    CHECK_THROWS_AS(stage.server.press(stage.anna, stage.ops, id, "b"), std::invalid_argument);
    stage.result("answerCallbackQuery",
                 {{"callback_query_id", query}, {"text", "taken"}, {"show_alert", true}});
    const auto callback = stage.server.callback(query);
    REQUIRE(callback);
    CHECK(callback->is_answered);
    CHECK(callback->text == "taken");
    CHECK(callback->show_alert);
    CHECK(stage.call("answerCallbackQuery", {{"callback_query_id", query}}).status == 400);
}

TEST_CASE("a reply goes to the topic of its target") {
    TelegramStage stage;
    const auto topic = stage.server.create_topic(stage.alice, stage.forum, "Ticket 1");
    telegram::WriteOptions in_topic;
    in_topic.topic = topic.id;
    const auto question = stage.server.write(stage.anna, stage.forum, "who?", in_topic);
    const auto answer = stage.result(
        "sendMessage",
        {{"chat_id", stage.forum}, {"text", "me"}, {"reply_parameters", {{"message_id", question.id}}}});
    CHECK(answer["message_thread_id"] == topic.id);
    CHECK(answer["reply_to_message"]["message_id"] == question.id);
    const json missing = {{"message_id", 4711}, {"allow_sending_without_reply", true}};
    const auto general =
        stage.result("sendMessage", {{"chat_id", stage.forum}, {"text", "x"}, {"reply_parameters", missing}});
    CHECK_FALSE(general.contains("message_thread_id"));
    stage.server.rename_topic(stage.alice, stage.forum, topic.id, "Ticket 1 (done)");
    CHECK(stage.server.topics_in(stage.forum)[0].name == "Ticket 1 (done)");
    stage.server.delete_topic(stage.forum, topic.id);
    const auto gone =
        stage.call("sendMessage", {{"chat_id", stage.forum}, {"text", "x"}, {"message_thread_id", topic.id}});
    CHECK(gone.body == sample_bytes("error_400_thread_not_found"));
    CHECK(stage.server.message(stage.forum, question.id)->is_deleted);
}

TEST_CASE("commands are kept for each scope and language") {
    TelegramStage stage;
    const json commands = {{{"command", "help"}, {"description", "What I can do"}}};
    const json scope = {{"type", "chat"}, {"chat_id", stage.ops}};
    stage.result("setMyCommands", {{"commands", commands}});
    stage.result("setMyCommands", {{"commands", commands}, {"scope", scope}, {"language_code", "ru"}});
    CHECK(stage.server.commands() == commands);
    CHECK(stage.server.commands("chat/" + std::to_string(stage.ops), "ru") == commands);
    CHECK(stage.result("getMyCommands", {{"scope", scope}}).empty());
    CHECK(stage.result("getMyCommands", {{"scope", scope}, {"language_code", "ru"}}) == commands);
    stage.result("deleteMyCommands");
    CHECK(stage.server.commands().empty());
}

TEST_CASE("members and reactions are told") {
    TelegramStage stage;
    CHECK(stage.result("getChatMember", {{"chat_id", stage.ops}, {"user_id", stage.alice}})["status"] ==
          "creator");
    CHECK(stage.result("getChatAdministrators", {{"chat_id", stage.ops}}).size() == 2);
    const auto asked = stage.server.write(stage.anna, stage.ops, "please");
    stage.result("setMessageReaction", {{"chat_id", stage.ops},
                                        {"message_id", asked.id},
                                        {"reaction", {{{"type", "emoji"}, {"emoji", "👌"}}}}});
    const auto reactions = stage.server.message(stage.ops, asked.id)->reactions.at(stage.server.bot_id());
    REQUIRE(reactions.size() == 1);
    CHECK(reactions[0].value == "👌");
    stage.result("setMessageReaction", {{"chat_id", stage.ops}, {"message_id", asked.id}});
    CHECK(stage.server.message(stage.ops, asked.id)->reactions.at(stage.server.bot_id()).empty());
}

TEST_CASE("the control API does what people do") {
    TelegramStage stage;
    const auto written = control(stage, "write", {{"user", "alice_novak"}, {"text", "hello"}});
    CHECK(written["text"] == "hello");
    CHECK(stage.next_update()["message"]["message_id"] == written["message_id"]);
    const auto id = stage.result(
        "sendMessage", {{"chat_id", stage.alice}, {"text", "x"}, {"reply_markup", keyboard}})["message_id"];
    control(stage, "press", {{"user", stage.alice}, {"message", id}, {"data", "a"}});
    CHECK(stage.next_update().contains("callback_query"));
    const auto topic =
        control(stage, "create_topic", {{"chat", "Acme Support"}, {"by", stage.alice}, {"name", "T"}});
    CHECK(stage.next_update()["message"]["message_id"] == topic["id"]);
    CHECK(control(stage, "messages", {{"user", stage.alice}}).size() == 2);
    control(stage, "block", {{"user", stage.alice}});
    control(stage, "fault", {{"action", "answer"}, {"method", "getMe"}, {"status", 502}});
    CHECK(stage.call("getMe").status == 502);
    CHECK(stage.call("getMe").status == 200);
    CHECK(stage.get("/_control/nothing").status == 404);
    CHECK(json::parse(stage.get("/_control").body).contains("migrate"));
    CHECK(stage.call("sendMessage", {{"chat_id", stage.alice}, {"text", "x"}}).status == 403);
    CHECK(stage.server.requests("sendMessage").size() == 2);  // control is not in the log
}

TEST_CASE("the demo scene") {
    telegram::Simulator server;
    server.seed_demo();
    const auto path = "/bot" + server.token() + "/sendMessage?text=hi&chat_id=";
    for (const auto* chat : {"777000101", "777000102", "-1002200300400", "-1002200300500", "%40acme_news"}) {
        CHECK(fetch(server.port(), "GET", path + chat).status == 200);
    }
    CHECK(server.topics_in(-1002200300500).size() == 1);
}
