// Every refusal among the samples is provoked and comes byte for byte, or there is a reason why not.
#include "tests/contract/telegram_stage.hpp"

#include <filesystem>
#include <map>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using nlohmann::json;

namespace {

using Provoke = std::function<Answer(TelegramStage&)>;

json to(telegram::ChatId chat, json more = json::object()) {
    more["chat_id"] = chat;
    return more;
}

Answer send(TelegramStage& stage, json more) {
    return stage.call("sendMessage", to(stage.alice, std::move(more)));
}

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

int sent(TelegramStage& stage, telegram::ChatId chat, const std::string& text = "x") {
    return stage.result("sendMessage", to(chat, {{"text", text}}))["message_id"];
}

Answer about(TelegramStage& stage, const char* method, telegram::ChatId chat, int message,
             json more = json::object()) {
    more["message_id"] = message;
    return stage.call(method, to(chat, std::move(more)));
}

std::string long_text(std::size_t size) {
    return std::string(size, 'x');
}

const std::map<std::string, Provoke>& texts() {
    static const std::map<std::string, Provoke> table = {
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

const std::map<std::string, Provoke>& chats() {
    static const std::map<std::string, Provoke> table = {
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

const std::map<std::string, Provoke>& messages() {
    static const std::map<std::string, Provoke> table = {
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

Provoke with_file(const char* method, FilePart file, json more = json::object()) {
    return [=](TelegramStage& stage) { return stage.upload(method, to(stage.alice, more), {file}); };
}

Provoke with_document(const std::string& value) {
    return [=](TelegramStage& stage) {
        return stage.call("sendDocument", to(stage.alice, {{"document", value}}));
    };
}

Provoke album(std::size_t items, const FilePart& file) {
    return [=](TelegramStage& stage) {
        const std::vector<json> media(items, {{"type", "photo"}, {"media", "attach://one"}});
        return stage.upload("sendMediaGroup", to(stage.alice, {{"media", media}}), {file});
    };
}

Provoke webhook(const json& parameters) {
    return [=](TelegramStage& stage) { return stage.call("setWebhook", parameters); };
}

const std::map<std::string, Provoke>& files_and_others() {
    static const std::map<std::string, Provoke> table = {
        {"400_caption_too_long",
         with_file("sendDocument", {"document", "x.txt", "x"}, {{"caption", long_text(1025)}})},
        {"400_edit_caption_too_long",
         [](TelegramStage& stage) {
             const auto answer = stage.upload("sendDocument", to(stage.alice), {{"document", "x.txt", "x"}});
             return about(stage, "editMessageCaption", stage.alice,
                          json::parse(answer.body)["result"]["message_id"], {{"caption", long_text(1025)}});
         }},
        {"400_no_photo", [](TelegramStage& stage) { return stage.call("sendPhoto", to(stage.alice)); }},
        {"400_no_document", [](TelegramStage& stage) { return stage.call("sendDocument", to(stage.alice)); }},
        {"400_wrong_file_or_url", with_document("BQACAgIAAxkBAAIB9999Zx7Qw_-9kLmNoPqRsTu")},
        {"400_wrong_remote_id", with_document("damaged!")},
        {"400_url_content_failed", with_document("https://example.com/missing.pdf")},
        {"400_url_wrong_type",
         [](TelegramStage& stage) {
             stage.server.serve("https://example.com/page", "<html>", "text/html");
             return stage.call("sendPhoto", to(stage.alice, {{"photo", "https://example.com/page"}}));
         }},
        {"400_photo_dimensions", with_file("sendPhoto", {"photo", "x.png", telegram::picture(9000, 1001)})},
        {"400_image_process_failed", with_file("sendPhoto", {"photo", "x.png", "no picture"})},
        {"400_file_non_empty", with_file("sendDocument", {"document", "x.txt", ""})},
        {"400_file_too_big",
         [](TelegramStage& stage) {
             telegram::WriteOptions options;
             options.attachment =
                 telegram::Attachment{"document", "x", "x.iso", "", 20ULL * 1024 * 1024 + 1, 0, 0, 0};
             const auto message = stage.server.write(stage.alice, stage.alice, "", options);
             return stage.call("getFile", {{"file_id", message.media->file_id}});
         }},
        {"400_invalid_file_id",
         [](TelegramStage& stage) {
             return stage.call("getFile", {{"file_id", "x"}});
         }},
        {"400_file_id_not_specified", [](TelegramStage& stage) { return stage.call("getFile"); }},
        {"400_album_too_many", album(11, {"one", "x.png", telegram::picture()})},
        {"400_album_media_not_found", album(2, {"two", "x.png", telegram::picture()})},
        {"400_bot_command_invalid",
         [](TelegramStage& stage) {
             return stage.call("setMyCommands",
                               {{"commands", {{{"command", "Help"}, {"description", "x"}}}}});
         }},
        {"400_command_too_long",
         [](TelegramStage& stage) {
             return stage.call("setMyCommands",
                               {{"commands", {{{"command", long_text(33)}, {"description", "x"}}}}});
         }},
        {"400_scope_unsupported",
         [](TelegramStage& stage) {
             return stage.call("setMyCommands", {{"scope", {{"type", "world"}}}});
         }},
        {"400_wrong_action",
         [](TelegramStage& stage) {
             return stage.call("sendChatAction", to(stage.alice, {{"action", "dance"}}));
         }},
        {"400_webhook_https", webhook({{"url", "http://bot.example.com/"}})},
        {"400_webhook_port", webhook({{"url", "https://bot.example.com:8080/"}})},
        {"400_webhook_reserved_ip", webhook({{"url", "https://127.0.0.1/"}})},
        {"400_webhook_url_invalid", webhook({{"url", "nowhere"}})},
        {"400_webhook_secret_chars", webhook({{"url", "https://bot.example.com/"}, {"secret_token", "a b"}})},
        {"400_webhook_secret_long",
         webhook({{"url", "https://bot.example.com/"}, {"secret_token", long_text(257)}})},
        {"401_unauthorized", [](TelegramStage& stage) { return stage.get("/bot7100200300:other/getMe"); }},
        {"401_invalid_token", [](TelegramStage& stage) { return stage.get("/botnocolon/getMe"); }},
        {"404_not_found", [](TelegramStage& stage) { return stage.get("/"); }},
        {"404_method_not_found", [](TelegramStage& stage) { return stage.call("sendPigeon"); }},
        {"409_conflict_webhook_active",
         [](TelegramStage& stage) {
             stage.result("setWebhook", {{"url", "https://bot.example.com/"}});
             return stage.call("getUpdates");
         }},
        {"409_conflict_other_poll",
         [](TelegramStage& stage) {
             Pending poll([&] { return stage.call("getUpdates", {{"timeout", 30}}); });
             REQUIRE(stage.server.wait_for_poll());
             stage.server.conflict();
             return poll.get();
         }},
        {"409_conflict_set_webhook",
         [](TelegramStage& stage) {
             Pending poll([&] { return stage.call("getUpdates", {{"timeout", 30}}); });
             REQUIRE(stage.server.wait_for_poll());
             stage.result("setWebhook", {{"url", "https://bot.example.com/"}});
             return poll.get();
         }},
        {"429_too_many_requests",
         [](TelegramStage& stage) {
             stage.server.pause_chat(stage.alice, 17);
             return send(stage, {{"text", "x"}});
         }},
        {"429_too_many_requests_short",
         [](TelegramStage& stage) {
             stage.result("setWebhook", {{"url", "https://bot.example.com/"}});
             return stage.call("setWebhook", {{"url", "https://bot.example.com/2"}});
         }},
    };
    return table;
}

const std::map<std::string, std::string> not_provoked = {
    {"400_album_failed", "on request only: api_error()"},
    {"400_album_item_failed", "on request only; an item that is no picture names IMAGE_PROCESS_FAILED"},
    {"400_chat_write_forbidden", "on request only"},
    {"400_entities_too_long", "on request only"},
    {"400_file_unavailable", "on request only"},
    {"400_logged_out", "logOut is not simulated"},
    {"400_message_id_invalid", "on request only"},
    {"400_no_write_access", "on request only"},
    {"400_reply_markup_too_long", "the limit is not known"},
    {"400_supergroups_only", "no such method is simulated"},
    {"409_conflict_other_set_webhook", "setWebhook takes no time here; on request only"},
    {"413_request_entity_too_large", "the front end answers with HTML, see the test of faults"},
    {"421_misdirected", "on request only"},
    {"429_too_many_requests_closing", "on request only"},
    {"500_internal_deleted", "on request only"},
    {"500_internal_restart", "on request only"},
    {"502_bad_gateway", "on request only"},
};

void check(const std::map<std::string, Provoke>& table) {
    for (const auto& [name, provoke] : table) {
        TelegramStage stage;
        const auto answer = provoke(stage);
        INFO(name);
        CHECK(answer.body == sample_bytes("error_" + name));
        CHECK(std::to_string(answer.status) == name.substr(0, 3));
    }
}

}  // namespace

TEST_CASE("refusals of texts and buttons come byte for byte") {
    check(texts());
}
TEST_CASE("refusals because of chats come byte for byte") {
    check(chats());
}
TEST_CASE("refusals because of messages and topics come byte for byte") {
    check(messages());
}
TEST_CASE("refusals of files, commands, webhooks and callers come byte for byte") {
    check(files_and_others());
}

TEST_CASE("every refusal among the samples is provoked or has a reason") {
    const std::string prefix = "error_";
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(MOSTIK_FIXTURES) + "/telegram/samples")) {
        const auto stem = entry.path().stem().string();
        if (stem.compare(0, prefix.size(), prefix) != 0 || entry.path().extension() != ".json") continue;
        const auto name = stem.substr(prefix.size());
        INFO(name);
        CHECK(texts().count(name) + chats().count(name) + messages().count(name) +
                  files_and_others().count(name) + not_provoked.count(name) ==
              1);
    }
}
