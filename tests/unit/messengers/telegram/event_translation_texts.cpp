#include "tests/unit/messengers/telegram/samples.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers::telegram::testing;
using nlohmann::json;

TEST_CASE("A text in a private chat becomes a post with all that is known of it") {
    const core::Event event = event_of_sample("message_private_text");
    CHECK(event.messenger == "telegram");
    CHECK(event.type == "message");
    CHECK(event.identity == "777000101:1201");
    CHECK(event.once);
    CHECK(event.origin == core::Origin::live);
    CHECK(event.happened_at == core::from_millis(1'793'000'000'000));
    CHECK(json::parse(event.raw) == sample_update("message_private_text"));

    CHECK(event.author.id == "777000101");
    CHECK(event.author.name == "alice_novak");
    CHECK(event.author.display_name == "Alice Novak");
    CHECK_FALSE(event.author.bot);
    CHECK_FALSE(event.author.self);

    CHECK(event.channel.id == "777000101");
    CHECK(event.channel.kind == "private");
    CHECK(event.channel.direct);
    CHECK(event.channel.display_name == "Alice Novak");
    CHECK(event.channel.topic.empty());

    const core::Post& post = posted(event);
    CHECK(post.id == "777000101:1201");
    CHECK(post.text == "Hello, is anyone there?");
    CHECK(post.markdown == "Hello, is anyone there?");
    CHECK(post.addressed == "Hello, is anyone there?");
    CHECK(post.created_at == core::from_millis(1'793'000'000'000));
    CHECK(post.edited_at == core::Time{});
    CHECK_FALSE(post.system);
    CHECK_FALSE(post.own);
    CHECK(post.reply_to.empty());
    CHECK(post.album.empty());
    CHECK(post.attachments.empty());
}

TEST_CASE("Entities become Markdown, and notify nobody") {
    const core::Event event = event_of_sample("message_group_entities");
    CHECK_FALSE(event.channel.direct);
    CHECK(event.channel.kind == "supergroup");
    CHECK(event.channel.display_name == "Ops room");
    const core::Post& post = posted(event);
    CHECK(post.text.starts_with("@acme_desk_bot please restart"));
    CHECK(post.mentions_bot);
    CHECK(post.addressed.starts_with("please restart web-01"));
    CHECK(post.markdown.find("**Bold words**") != std::string::npos);
    CHECK(post.markdown.find("`code_here`") != std::string::npos);
    CHECK(post.markdown.find("https://example.com/runbook#restart") != std::string::npos);
    CHECK(post.markdown.find("@acme") == std::string::npos);
    CHECK(post.markdown.find("@\xE2\x80\x8B"
                             "acme") != std::string::npos);
}

TEST_CASE("Offsets of entities count UTF-16 units") {
    const core::Post post = posted(event_of_sample("message_unicode"));
    CHECK(post.markdown.find("**שלום**") != std::string::npos);
    CHECK(post.markdown.find("[конец](https://example.com/)") != std::string::npos);
    CHECK(post.markdown.find("\xEF\xBF\xBD") == std::string::npos);
}

TEST_CASE("Spans that Telegram cut at borders of others are one again") {
    const core::Post post = posted(event_of_sample("message_split_entities"));
    CHECK(post.text == "bold both bold");
    CHECK(post.markdown == "**bold _both_ bold**");
}

TEST_CASE("A block of code keeps its language, a quotation its mark") {
    const core::Post post = posted(event_of_sample("message_pre_quote"));
    CHECK(post.markdown.find("```cpp\nint main() {\n}\n```") != std::string::npos);
    CHECK(post.markdown.find("> quoted") != std::string::npos);
}

TEST_CASE("Entities beyond the text, of unknown kinds and without sense do no harm") {
    const core::Event event = event_of_changed("message_private_text", [](json& update) {
        update["message"]["entities"] = json::parse(R"([
            {"type": "bold", "offset": 400, "length": 10}, {"type": "sparkling", "offset": 0, "length": 5},
            {"type": "italic", "offset": -3, "length": 5}, {"type": "code", "offset": 0, "length": 0},
            {"type": "bold", "offset": 0, "length": 5}, "nonsense", 7])");
    });
    CHECK(posted(event).markdown == "**Hello**, is anyone there?");
}

TEST_CASE("What has no text is put into words") {
    CHECK(posted(event_of_sample("message_location")).text.find("52.52") != std::string::npos);
    CHECK(posted(event_of_sample("message_live_location")).text.find("13.40") != std::string::npos);
    const core::Post contact = posted(event_of_sample("message_contact"));
    CHECK(contact.text.find("Omar Haddad") != std::string::npos);
    CHECK(contact.text.find("+12025550143") != std::string::npos);
    CHECK_FALSE(contact.system);

    const auto with = [](const char* key, const char* content) {
        return posted(event_of_changed("message_private_text",
                                       [&](json& update) {
                                           update["message"].erase("text");
                                           update["message"][key] = json::parse(content);
                                       }))
            .text;
    };
    const std::string poll =
        with("poll", R"({"question": "When?", "options": [{"text": "Now"}, {"text": "Never"}]})");
    CHECK(poll.find("When?") != std::string::npos);
    CHECK(poll.find("Never") != std::string::npos);
    CHECK(with("dice", R"({"emoji": "🎲", "value": 4})") == "🎲 4");
}

TEST_CASE("An edit is another event than its message, and than the next edit in the same second") {
    const core::Event first = event_of_sample("edited_message");
    const auto* const body = std::get_if<core::PostEdited>(&first.body);
    REQUIRE(body != nullptr);
    CHECK(body->post.id == "777000101:1201");
    CHECK(body->post.text == "Hello, is anyone there today?");
    CHECK(body->post.created_at == core::from_millis(1'793'000'000'000));
    CHECK(body->post.edited_at == core::from_millis(1'793'000'150'000));
    CHECK(first.happened_at == core::from_millis(1'793'000'150'000));

    const core::Event second = event_of_changed("edited_message", [](json& update) {
        update["update_id"] = update["update_id"].get<std::int64_t>() + 1;
    });
    CHECK(first.identity != second.identity);
    CHECK(first.identity != event_of_sample("message_private_text").identity);
    CHECK(first.identity == event_of_sample("edited_message").identity);
}

TEST_CASE("An edited post of a channel is an edit, too") {
    json update = sample_update("channel_post");
    update["edited_channel_post"] = update["channel_post"];
    update["edited_channel_post"]["edit_date"] = 1'793'000'600;
    update.erase("channel_post");
    const core::Event event = event_of(update);
    CHECK(event.type == "edited_channel_post");
    CHECK(std::holds_alternative<core::PostEdited>(event.body));
}
