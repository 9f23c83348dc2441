#include "tests/contract/telegram_refusals.hpp"

#include <catch2/catch.hpp>

namespace mostik::contract::refusals {

namespace {

Provoke removed_from(telegram::ChatId TelegramStage::*chat, bool kicked) {
    return [=](TelegramStage& stage) {
        if (kicked) {
            stage.server.kick_bot(stage.*chat, stage.alice);
        } else {
            stage.result("leaveChat", to(stage.*chat));
        }
        return stage.call("sendMessage", to(stage.*chat, {{"text", "x"}}));
    };
}

}  // namespace

const Table& messages() {
    static const Table table = {
        {"403_kicked_group", removed_from(&TelegramStage::group, true)},
        {"403_kicked_supergroup", removed_from(&TelegramStage::ops, true)},
        {"403_kicked_channel", removed_from(&TelegramStage::channel, true)},
        {"403_not_member_group", removed_from(&TelegramStage::group, false)},
        {"403_not_member_supergroup", removed_from(&TelegramStage::ops, false)},
        {"403_not_member_channel", removed_from(&TelegramStage::channel, false)},
        {"400_message_not_modified",
         [](TelegramStage& stage) {
             return about(stage, "editMessageText", stage.alice, sent(stage, stage.alice), {{"text", "x"}});
         }},
        {"400_message_to_edit_not_found",
         [](TelegramStage& stage) {
             return about(stage, "editMessageText", stage.alice, 99, {{"text", "x"}});
         }},
        {"400_message_cant_be_edited",
         [](TelegramStage& stage) {
             const auto message = stage.server.write(stage.alice, stage.alice, "mine");
             return about(stage, "editMessageText", stage.alice, message.id, {{"text", "x"}});
         }},
        {"400_no_text_to_edit",
         [](TelegramStage& stage) {
             const auto answer = stage.upload("sendDocument", to(stage.alice), {{"document", "x.txt", "x"}});
             return about(stage, "editMessageText", stage.alice,
                          json::parse(answer.body)["result"]["message_id"], {{"text", "x"}});
         }},
        {"400_no_caption_to_edit",
         [](TelegramStage& stage) {
             return about(stage, "editMessageCaption", stage.alice, sent(stage, stage.alice),
                          {{"caption", "x"}});
         }},
        {"400_message_to_delete_not_found",
         [](TelegramStage& stage) { return about(stage, "deleteMessage", stage.alice, 99); }},
        {"400_message_cant_be_deleted",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             return about(stage, "deleteMessage", stage.forum, topic.id);
         }},
        {"400_message_cant_be_deleted_everyone",
         [](TelegramStage& stage) {
             const auto id = sent(stage, stage.alice);
             stage.server.advance(std::chrono::hours(49));
             return about(stage, "deleteMessage", stage.alice, id);
         }},
        {"400_message_identifier_not_specified",
         [](TelegramStage& stage) { return stage.call("deleteMessage", to(stage.alice)); }},
        {"400_too_many_message_ids",
         [](TelegramStage& stage) {
             return stage.call("deleteMessages",
                               to(stage.alice, {{"message_ids", std::vector<int>(101, 1)}}));
         }},
        {"400_reply_not_found",
         [](TelegramStage& stage) {
             return send(stage, {{"text", "x"}, {"reply_parameters", {{"message_id", 99}}}});
         }},
        {"400_quote_invalid",
         [](TelegramStage& stage) {
             const json reply = {{"message_id", sent(stage, stage.alice)}, {"quote", "y"}};
             return send(stage, {{"text", "x"}, {"reply_parameters", reply}});
         }},
        {"400_message_to_forward_not_found",
         [](TelegramStage& stage) {
             return about(stage, "forwardMessage", stage.alice, 99, {{"from_chat_id", stage.alice}});
         }},
        {"400_message_to_copy_not_found",
         [](TelegramStage& stage) {
             return about(stage, "copyMessage", stage.alice, 99, {{"from_chat_id", stage.alice}});
         }},
        {"400_cant_be_forwarded",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             return about(stage, "forwardMessage", stage.alice, topic.id, {{"from_chat_id", stage.forum}});
         }},
        {"400_cant_be_copied",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             return about(stage, "copyMessage", stage.alice, topic.id, {{"from_chat_id", stage.forum}});
         }},
        {"400_protected_content",
         [](TelegramStage& stage) {
             stage.server.protect(stage.ops);
             const auto message = stage.server.write(stage.alice, stage.ops, "secret");
             return about(stage, "forwardMessage", stage.alice, message.id, {{"from_chat_id", stage.ops}});
         }},
        {"400_thread_not_found",
         [](TelegramStage& stage) {
             return stage.call("sendMessage", to(stage.forum, {{"text", "x"}, {"message_thread_id", 1}}));
         }},
        {"400_topic_closed",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             stage.server.close_topic(stage.alice, stage.forum, topic.id);
             stage.server.demote_bot(stage.forum, stage.alice);
             return stage.call("sendMessage",
                               to(stage.forum, {{"text", "x"}, {"message_thread_id", topic.id}}));
         }},
        {"400_topic_not_modified",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             return stage.call("reopenForumTopic", to(stage.forum, {{"message_thread_id", topic.id}}));
         }},
        {"400_not_a_forum",
         [](TelegramStage& stage) {
             return stage.call("createForumTopic", to(stage.ops, {{"name", "x"}}));
         }},
        {"400_no_rights_topic",
         [](TelegramStage& stage) {
             stage.server.demote_bot(stage.forum, stage.alice);
             return stage.call("createForumTopic", to(stage.forum, {{"name", "x"}}));
         }},
        {"400_query_too_old",
         [](TelegramStage& stage) {
             return stage.call("answerCallbackQuery", {{"callback_query_id", "1"}});
         }},
        {"400_reaction_invalid",
         [](TelegramStage& stage) {
             return about(stage, "setMessageReaction", stage.alice, sent(stage, stage.alice),
                          {{"reaction", {{{"type", "emoji"}, {"emoji", "✅"}}}}});
         }},
        {"400_message_to_react_not_found",
         [](TelegramStage& stage) {
             return about(stage, "setMessageReaction", stage.alice, 99, {{"reaction", json::array()}});
         }},
    };
    return table;
}

}  // namespace mostik::contract::refusals
