// The simulated server's answers and updates have the members and types of the samples.
#include "tests/contract/telegram_stage.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <filesystem>
#include <map>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

ordered_json without(ordered_json json, const std::vector<std::string>& members) {
    if (json.is_object()) {
        for (const auto& member : members) json.erase(member);
    }
    for (auto& child : json) {
        if (child.is_structured()) child = without(std::move(child), members);
    }
    return json;
}

// Members that the simulator leaves out, and one that it adds: messages of a reply chain have a thread.
void check_shape(const std::string& sample, const ordered_json& actual,
                 const std::vector<std::string>& left_out = {}) {
    INFO(sample << ": " << actual.dump());
    CHECK(shape_differences(without(load_sample(sample), left_out), without(actual, left_out)) ==
          std::vector<std::string>());
}

const auto keyboard = json{{"inline_keyboard",
                            {{{{"text", "Take"}, {"callback_data", "take:4f2a"}},
                              {{"text", "Close"}, {"callback_data", "close:4f2a"}}},
                             {{{"text", "Open"}, {"url", "https://example.com/t/4f2a"}}}}}};

}  // namespace

TEST_CASE("updates of messages look like the samples") {
    TelegramStage stage;
    auto& server = stage.server;
    const auto next_is = [&](const char* sample, const std::vector<std::string>& left_out = {}) {
        check_shape(sample, stage.next_update(), left_out);
    };
    server.write(stage.alice, stage.alice, "Hello, is anyone there?");
    next_is("update_message_private_text");
    server.start(stage.alice, "ticket-4f2a_91");
    next_is("update_message_start_payload");
    server.write(stage.anna, stage.group, "/status@acme_desk_bot web-01");
    next_is("update_message_group_command");
    telegram::WriteOptions formatted;
    formatted.entities = {{"bold", 95, 10, {}, 0, {}, {}},
                          {"code", 107, 9, {}, 0, {}, {}},
                          {"text_mention", 118, 4, {}, stage.anna, {}, {}}};
    server.write(
        stage.alice, stage.ops,
        "@acme_desk_bot please restart web-01, see https://example.com/runbook#restart and #incident42. "
        "Bold words, code_here, Anna",
        formatted);
    next_is("update_message_group_entities");
    telegram::WriteOptions photo;
    photo.attachment = telegram::Attachment{"photo", telegram::picture(1280, 960), "", "", 0, 0, 0, 0};
    photo.entities = {{"bold", 0, 12, {}, 0, {}, {}},
                      {"text_link", 27, 4, "https://example.com/p/10", 0, {}, {}}};
    server.write(stage.alice, stage.alice, "Broken cable, see arrow 👉 here", photo);
    next_is("update_message_photo");
    telegram::WriteOptions document;
    document.attachment =
        telegram::Attachment{"document", "%PDF", "invoice № 7.pdf", "application/pdf", 482'133, 0, 0, 0};
    server.write(stage.alice, stage.alice, "The invoice", document);
    next_is("update_message_document", {"thumbnail"});
    telegram::WriteOptions voice;
    voice.attachment = telegram::Attachment{"voice", "OggS", "", "audio/ogg", 0, 0, 0, 7};
    server.write(stage.anna, stage.anna, "", voice);
    next_is("update_message_voice");
    telegram::WriteOptions video;
    video.attachment = telegram::Attachment{"video", "mp4", "clip.mp4", "video/mp4", 0, 1280, 720, 12};
    server.write(stage.anna, stage.anna, "", video);
    next_is("update_message_video", {"thumbnail"});
    telegram::WriteOptions audio;
    audio.attachment = telegram::Attachment{"audio", "ID3", "song.mp3", "audio/mpeg", 0, 0, 0, 183};
    server.write(stage.anna, stage.anna, "", audio);
    next_is("update_message_audio", {"title", "performer"});
    telegram::WriteOptions sticker;
    sticker.attachment = telegram::Attachment{"sticker", "RIFF", "", "image/webp", 0, 512, 512, 0};
    server.write(stage.anna, stage.anna, "", sticker);
    next_is("update_message_sticker", {"thumbnail", "set_name", "emoji"});
    telegram::WriteOptions location;
    location.content = {{"location", {{"latitude", 52.520008}, {"longitude", 13.404954}}}};
    server.write(stage.alice, stage.alice, "", location);
    next_is("update_message_location");
    telegram::WriteOptions split;
    split.entities = {{"bold", 0, 14, {}, 0, {}, {}}, {"italic", 5, 4, {}, 0, {}, {}}};
    server.write(stage.alice, stage.alice, "bold both bold", split);
    const auto update = stage.next_update();
    check_shape("update_message_split_entities", update);
    CHECK(update["message"]["entities"] ==
          load_sample("update_message_split_entities")["message"]["entities"]);
    telegram::WriteOptions anonymous;
    anonymous.is_anonymous = true;
    anonymous.author_signature = "lead";
    server.write(stage.alice, stage.ops, "From an anonymous admin", anonymous);
    next_is("update_message_anonymous_admin");
    telegram::WriteOptions post;
    post.author_signature = "Alice";
    server.write(stage.alice, stage.channel, "Release 1.2 is out", post);
    next_is("update_channel_post");
    const auto unicode = load_sample("update_message_unicode")["message"];
    server.started(stage.omar);
    telegram::WriteOptions styles;
    for (const auto& entity : unicode["entities"]) {
        styles.entities.push_back(
            {entity["type"], entity["offset"], entity["length"], entity.value("url", ""), 0, {}, {}});
    }
    server.write(stage.omar, stage.omar, unicode["text"].get<std::string>(), styles);
    const auto written = stage.next_update();
    check_shape("update_message_unicode", written);
    CHECK(written["message"]["entities"] == unicode["entities"]);
    CHECK(written["message"]["text"] == unicode["text"]);
}

TEST_CASE("updates about other messages look like the samples") {
    TelegramStage stage;
    auto& server = stage.server;
    const auto asked =
        stage.result("sendMessage", {{"chat_id", stage.alice}, {"text", "Which server is it?"}});
    telegram::WriteOptions reply;
    reply.reply_to = asked["message_id"];
    server.write(stage.alice, stage.alice, "web-01", reply);
    check_shape("update_message_reply", stage.next_update());
    const auto alert =
        stage.result("sendMessage", {{"chat_id", stage.ops}, {"text", "The deploy failed twice."}});
    reply.reply_to = alert["message_id"];
    reply.quote = "failed twice";
    server.write(stage.anna, stage.ops, "No, three times", reply);
    auto quoted = stage.next_update();
    CHECK(quoted["message"].erase("message_thread_id") == 1);
    check_shape("update_message_reply_quote", quoted);
    CHECK(quoted["message"]["quote"]["position"] == 11);
    server.pin(stage.alice, stage.ops, alert["message_id"]);
    check_shape("update_message_pinned", stage.next_update());
    const auto first = server.write(stage.alice, stage.alice, "Hello, is anyone there?");
    stage.next_update();
    server.edit(stage.alice, first.id, "Hello, is anyone there today?");
    check_shape("update_edited_message", stage.next_update());
    server.write_album(stage.alice, stage.alice,
                       {{"photo", telegram::picture(1280, 960), "", "", 0, 0, 0, 0},
                        {"photo", telegram::picture(1280, 960), "", "", 0, 0, 0, 0}},
                       "Two views");
    ordered_json album = {{"ok", true}, {"result", {stage.next_update(), stage.next_update()}}};
    check_shape("response_get_updates_album", album);
    CHECK(album["result"][0]["message"]["media_group_id"] == album["result"][1]["message"]["media_group_id"]);
    const auto ticket = stage.result(
        "sendMessage", {{"chat_id", stage.alice}, {"text", "Ticket 4f2a"}, {"reply_markup", keyboard}});
    server.press(stage.alice, stage.alice, ticket["message_id"], "take:4f2a");
    check_shape("update_callback_query", stage.next_update());
    const auto old = stage.result(
        "sendMessage", {{"chat_id", stage.ops}, {"text", "Ticket 0001"}, {"reply_markup", keyboard}});
    server.remove(stage.ops, old["message_id"]);
    server.press(stage.alice, stage.ops, old["message_id"], "take:4f2a");
    check_shape("update_callback_query_inaccessible", stage.next_update());
    // Forwards by people: as they come from their clients.
    for (const auto* name : {"update_message_forward_user", "update_message_forward_hidden"}) {
        telegram::WriteOptions forward;
        const auto sample = load_sample(name);
        for (const auto& member : sample["message"].items()) {
            if (member.key().rfind("forward_", 0) == 0) forward.forward[member.key()] = member.value();
        }
        server.write(stage.alice, stage.alice, "Look at this", forward);
        check_shape(name, stage.next_update());
    }
}

TEST_CASE("updates about members look like the samples") {
    TelegramStage stage;
    auto& server = stage.server;
    stage.allow_all_updates();
    const auto next_is = [&](const char* sample) { check_shape(sample, stage.next_update()); };
    server.block(stage.anna);
    next_is("update_my_chat_member_blocked");
    server.unblock(stage.anna);
    next_is("update_my_chat_member_unblocked");
    server.kick_bot(stage.group, stage.alice);
    stage.next_update();
    server.add_bot(stage.group, stage.alice);
    auto added = stage.next_update();
    CHECK(added["my_chat_member"]["old_chat_member"].erase("until_date") == 1);
    check_shape("update_my_chat_member_added_to_group", added);
    CHECK(stage.next_update()["message"].contains("new_chat_members"));
    server.join(stage.ops, stage.omar, stage.alice);
    CHECK(stage.next_update().contains("chat_member"));
    next_is("update_message_new_chat_members");
    server.leave(stage.ops, stage.anna);
    next_is("update_message_left_chat_member");
    CHECK(stage.next_update().contains("chat_member"));
    server.join(stage.open, stage.omar);
    next_is("update_chat_member_joined");
    CHECK(stage.next_update().contains("message"));
    server.demote_bot(stage.forum, stage.alice);
    stage.next_update();
    server.promote_bot(stage.forum, stage.alice, {"can_manage_topics"});
    next_is("update_my_chat_member_promoted");
    server.demote_bot(stage.ops, stage.alice);
    stage.next_update();
    server.kick_bot(stage.ops, stage.alice);
    next_is("update_my_chat_member_kicked");
}

TEST_CASE("updates about groups that become supergroups look like the samples") {
    TelegramStage stage;
    const auto supergroup = stage.server.migrate(stage.group, stage.alice);
    auto update = stage.next_update();
    check_shape("update_message_migrate_to", update);
    CHECK(update["message"]["migrate_to_chat_id"] == supergroup);
    update = stage.next_update();
    check_shape("update_message_migrate_from", update);
    CHECK(update["message"]["message_id"] == 1);
}

TEST_CASE("updates of reactions look like the samples") {
    TelegramStage stage;
    stage.allow_all_updates();
    const auto id = stage.result("sendMessage", {{"chat_id", stage.ops}, {"text", "Done"}})["message_id"];
    stage.server.react(stage.anna, stage.ops, id, {"👍"});
    check_shape("update_message_reaction_added", stage.next_update());
    stage.server.react(stage.anna, stage.ops, id, {"❤", "5368324170671202286"});
    check_shape("update_message_reaction_changed", stage.next_update());
    stage.server.react(telegram::World::anonymous_admin, stage.ops, id, {"❤"});
    stage.next_update();
    stage.server.react(telegram::World::anonymous_admin, stage.ops, id, {});
    check_shape("update_message_reaction_removed", stage.next_update());
}

TEST_CASE("topics look like the samples") {
    TelegramStage stage;
    auto& server = stage.server;
    const auto created =
        stage.call("createForumTopic", {{"chat_id", stage.forum}, {"name", "Alice Novak · 4f2a"}});
    check_shape("response_create_forum_topic", ordered_json::parse(created.body));
    const int topic = json::parse(created.body)["result"]["message_thread_id"];
    check_shape("update_message_forum_topic_created", stage.next_update());
    telegram::WriteOptions in_topic;
    in_topic.topic = topic;
    server.write(stage.anna, stage.forum, "I am on it", in_topic);
    check_shape("update_message_forum_topic_text", stage.next_update());
    const auto sent = stage.call(
        "sendMessage",
        {{"chat_id", stage.forum}, {"message_thread_id", topic}, {"text", "Hello, is anyone there?"}});
    check_shape("response_send_message_topic", ordered_json::parse(sent.body));
    telegram::WriteOptions reply;
    reply.reply_to = json::parse(sent.body)["result"]["message_id"];
    server.write(stage.anna, stage.forum, "Which server?", reply);
    check_shape("update_message_forum_topic_reply", stage.next_update());
    server.write(stage.anna, stage.forum, "No thread id in General");
    check_shape("update_message_forum_general", stage.next_update());
    stage.result("closeForumTopic", {{"chat_id", stage.forum}, {"message_thread_id", topic}});
    check_shape("update_message_forum_topic_closed", stage.next_update());
    const auto told = server.write(stage.alice, stage.alice, "Hello, is anyone there?");
    const auto forwarded = stage.call("forwardMessage", {{"chat_id", stage.forum},
                                                         {"message_thread_id", topic},
                                                         {"from_chat_id", stage.alice},
                                                         {"message_id", told.id}});
    check_shape("response_forward_message", ordered_json::parse(forwarded.body));
    check_shape("response_get_chat_forum",
                ordered_json::parse(stage.call("getChat", {{"chat_id", stage.forum}}).body));
}

TEST_CASE("answers look like the samples") {
    TelegramStage stage;
    const auto is = [&](const char* sample, const Answer& answer,
                        const std::vector<std::string>& left_out = {}) {
        CHECK(answer.status == 200);
        CHECK(answer.headers.at("content-type") == "application/json");
        check_shape(sample, ordered_json::parse(answer.body), left_out);
    };
    is("response_get_me", stage.call("getMe"));
    is("response_get_updates_empty", stage.call("getUpdates"));
    is("response_get_webhook_info_none", stage.call("getWebhookInfo"));
    is("response_set_webhook", stage.call("setWebhook", {{"url", "https://bot.example.com/tg"}}));
    is("response_delete_webhook", stage.call("deleteWebhook"));
    const json link = {
        {"type", "text_link"}, {"offset", 18}, {"length", 4}, {"url", "https://example.com/docs"}};
    const json bold = {{"type", "bold"}, {"offset", 3}, {"length", 5}};
    const auto sent =
        stage.call("sendMessage", {{"chat_id", stage.alice},
                                   {"text", "Hi Alice, see the docs at https://example.com/a?b=1&c=2"},
                                   {"entities", {bold, link}}});
    is("response_send_message", sent);
    const int id = json::parse(sent.body)["result"]["message_id"];
    is("response_edit_message_text",
       stage.call("editMessageText", {{"chat_id", stage.alice}, {"message_id", id}, {"text", "Hi Alice"}}));
    is("response_copy_message",
       stage.call("copyMessage",
                  {{"chat_id", stage.alice}, {"from_chat_id", stage.alice}, {"message_id", id}}));
    const auto asked = stage.server.write(stage.alice, stage.alice, "web-01");
    is("response_send_message_reply_keyboard",
       stage.call("sendMessage", {{"chat_id", stage.alice},
                                  {"text", "Ticket 4f2a"},
                                  {"reply_parameters", {{"message_id", asked.id}}},
                                  {"link_preview_options", {{"is_disabled", true}}},
                                  {"reply_markup", keyboard},
                                  {"protect_content", true}}));
    is("response_send_photo", stage.upload("sendPhoto", {{"chat_id", stage.alice}, {"caption", "Screen"}},
                                           {{"photo", "s.png", telegram::picture(1280, 960), "image/png"}}));
    const auto document = stage.upload("sendDocument", {{"chat_id", stage.alice}, {"caption", "Report"}},
                                       {{"document", "report.csv", "a,b\n", "text/csv"}});
    is("response_send_document", document);
    is("response_get_file",
       stage.call("getFile", {{"file_id", json::parse(document.body)["result"]["document"]["file_id"]}}));
    const json media = {{{"type", "photo"}, {"media", "attach://one"}, {"caption", "One"}},
                        {{"type", "photo"}, {"media", "attach://two"}}};
    is("response_send_media_group",
       stage.upload(
           "sendMediaGroup", {{"chat_id", stage.alice}, {"media", media}},
           {{"one", "1.png", telegram::picture(1280, 960)}, {"two", "2.png", telegram::picture(1280, 960)}}));
    is("response_get_chat_private", stage.call("getChat", {{"chat_id", stage.alice}}), {"bio"});
    is("response_true", stage.call("sendChatAction", {{"chat_id", stage.alice}, {"action", "typing"}}));
}
