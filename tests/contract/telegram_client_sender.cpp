#include "tests/contract/telegram_client_stage.hpp"

namespace mostik::contract {

using core::Operation;

TEST_CASE_METHOD(TelegramClientStage, "a text arrives with its formatting, and its id comes back") {
    const auto made = sent(to(ops, "deploy of **web-01** is done 😀 *now*"));
    REQUIRE(made.size() == 1);
    CHECK(made[0].kind == "text");
    CHECK(made[0].part == 0);
    const tg::Message message = there(ops, made[0]);
    CHECK(message.by_bot);
    CHECK(message.text == "deploy of web-01 is done 😀 now");
    REQUIRE(message.entities.size() == 2);
    CHECK(message.entities[0].type == "bold");
    CHECK(message.entities[0].offset == 10);
    CHECK(message.entities[0].length == 6);
    CHECK(message.entities[1].type == "italic");
    CHECK(message.entities[1].offset == 28);
}

TEST_CASE_METHOD(TelegramClientStage, "a long text arrives whole, in parts") {
    std::string text;
    for (int i = 0; i < 1500; ++i) text += "word" + std::to_string(i) + (i % 20 == 19 ? "\n" : " ");
    const auto made = sent(to(alice, text));
    REQUIRE(made.size() == 4);
    std::string words;
    for (std::size_t i = 0; i < made.size(); ++i) {
        CHECK(made[i].part == static_cast<int>(i));
        words += there(alice, made[i]).text + " ";
    }
    for (const char* word : {"word0 ", "word750 ", "word1499"}) CHECK(words.find(word) != std::string::npos);
}

TEST_CASE_METHOD(TelegramClientStage, "an answer is a reply, also when what it answers is gone") {
    const auto question = server.write(alice, ops, "is anybody there?");
    Outgoing answer = to(ops, "yes");
    const std::string chat = std::to_string(ops);
    answer.answered = {{{"telegram", chat, chat + ":" + std::to_string(question.id)}, 0, "", ""}};
    CHECK(there(ops, sent(answer).at(0)).reply_to == question.id);

    server.remove(ops, question.id);
    const tg::Message late = there(ops, sent(answer).at(0));
    CHECK(late.text == "yes");
    CHECK(late.reply_to == 0);
}

TEST_CASE_METHOD(TelegramClientStage, "a message goes to its topic, and to General") {
    const auto forum = server.add_supergroup("Support", {alice},
                                             {.id = 0,
                                              .username = "",
                                              .is_forum = true,
                                              .bot_status = "administrator",
                                              .bot_rights = {"can_manage_topics"}});
    const auto topic = server.create_topic(alice, forum, "web-01");
    Outgoing what = to(forum, "hello");
    what.to.target += "/" + std::to_string(topic.id);
    CHECK(there(forum, sent(what).at(0)).thread == topic.id);

    what.to.target = std::to_string(forum) + "/1";
    const tg::Message general = there(forum, sent(what).at(0));
    CHECK(general.text == "hello");
    CHECK_FALSE(general.is_topic_message);

    server.delete_topic(forum, topic.id);
    what.to.target = std::to_string(forum) + "/" + std::to_string(topic.id);
    const SendOutcome outcome = send(what);
    REQUIRE(std::holds_alternative<Rejected>(outcome));
    CHECK(std::get<Rejected>(outcome).rejection == RejectionClass::forbidden);
}

TEST_CASE_METHOD(TelegramClientStage, "an edit changes the copy, and the same again is a success") {
    const auto made = sent(to(ops, "old"));
    const Outgoing edit = change(Operation::edit, ops, made, "**new**");
    CHECK(std::holds_alternative<Delivered>(send(edit)));
    CHECK(there(ops, made[0]).text == "new");
    CHECK(there(ops, made[0]).entities.size() == 1);
    const SendOutcome again = send(edit);
    REQUIRE(std::holds_alternative<Delivered>(again));
    CHECK(std::get<Delivered>(again).made.empty());
}

TEST_CASE_METHOD(TelegramClientStage,
                 "an edit that grows writes further parts, one that shrinks takes them away") {
    auto made = sent(to(ops, "short"));
    const auto more = sent(change(Operation::edit, ops, made, std::string(5000, 'x')));
    REQUIRE(more.size() == 1);
    CHECK(more[0].part == 1);
    CHECK(there(ops, made[0]).text.size() + there(ops, more[0]).text.size() == 5000);
    made.push_back(more[0]);
    sent(change(Operation::edit, ops, made, "short again"));
    CHECK(there(ops, made[0]).text == "short again");
    CHECK(there(ops, made[1]).is_deleted);
}

TEST_CASE_METHOD(TelegramClientStage, "a removal deletes every copy, and what is gone already is a success") {
    const auto made = sent(to(ops, std::string(5000, 'x')));
    REQUIRE(made.size() == 2);
    server.remove(ops, static_cast<tg::MessageId>(there(ops, made[0]).id));
    CHECK(std::holds_alternative<Delivered>(send(change(Operation::remove, ops, made))));
    CHECK(there(ops, made[1]).is_deleted);
}

TEST_CASE_METHOD(TelegramClientStage, "what is too old to be deleted is emptied, text and caption alike") {
    const auto private_chat = alice;
    const auto text = sent(to(private_chat, "secret words"));
    const auto caption = sent(to(private_chat, "secret caption"), {disk.write("a.txt", "bytes")});
    REQUIRE(caption.at(0).kind == "caption");
    server.advance(std::chrono::hours(49));
    CHECK(std::holds_alternative<Delivered>(send(change(Operation::remove, private_chat, text))));
    CHECK(std::holds_alternative<Delivered>(send(change(Operation::remove, private_chat, caption))));
    for (const auto& made : {text, caption}) {
        const tg::Message left = there(private_chat, made[0]);
        CHECK_FALSE(left.is_deleted);
        CHECK(left.text.find("secret") == std::string::npos);
    }
}

TEST_CASE_METHOD(TelegramClientStage, "a reaction is added and taken back") {
    const auto message = server.write(alice, ops, "done");
    Outgoing reaction = to(ops, "");
    reaction.operation = Operation::react;
    reaction.message.emoji = "+1";
    const std::string chat = std::to_string(ops);
    reaction.answered = {{{"telegram", chat, chat + ":" + std::to_string(message.id)}, 0, "", ""}};
    CHECK(std::holds_alternative<Delivered>(send(reaction)));
    const auto reactions = [&] { return server.message(ops, message.id)->reactions[server.bot_id()]; };
    REQUIRE(reactions().size() == 1);
    CHECK(reactions()[0].value == "👍");
    reaction.message.removed = true;
    CHECK(std::holds_alternative<Delivered>(send(reaction)));
    CHECK(reactions().empty());
}

TEST_CASE_METHOD(TelegramClientStage,
                 "a press is answered, too late is a success, because nobody waits any more") {
    Outgoing asking = to(alice, "take it?");
    asking.message.buttons = {{{"Take", "take:1", ""}, {"Open", "", "https://example.com/t/1"}}};
    const tg::Message message = there(alice, sent(asking).at(0));
    CHECK(message.reply_markup.at("inline_keyboard")[0][0].at("callback_data") == "take:1");
    CHECK(message.reply_markup.at("inline_keyboard")[0][1].at("url") == "https://example.com/t/1");

    Outgoing answer = to(alice, "taken");
    answer.operation = Operation::answer_callback;
    answer.message.callback_query = server.press(alice, alice, message.id, "take:1");
    CHECK(std::holds_alternative<Delivered>(send(answer)));
    CHECK(server.callback(answer.message.callback_query)->is_answered);
    CHECK(server.callback(answer.message.callback_query)->text == "taken");

    answer.message.callback_query = server.press(alice, alice, message.id, "take:1");
    server.advance(std::chrono::minutes(20));
    CHECK(std::holds_alternative<Delivered>(send(answer)));
}

TEST_CASE_METHOD(TelegramClientStage, "a group that became a supergroup tells where it is now") {
    const auto group = server.add_group("Old", {alice});
    sent(to(group, "before"));
    const auto now = server.migrate(group, alice);
    const SendOutcome outcome = send(to(group, "after"));
    REQUIRE(std::holds_alternative<messengers::Moved>(outcome));
    CHECK(std::get<messengers::Moved>(outcome).to == core::Address{"telegram", std::to_string(now)});
}

TEST_CASE_METHOD(TelegramClientStage,
                 "what was planned for a chat that has moved since is sent where it is now") {
    const auto group = server.add_group("Old", {alice});
    const auto old = server.write(alice, group, "question");
    Outgoing what = to(group, "answer");
    const std::string chat = std::to_string(group);
    what.answered = {{{"telegram", chat, chat + ":" + std::to_string(old.id)}, 0, "", ""}};
    const auto steps = run([&] { return sender.plan(what); });
    REQUIRE(steps);
    const auto now = server.migrate(group, alice);
    what.to.target = std::to_string(now);
    const std::vector<messengers::LocalFile> no_files;
    const SendOutcome outcome = run([&] { return sender.perform(what, steps->front(), no_files); });
    REQUIRE(std::holds_alternative<Delivered>(outcome));
    const Delivered& done = std::get<Delivered>(outcome);
    CHECK(done.channel_id == std::to_string(now));
    CHECK(there(now, done.made.at(0)).text == "answer");
    CHECK(there(now, done.made.at(0)).reply_to == 0);
}

TEST_CASE_METHOD(TelegramClientStage,
                 "who blocked the bot, deleted himself or was never met is a dead address") {
    const auto dead = [this](tg::ChatId chat) {
        const SendOutcome outcome = send(to(chat, "x"));
        const auto* const rejected = std::get_if<Rejected>(&outcome);
        return rejected != nullptr && rejected->rejection == RejectionClass::dead_address;
    };
    server.block(alice);
    CHECK(dead(alice));
    server.deactivate(anna);
    CHECK(dead(anna));
    CHECK(dead(server.add_user("Stranger")));
    server.kick_bot(ops, alice);
    CHECK(dead(ops));
    server.unblock(alice);
    CHECK_FALSE(dead(alice));
}

TEST_CASE_METHOD(TelegramClientStage, "a chat in which the bot may not write is no dead address") {
    const auto quiet = server.add_supergroup("Quiet", {alice});
    server.set_permission(quiet, "can_send_messages", false);
    const SendOutcome outcome = send(to(quiet, "x"));
    REQUIRE(std::holds_alternative<Rejected>(outcome));
    CHECK(std::get<Rejected>(outcome).rejection == RejectionClass::forbidden);
}

}  // namespace mostik::contract
