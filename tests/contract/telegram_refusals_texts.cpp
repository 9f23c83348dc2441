#include "tests/contract/telegram_refusals.hpp"

#include <catch2/catch.hpp>

namespace mostik::contract::refusals {

namespace {

Provoke marked_up(const char* mode, const char* text) {
    return [=](TelegramStage& stage) { return send(stage, {{"text", text}, {"parse_mode", mode}}); };
}

Provoke with_entity(const char* type, const char* text, int offset, int length) {
    return [=](TelegramStage& stage) {
        return send(stage, {{"text", text},
                            {"entities", {{{"type", type}, {"offset", offset}, {"length", length}}}}});
    };
}

Provoke with_button(const json& button) {
    return [=](TelegramStage& stage) {
        return send(stage, {{"text", "x"}, {"reply_markup", {{"inline_keyboard", {{button}}}}}});
    };
}

}  // namespace

const Table& texts() {
    static const Table table = {
        {"400_message_text_is_empty", [](TelegramStage& stage) { return send(stage, json::object()); }},
        {"400_text_must_be_non_empty",
         [](TelegramStage& stage) {
             return send(stage, {{"text", " \n\u200b"}});
         }},
        {"400_message_is_too_long",
         [](TelegramStage& stage) {
             return send(stage, {{"text", long_text(4097)}});
         }},
        {"400_text_is_too_long",
         [](TelegramStage& stage) {
             return send(stage, {{"text", long_text(32769)}});
         }},
        {"400_edit_message_too_long",
         [](TelegramStage& stage) {
             return about(stage, "editMessageText", stage.alice, sent(stage, stage.alice),
                          {{"text", long_text(4097)}});
         }},
        {"400_parse_no_end_tag", marked_up("HTML", "<b>x")},
        {"400_parse_unsupported_tag", marked_up("HTML", "hello<br>")},
        {"400_parse_unmatched_end_tag", marked_up("HTML", "<b>x</i>")},
        {"400_parse_unexpected_end_tag", marked_up("HTML", "x</b>")},
        {"400_parse_unclosed_start_tag", marked_up("HTML", "a <b")},
        {"400_parse_span_class", marked_up("HTML", "<span>x</span>")},
        {"400_parse_md_reserved", marked_up("MarkdownV2", "a.b")},
        {"400_parse_md_no_end", marked_up("MarkdownV2", "🙂 *b")},
        {"400_parse_md_url_end", marked_up("MarkdownV2", "[x](http://example.com")},
        {"400_unsupported_parse_mode", marked_up("rtf", "x")},
        {"400_entity_type", with_entity("loud", "x", 0, 1)},
        {"400_entity_mid_symbol_end", with_entity("bold", "🙂ok", 0, 1)},
        {"400_entity_mid_symbol_begin", with_entity("bold", "🙂ok", 1, 2)},
        {"400_entity_after_end", with_entity("bold", "short", 7, 1)},
        {"400_entity_past_end", with_entity("bold", "short", 2, 5)},
        {"400_not_utf8",
         [](TelegramStage& stage) {
             return stage.get(stage.path("sendMessage") + "?chat_id=" + std::to_string(stage.alice) +
                              "&text=%FF");
         }},
        {"400_button_data_invalid", with_button({{"text", "x"}, {"callback_data", long_text(65)}})},
        {"400_button_url_invalid", with_button({{"text", "x"}, {"url", "/rel"}})},
        {"400_text_buttons", with_button({{"text", "x"}})},
        {"400_reply_markup_json",
         [](TelegramStage& stage) {
             return send(stage, {{"text", "x"}, {"reply_markup", "{"}});
         }},
        {"400_reply_markup_object",
         [](TelegramStage& stage) {
             return send(stage, {{"text", "x"}, {"reply_markup", "[]"}});
         }},
    };
    return table;
}

const Table& chats() {
    static const Table table = {
        {"400_chat_id_is_empty",
         [](TelegramStage& stage) {
             return stage.call("sendMessage", {{"text", "x"}});
         }},
        {"400_chat_not_found",
         [](TelegramStage& stage) {
             return stage.call("sendMessage", to(stage.omar, {{"text", "x"}}));
         }},
        {"400_group_upgraded",
         [](TelegramStage& stage) {
             const auto fresh = stage.server.add_group("Old", {stage.alice});
             const auto id = std::to_string(stage.server.migrate(fresh, stage.alice));
             auto answer = stage.call("sendMessage", to(fresh, {{"text", "x"}}));
             const auto at = answer.body.find(id);
             REQUIRE(at != std::string::npos);
             answer.body.replace(at, id.size(), "-1002200300400");  // that of the sample
             return answer;
         }},
        {"400_user_not_found",
         [](TelegramStage& stage) {
             return stage.call("getChatMember", to(stage.ops, {{"user_id", 5}}));
         }},
        {"400_invalid_user_id",
         [](TelegramStage& stage) {
             return stage.call("getChatMember", to(stage.ops, {{"user_id", -5}}));
         }},
        {"400_member_not_found",
         [](TelegramStage& stage) {
             return stage.call("getChatMember", to(stage.ops, {{"user_id", stage.omar}}));
         }},
        {"400_need_admin_channel",
         [](TelegramStage& stage) {
             stage.server.demote_bot(stage.channel, stage.alice);
             return stage.call("sendMessage", to(stage.channel, {{"text", "x"}}));
         }},
        {"400_no_rights_text",
         [](TelegramStage& stage) {
             stage.server.set_permission(stage.group, "can_send_messages", false);
             return stage.call("sendMessage", to(stage.group, {{"text", "x"}}));
         }},
        {"400_no_rights_photos",
         [](TelegramStage& stage) {
             stage.server.set_permission(stage.group, "can_send_photos", false);
             return stage.upload("sendPhoto", to(stage.group), {{"photo", "x.png", telegram::picture()}});
         }},
        {"400_no_rights_documents",
         [](TelegramStage& stage) {
             stage.server.set_permission(stage.group, "can_send_documents", false);
             return stage.upload("sendDocument", to(stage.group), {{"document", "x.txt", "x"}});
         }},
        {"400_chat_admin_required",
         [](TelegramStage& stage) {
             const auto topic = stage.server.create_topic(stage.alice, stage.forum, "x");
             stage.server.demote_bot(stage.forum, stage.alice);
             return stage.call("closeForumTopic", to(stage.forum, {{"message_thread_id", topic.id}}));
         }},
        {"403_bot_blocked",
         [](TelegramStage& stage) {
             stage.server.block(stage.alice);
             return send(stage, {{"text", "x"}});
         }},
        {"403_user_deactivated",
         [](TelegramStage& stage) {
             stage.server.deactivate(stage.alice);
             return send(stage, {{"text", "x"}});
         }},
        {"403_cant_initiate",
         [](TelegramStage& stage) {
             stage.server.join(stage.ops, stage.omar);
             return stage.call("sendMessage", to(stage.omar, {{"text", "x"}}));
         }},
        {"403_bot_to_bot",
         [](TelegramStage& stage) {
             telegram::UserOptions bot;
             bot.is_bot = true;
             return stage.call("sendMessage", to(stage.server.add_user("Other", bot), {{"text", "x"}}));
         }},
        {"403_group_deleted",
         [](TelegramStage& stage) {
             stage.server.delete_group(stage.group);
             return stage.call("sendMessage", to(stage.group, {{"text", "x"}}));
         }},
    };
    return table;
}

}  // namespace mostik::contract::refusals
