#include "messengers/formatting/rich_text.hpp"
#include "tests/unit/messengers/telegram/plans.hpp"

using namespace mostik;
using namespace mostik::messengers;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using nlohmann::json;

TEST_CASE("A text is one call, with its formatting beside it") {
    const auto steps = steps_of(outgoing("Привет, **мир**! 😀 *да*"));
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].operation == core::Operation::send);
    CHECK(steps[0].part == 0);
    CHECK(steps[0].messages == 1);
    CHECK(steps[0].files.empty());
    const Payload call = payload_from_json(steps[0].payload);
    CHECK(call.method == "sendMessage");
    CHECK(call.chat == "-100200");
    CHECK(call.kinds == std::vector<std::string>{"text"});
    CHECK(call.parameters.at("text") == "Привет, мир! 😀 да");
    CHECK_FALSE(call.parameters.contains("parse_mode"));
    CHECK(call.parameters.at("entities") == json::parse(R"([
        {"type": "bold", "offset": 8, "length": 3}, {"type": "italic", "offset": 16, "length": 2}])"));
}

TEST_CASE("Links, code and its language are told as Telegram tells them") {
    const json entities = call_of(outgoing("[here](https://example.com/x) `a` \n```cpp\nint x;\n```"))
                              .parameters.at("entities");
    const auto find = [&](const std::string& type) {
        for (const json& entity : entities) {
            if (entity.at("type") == type) return entity;
        }
        return json();
    };
    CHECK(find("text_link").at("url") == "https://example.com/x");
    CHECK(find("code").at("length") == 1);
    CHECK(find("pre").at("language") == "cpp");
}

TEST_CASE("A plain text goes without entities") {
    CHECK_FALSE(call_of(outgoing("nothing special")).parameters.contains("entities"));
}

TEST_CASE("The byline stands before the words, and names in carried words notify nobody") {
    Outgoing message = outgoing("hello @alice_novak");
    message.message.byline = "**Anna** in ~dev\n";
    CHECK(call_of(message).parameters.at("text") == "Anna in ~dev\nhello @alice_novak");
    message.message.carried = true;
    CHECK(call_of(message).parameters.at("text") ==
          "Anna in ~dev\nhello @\xE2\x81\xA0"
          "alice_novak");
}

TEST_CASE("A text that is too long for one message is several, with numbers of parts that go on") {
    std::string text;
    for (int i = 0; i < 1200; ++i) text += "слово" + std::to_string(i) + " ";
    const auto steps = steps_of(outgoing(text));
    REQUIRE(steps.size() == 3);
    int part = 0;
    for (const core::Step& step : steps) {
        CHECK(step.part == part++);
        const std::string words = payload_from_json(step.payload).parameters.at("text");
        CHECK(formatting::code_points(words) <= longest_text);
        CHECK(formatting::code_points(words) > longest_text / 2);
    }
}

TEST_CASE("Telegram counts code points: 4096 emoji are one message, one more is two") {
    std::string text;
    for (std::size_t i = 0; i < longest_text; ++i) text += "😀";
    CHECK(steps_of(outgoing(text)).size() == 1);
    CHECK(steps_of(outgoing(text + "😀")).size() == 2);
}

TEST_CASE("A text without anything to see is no message") {
    CHECK(steps_of(outgoing("")).empty());
    CHECK(steps_of(outgoing(" \n\t ")).empty());
}

TEST_CASE("Broken bytes are repaired, so that the plan is JSON") {
    const Payload call = call_of(outgoing("broken \xff byte"));
    CHECK(call.parameters.at("text") == "broken \xEF\xBF\xBD byte");
}

TEST_CASE("A reply names the answered message by its number in that chat") {
    Outgoing message = outgoing("yes");
    message.answered = {{{"telegram", "-4200", "-4200:9"}, 0, "", ""}, copy("-100200:41")};
    const json reply = call_of(message).parameters.at("reply_parameters");
    CHECK(reply.at("message_id") == 41);
    CHECK(reply.at("allow_sending_without_reply") == true);

    message.answered = {{{"telegram", "-4200", "-4200:9"}, 0, "", ""}};
    CHECK_FALSE(call_of(message).parameters.contains("reply_parameters"));
}

TEST_CASE("Of several parts only the first one is the reply") {
    Outgoing message = outgoing(std::string(5000, 'x'));
    message.answered = {copy("-100200:41")};
    const auto calls = calls_of(message);
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].parameters.contains("reply_parameters"));
    CHECK_FALSE(calls[1].parameters.contains("reply_parameters"));
}

TEST_CASE("A topic is named in each part") {
    Outgoing message = outgoing(std::string(5000, 'x'));
    message.to.target = "-100200/310";
    for (const Payload& call : calls_of(message)) {
        CHECK(call.chat == "-100200");
        CHECK(call.parameters.at("message_thread_id") == 310);
    }
    CHECK(chat_of("-100200/310") == "-100200");
    CHECK(topic_of("-100200/310") == "310");
    CHECK(topic_of("-100200").empty());
}

TEST_CASE("The topic General, which is number 1, must not be named") {
    Outgoing message = outgoing("x");
    message.to.target = "-100200/1";
    CHECK(call_of(message).chat == "-100200");
    CHECK_FALSE(call_of(message).parameters.contains("message_thread_id"));
}

TEST_CASE("Buttons stand under the last part") {
    Outgoing message = outgoing(std::string(5000, 'x'));
    message.message.buttons = {{{"Take", "take:1", ""}, {"Close", "close:1", ""}},
                               {{"Open", "", "https://example.com"}}};
    const auto calls = calls_of(message);
    REQUIRE(calls.size() == 2);
    CHECK_FALSE(calls[0].parameters.contains("reply_markup"));
    CHECK(calls[1].parameters.at("reply_markup") == json::parse(R"({"inline_keyboard": [
        [{"text": "Take", "callback_data": "take:1"}, {"text": "Close", "callback_data": "close:1"}],
        [{"text": "Open", "url": "https://example.com"}]]})"));
}
