#include "tests/unit/messengers/telegram/samples.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers::telegram::testing;
using nlohmann::json;

TEST_CASE("A reply names what it answers") {
    const core::Event plain = event_of_sample("message_reply");
    CHECK(posted(plain).reply_to == "777000101:1212");
    const core::Event quoting = event_of_sample("message_reply_quote");
    CHECK(posted(quoting).reply_to == "-1002200300400:90");
    CHECK(posted(quoting).text == "No, three times");
}

TEST_CASE("A message of a topic belongs to it, and answers nothing by standing there") {
    const core::Event first = event_of_sample("message_forum_topic_text");
    CHECK(first.channel.id == "-1002200300500");
    CHECK(first.channel.topic == "310");
    CHECK(posted(first).reply_to.empty());
    CHECK_FALSE(posted(first).system);

    const core::Event reply = event_of_sample("message_forum_topic_reply");
    CHECK(reply.channel.topic == "310");
    CHECK(posted(reply).reply_to == "-1002200300500:311");

    const core::Event general = event_of_sample("message_forum_general");
    CHECK(general.channel.topic.empty());
}

TEST_CASE("A thread of replies in a group that is no forum is no topic") {
    const core::Event event = event_of_changed(
        "message_reply_quote", [](json& update) { update["message"]["message_thread_id"] = 90; });
    CHECK(event.channel.topic.empty());
    CHECK(posted(event).reply_to == "-1002200300400:90");
}

TEST_CASE("What tells of the chat itself is nobody's speech") {
    for (const char* name :
         {"message_forum_topic_created", "message_forum_topic_closed", "message_pinned",
          "message_new_chat_members", "message_left_chat_member", "message_migrate_from"}) {
        INFO(name);
        const core::Event event = event_of_sample(name);
        CHECK(posted(event).system);
    }
    CHECK(event_of_sample("message_forum_topic_closed").author.self);
}

TEST_CASE("An anonymous administrator speaks for the group") {
    const core::Event event = event_of_sample("message_anonymous_admin");
    CHECK(event.author.id == "-1002200300400");
    CHECK(event.author.display_name == "Ops room (lead)");
    CHECK_FALSE(event.author.bot);
    CHECK_FALSE(event.author.self);
}

TEST_CASE("A post of a channel is signed with the channel's name") {
    const core::Event event = event_of_sample("channel_post");
    CHECK(event.type == "channel_post");
    CHECK(event.channel.kind == "channel");
    CHECK(event.channel.name == "acme_news");
    CHECK(event.author.id == "-1002200300600");
    CHECK(event.author.display_name == "Acme News (Alice)");
    CHECK(posted(event).text == "Release 1.2 is out");
}

TEST_CASE("A forwarded message says who wrote it first") {
    const core::Post known = posted(event_of_sample("message_forward_user"));
    CHECK(known.text == "Look at this");
    CHECK(known.markdown == "↪ *Anna*\nLook at this");
    const core::Post hidden = posted(event_of_sample("message_forward_hidden"));
    CHECK(hidden.markdown == "↪ *Hidden Person*\nLook at this too");
    const core::Post channel = posted(event_of_changed("message_forward_user", [](json& update) {
        update["message"]["forward_origin"] =
            json::parse(R"({"type": "channel", "chat": {"id": -1001, "title": "a*b", "type": "channel"}})");
    }));
    CHECK(channel.markdown.starts_with("↪ *a\\*b*\n"));
}

TEST_CASE("A name cannot notify anybody by being forwarded") {
    const core::Post post = posted(event_of_changed("message_forward_hidden", [](json& update) {
        update["message"]["forward_origin"]["sender_user_name"] = "@all";
    }));
    CHECK(post.markdown.find("@all") == std::string::npos);
}

TEST_CASE("A group that became a supergroup tells its new id") {
    const core::Event event = event_of_sample("message_migrate_to");
    CHECK(event.channel.id == "-4200100200");
    const auto* const moved = std::get_if<core::ChatMoved>(&event.body);
    REQUIRE(moved != nullptr);
    CHECK(moved->to == "-1002200300400");
}

TEST_CASE("Ids of messages are numbers of their chats") {
    using namespace messengers::telegram;
    CHECK(message_id(-1002200300400, 7) == "-1002200300400:7");
    CHECK(number_in_chat("-1002200300400:7", "-1002200300400") == 7);
    CHECK(number_in_chat("-1002200300400:7", "-4200100200") == 0);
    CHECK(number_in_chat("7", "7") == 0);
    CHECK(number_in_chat("", "") == 0);
    CHECK(number_in_chat("5:x", "5") == 0);
}
