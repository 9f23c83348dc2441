#include "core/message.hpp"

#include <stdexcept>

#include <catch2/catch.hpp>

using namespace mostik::core;

namespace {

Message sample() {
    return {.text = "Found:",
            .excerpts = Excerpts{.reader = "u1",
                                 .candidates = {{"c1", "one \"quoted\"\n> ё"}, {"c2", "two"}},
                                 .shown = 3,
                                 .otherwise = "nothing",
                                 .withheld = "ask me directly"}};
}

}  // namespace

TEST_CASE("a message says the excerpts that may be shown") {
    const Message message = sample();
    const auto& candidates = message.excerpts->candidates;
    CHECK(text_with(message, candidates, false) == "Found:\n\none \"quoted\"\n> ё\n\ntwo");
    CHECK(text_with(message, {candidates[1]}, true) == "Found:\n\ntwo\n\nask me directly");
}

TEST_CASE("a message none of whose excerpts may be shown says something else") {
    CHECK(text_with(sample(), {}, false) == "nothing");
    CHECK(text_with(sample(), {}, true) == "ask me directly");
}

TEST_CASE("excerpts come back from JSON as they were") {
    CHECK(message_from_json(to_json(sample())) == sample());
    CHECK(message_from_json(to_json(Message{})) == Message{});
    CHECK(message_from_json(to_json(Message{.excerpts = Excerpts{}})) == Message{.excerpts = Excerpts{}});
}

TEST_CASE("a message comes back from JSON as it was") {
    Message message{.text = "hello", .reply_to = MessageRef{"telegram", "-1", "-1:5"}};
    message.files = {{.post = {"mattermost", "c", "p"},
                      .id = "f",
                      .name = "a.png",
                      .mime_type = "image/png",
                      .size = 5,
                      .kind = FileKind::photo,
                      .link = "https://chat.example.com/p"}};
    message.buttons = {{{.label = "Yes", .data = "y"}, {.label = "Site", .url = "https://example.com"}}};
    message.author = "Anna";
    message.byline = "**Anna:** ";
    message.carried = true;
    message.emoji = "+1";
    message.removed = true;
    message.callback_query = "q";
    CHECK(message_from_json(to_json(message)) == message);
}

TEST_CASE("bytes that are no UTF-8 do not keep excerpts from being stored") {
    const Message message{.text = "b\xff", .excerpts = Excerpts{.candidates = {{"c1", "a\xff"}}}};
    const Message back = message_from_json(to_json(message));
    CHECK(back.text == "b\ufffd");
    CHECK(back.excerpts->candidates[0].text == "a\ufffd");
}

TEST_CASE("JSON that is no message is refused") {
    const char* text = GENERATE("", "{}", "[]", R"({"text":1})", "null", R"({"text":"","files":[{}]})");
    CHECK_THROWS_AS(message_from_json(text), std::runtime_error);
}
