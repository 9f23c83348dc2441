#include "messengers/formatting/rich_text.hpp"
#include "tests/simulators/telegram/reaction_emoji.hpp"
#include "tests/unit/messengers/telegram/plans.hpp"

#include <algorithm>

using namespace mostik;
using namespace mostik::messengers;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using core::Operation;
using nlohmann::json;

namespace {

Outgoing reaction(const std::string& emoji, bool removed = false) {
    Outgoing message = outgoing("");
    message.operation = Operation::react;
    message.message.emoji = emoji;
    message.message.removed = removed;
    message.answered = {copy("-100200:7")};
    return message;
}

}  // namespace

TEST_CASE("A reaction is one of those that Telegram has") {
    const auto steps = steps_of(reaction("+1"));
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].operation == Operation::react);
    const Payload call = payload_from_json(steps[0].payload);
    CHECK(call.method == "setMessageReaction");
    CHECK(call.parameters.at("message_id") == 7);
    CHECK(call.parameters.at("reaction") == json::parse(R"([{"type": "emoji", "emoji": "👍"}])"));
}

TEST_CASE("People's reactions become the nearest one, and each is one that Telegram takes") {
    CHECK(reaction_for("+1") == "👍");
    CHECK(reaction_for("-1") == "👎");
    CHECK(reaction_for("heart") == "❤");
    CHECK(reaction_for("white_check_mark") == "👌");
    CHECK(reaction_for("tada") == "🎉");
    CHECK(reaction_for("eyes") == "👀");
    CHECK(reaction_for("joy") == "🤣");
    CHECK(reaction_for("no_such_thing").empty());
    CHECK(reaction_for("").empty());
    for (const char* name : {"+1", "-1", "heart", "fire", "clap", "joy", "x", "warning", "rocket", "wave",
                             "eyes", "tada", "pray", "ok_hand", "100", "zap", "trophy", "snowman"}) {
        INFO(name);
        const std::string emoji = reaction_for(name);
        const auto& taken = simulators::telegram::reaction_emoji;
        CHECK(std::find(std::begin(taken), std::end(taken), emoji) != std::end(taken));
    }
}

TEST_CASE("A reaction that Telegram has not is refused with a reason, and taking one back is not") {
    const auto refused = plan_message(reaction("no_such_thing"), {.max_file_bytes = file_limit});
    REQUIRE_FALSE(refused);
    const auto* const rejected = std::get_if<Rejected>(&refused.error());
    REQUIRE(rejected != nullptr);
    CHECK(rejected->rejection == RejectionClass::bad_message);
    CHECK(rejected->reason.find(":no_such_thing:") != std::string::npos);

    CHECK(call_of(reaction("no_such_thing", true)).parameters.at("reaction").empty());
    CHECK(call_of(reaction("+1", true)).parameters.at("reaction").empty());
}

TEST_CASE("There is no reaction to what is not in that chat") {
    Outgoing message = reaction("+1");
    message.answered = {copy("-4200:7")};
    CHECK(steps_of(message).empty());
}

TEST_CASE("A press is answered without a chat, and with 200 characters at most") {
    Outgoing message = outgoing("готово");
    message.operation = Operation::answer_callback;
    message.message.callback_query = "3337190000000000001";
    Payload call = call_of(message);
    CHECK(call.method == "answerCallbackQuery");
    CHECK(call.chat.empty());
    CHECK(call.parameters.at("callback_query_id") == "3337190000000000001");
    CHECK(call.parameters.at("text") == "готово");

    message.message.text.clear();
    for (int i = 0; i < 150; ++i) message.message.text += "я";
    CHECK(call_of(message).parameters.at("text") == message.message.text);
    for (int i = 0; i < 150; ++i) message.message.text += "x";
    const std::string cut = call_of(message).parameters.at("text");
    CHECK(formatting::code_points(cut) == 200);
    CHECK(formatting::valid_utf8(cut) == cut);
    CHECK(cut.find("\xEF\xBF\xBD") == std::string::npos);
}

TEST_CASE("A payload is the same after it was kept") {
    const Payload payload{.method = "sendMessage",
                          .chat = "5",
                          .parameters = {{"text", "ё\n\"\\"}, {"message_thread_id", 7}},
                          .kinds = {"text"},
                          .uploads = {"document"}};
    const Payload again = payload_from_json(to_json(payload));
    CHECK(again.method == payload.method);
    CHECK(again.chat == payload.chat);
    CHECK(again.parameters == payload.parameters);
    CHECK(again.kinds == payload.kinds);
    CHECK(again.uploads == payload.uploads);
    CHECK_THROWS_AS(payload_from_json("{}"), json::exception);
    CHECK_THROWS_AS(payload_from_json("nonsense"), json::exception);
}
