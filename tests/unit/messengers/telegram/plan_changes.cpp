#include "messengers/formatting/rich_text.hpp"
#include "tests/unit/messengers/telegram/plans.hpp"

using namespace mostik;
using namespace mostik::messengers;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using core::Operation;

namespace {

Outgoing edit(const std::string& text, std::vector<core::LinkedMessage> copies) {
    Outgoing message = outgoing(text);
    message.operation = Operation::edit;
    message.copies = std::move(copies);
    return message;
}

}  // namespace

TEST_CASE("A changed text changes its copy") {
    const auto steps = steps_of(edit("**new**", {copy("-100200:7")}));
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].operation == Operation::edit);
    CHECK(steps[0].remote_id == "-100200:7");
    const Payload call = payload_from_json(steps[0].payload);
    CHECK(call.method == "editMessageText");
    CHECK(call.parameters.at("message_id") == 7);
    CHECK(call.parameters.at("text") == "new");
    CHECK(call.parameters.at("entities").size() == 1);
    CHECK(call.kinds.empty());
}

TEST_CASE("A text that grew gets further parts, numbered behind those that are there") {
    const auto steps = steps_of(edit(std::string(5000, 'x'), {copy("-100200:7", 0)}));
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].operation == Operation::edit);
    CHECK(steps[0].part == 0);
    CHECK(steps[1].operation == Operation::send);
    CHECK(steps[1].part == 1);
    CHECK(payload_from_json(steps[1].payload).kinds == std::vector<std::string>{"text"});
}

TEST_CASE("A text that shrank loses the parts that are over") {
    const auto steps =
        steps_of(edit("short", {copy("-100200:7", 0), copy("-100200:8", 1), copy("-100200:9", 2)}));
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].operation == Operation::edit);
    CHECK(steps[1].operation == Operation::remove);
    CHECK(steps[1].remote_id == "-100200:8");
    CHECK(steps[2].operation == Operation::remove);
    CHECK(steps[2].remote_id == "-100200:9");
    CHECK(payload_from_json(steps[2].payload).method == "deleteMessage");
}

TEST_CASE("Of a message with files the caption is changed, and the files stay") {
    Outgoing message = edit("new", {copy("-100200:7", 0, "caption"), copy("-100200:8", 1, "media")});
    message.message.files = {file("a", core::FileKind::photo), file("b", core::FileKind::photo)};
    const Payload call = call_of(message);
    CHECK(call.method == "editMessageCaption");
    CHECK(call.parameters.at("message_id") == 7);
    CHECK(call.parameters.at("caption") == "new");
}

TEST_CASE("A caption can be taken away") {
    const Payload call = call_of(edit("", {copy("-100200:7", 0, "caption")}));
    CHECK(call.method == "editMessageCaption");
    CHECK(call.parameters.at("caption") == "");
}

TEST_CASE("A caption that grew too long goes on as a text behind it") {
    const auto calls =
        calls_of(edit(std::string(longest_caption + 10, 'x'), {copy("-100200:7", 0, "caption")}));
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].method == "editMessageCaption");
    CHECK(formatting::code_points(calls[0].parameters.at("caption").get<std::string>()) <= longest_caption);
    CHECK(calls[1].method == "sendMessage");
}

TEST_CASE("Where the text stands before its files, the text is changed") {
    const Payload call =
        call_of(edit("new", {copy("-100200:7", 0, "text"), copy("-100200:8", 1, "caption")}));
    CHECK(call.method == "editMessageText");
    CHECK(call.parameters.at("message_id") == 7);
}

TEST_CASE("Nothing is changed that is not there, or stayed behind in another chat") {
    CHECK(steps_of(edit("new", {})).empty());
    CHECK(steps_of(edit("new", {copy("-4200:7")})).empty());
}

TEST_CASE("A text is not emptied by an edit") {
    CHECK(steps_of(edit("", {copy("-100200:7")})).empty());
}

TEST_CASE("A removal takes every copy away") {
    Outgoing message = outgoing("");
    message.operation = Operation::remove;
    message.copies = {copy("-100200:7", 0), copy("-100200:8", 1, "caption"), copy("-4200:9", 2)};
    const auto steps = steps_of(message);
    REQUIRE(steps.size() == 2);
    for (const core::Step& step : steps) {
        CHECK(step.operation == Operation::remove);
        CHECK(payload_from_json(step.payload).method == "deleteMessage");
    }
    CHECK(steps[0].remote_id == "-100200:7");
    CHECK(payload_from_json(steps[1].payload).parameters.at("message_id") == 8);
}
