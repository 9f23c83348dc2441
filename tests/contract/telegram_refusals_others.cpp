#include "tests/contract/telegram_refusals.hpp"

#include <catch2/catch.hpp>

namespace mostik::contract::refusals {

namespace {

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

}  // namespace

const Table& files_and_others() {
    static const Table table = {
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

}  // namespace mostik::contract::refusals
