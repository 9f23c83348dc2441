#include "messengers/formatting/rich_text.hpp"
#include "tests/unit/messengers/telegram/plans.hpp"

using namespace mostik;
using namespace mostik::messengers;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using core::FileKind;
using nlohmann::json;

namespace {

Outgoing with_files(const std::string& text, std::vector<core::File> files) {
    Outgoing message = outgoing(text);
    message.message.files = std::move(files);
    return message;
}

std::vector<core::File> many(int count, FileKind kind) {
    std::vector<core::File> files;
    for (int i = 0; i < count; ++i) files.push_back(file("f" + std::to_string(i), kind));
    return files;
}

}  // namespace

TEST_CASE("One file is sent by the method for its kind, with the text as its caption") {
    const auto method = [](FileKind kind) {
        const auto steps = steps_of(with_files("**look**", {file("a", kind)}));
        REQUIRE(steps.size() == 1);
        CHECK(steps[0].files == std::vector<int>{0});
        const Payload call = payload_from_json(steps[0].payload);
        CHECK(call.parameters.at("caption") == "look");
        CHECK(call.parameters.at("caption_entities").size() == 1);
        CHECK(call.kinds == std::vector<std::string>{"caption"});
        REQUIRE(call.uploads.size() == 1);
        return call.method + " " + call.uploads.front();
    };
    CHECK(method(FileKind::document) == "sendDocument document");
    CHECK(method(FileKind::photo) == "sendPhoto photo");
    CHECK(method(FileKind::video) == "sendVideo video");
    CHECK(method(FileKind::audio) == "sendAudio audio");
    CHECK(method(FileKind::voice) == "sendVoice voice");
    CHECK(method(FileKind::animation) == "sendAnimation animation");
}

TEST_CASE("A picture that is too large for one is a document") {
    CHECK(methods_of(with_files("", {file("p", FileKind::photo, largest_photo)})) ==
          std::vector<std::string>{"sendPhoto"});
    CHECK(methods_of(with_files("", {file("p", FileKind::photo, largest_photo + 1)})) ==
          std::vector<std::string>{"sendDocument"});
}

TEST_CASE("A text that is too long for a caption goes before the file") {
    const std::string fits(longest_caption, 'x');
    CHECK(methods_of(with_files(fits, {file("a")})) == std::vector<std::string>{"sendDocument"});
    const auto calls = calls_of(with_files(fits + "x", {file("a")}));
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].method == "sendMessage");
    CHECK(calls[1].method == "sendDocument");
    CHECK_FALSE(calls[1].parameters.contains("caption"));
}

TEST_CASE("Several files of a kind are an album with the caption on its first") {
    const auto steps = steps_of(with_files("both", many(2, FileKind::photo)));
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].messages == 2);
    CHECK(steps[0].files == std::vector<int>{0, 1});
    const Payload call = payload_from_json(steps[0].payload);
    CHECK(call.method == "sendMediaGroup");
    CHECK(call.kinds == std::vector<std::string>{"caption", "media"});
    CHECK(call.uploads == std::vector<std::string>{"file0", "file1"});
    CHECK(call.parameters.at("media") == json::parse(R"([
        {"type": "photo", "media": "attach://file0", "caption": "both"},
        {"type": "photo", "media": "attach://file1"}])"));
}

TEST_CASE("An album holds ten, what is over is another one, and one that is left stands alone") {
    const auto ten = steps_of(with_files("", many(10, FileKind::document)));
    REQUIRE(ten.size() == 1);
    CHECK(ten[0].messages == 10);
    const auto twelve = steps_of(with_files("", many(12, FileKind::document)));
    REQUIRE(twelve.size() == 2);
    CHECK(twelve[0].part == 0);
    CHECK(twelve[1].part == 10);
    CHECK(twelve[1].messages == 2);
    CHECK(methods_of(with_files("", many(11, FileKind::document))) ==
          std::vector<std::string>{"sendMediaGroup", "sendDocument"});
}

TEST_CASE("Only what Telegram lets into one album is put together") {
    const Outgoing message = with_files(
        "mixed", {file("d0", FileKind::document), file("p0", FileKind::photo), file("a0", FileKind::audio),
                  file("v0", FileKind::video), file("d1", FileKind::document), file("a1", FileKind::audio),
                  file("o0", FileKind::voice), file("g0", FileKind::animation)});
    const auto steps = steps_of(message);
    std::vector<std::vector<int>> files;
    std::size_t captions = 0;
    int part = 0;
    for (const core::Step& step : steps) {
        files.push_back(step.files);
        CHECK(step.part == part);
        part += step.messages;
        const std::string text = step.payload;
        if (text.find("\"caption\":\"mixed\"") != std::string::npos) ++captions;
    }
    CHECK(files == std::vector<std::vector<int>>{{1, 3}, {2, 5}, {6}, {7}, {0, 4}});
    CHECK(captions == 1);
    CHECK(methods_of(message) == std::vector<std::string>{"sendMediaGroup", "sendMediaGroup", "sendVoice",
                                                          "sendAnimation", "sendMediaGroup"});
}

TEST_CASE("A file that is too large is named with its size and link instead") {
    core::File large = file("film*1*.mkv", FileKind::video, file_limit + 1);
    large.link = "https://chat.example.com/f/1";
    const Payload call = call_of(with_files("see", {large}));
    CHECK(call.method == "sendMessage");
    const std::string text = call.parameters.at("text");
    CHECK(text.starts_with("see\n"));
    CHECK(text.find("film*1*.mkv (51 MB)") != std::string::npos);
    CHECK(text.find("https://chat.example.com/f/1") != std::string::npos);

    CHECK(call_of(with_files("see", {large, file("small")})).method == "sendDocument");
}

TEST_CASE("The files of a reply in a topic are replies in that topic, too") {
    Outgoing message = with_files("", many(2, FileKind::photo));
    message.to.target = "-100200/310";
    message.answered = {copy("-100200:41")};
    const Payload call = call_of(message);
    CHECK(call.parameters.at("message_thread_id") == 310);
    CHECK(call.parameters.at("reply_parameters").at("message_id") == 41);
}

TEST_CASE("An album has no buttons, a single file does") {
    Outgoing message = with_files("", many(1, FileKind::photo));
    message.message.buttons = {{{"Open", "", "https://example.com"}}};
    CHECK(call_of(message).parameters.contains("reply_markup"));
    message.message.files = many(2, FileKind::photo);
    CHECK_FALSE(call_of(message).parameters.contains("reply_markup"));
}
