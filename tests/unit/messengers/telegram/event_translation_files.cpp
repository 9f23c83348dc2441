#include "tests/unit/messengers/telegram/samples.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers::telegram::testing;
using core::FileKind;
using nlohmann::json;

namespace {

/// The one file of a post that has one.
core::Attachment file_of(const core::Event& event) {
    const core::Post& post = posted(event);
    REQUIRE(post.attachments.size() == 1);
    CHECK_FALSE(post.system);
    return post.attachments.front();
}

core::Attachment file_of_content(const char* key, const json& content) {
    return file_of(event_of_changed("message_private_text", [&](json& update) {
        update["message"].erase("text");
        update["message"][key] = content;
    }));
}

}  // namespace

TEST_CASE("Of a picture's sizes the largest is taken, and its caption is the text") {
    const core::Event event = event_of_sample("message_photo");
    const core::Attachment file = file_of(event);
    CHECK(file.id.starts_with("AgACAgIAAxkEAAIB0013"));
    CHECK(file.size == 151'002);
    CHECK(file.kind == FileKind::photo);
    CHECK(file.name == "photo.jpg");
    CHECK(file.mime_type == "image/jpeg");
    const core::Post& post = posted(event);
    CHECK(post.text == "Broken cable, see arrow 👉 here");
    CHECK(post.markdown == "**Broken cable**, see arrow 👉 [here](https://example.com/p/10)");
}

TEST_CASE("A document keeps its name, type and size") {
    const core::Attachment file = file_of(event_of_sample("message_document"));
    CHECK(file.id.starts_with("BQACAgIAAxkBAAIB0020"));
    CHECK(file.name == "invoice № 7.pdf");
    CHECK(file.mime_type == "application/pdf");
    CHECK(file.size == 482'133);
    CHECK(file.kind == FileKind::document);
    CHECK(posted(event_of_sample("message_document")).text == "The invoice");
}

TEST_CASE("Voices, films and music are files of their kinds") {
    const core::Attachment voice = file_of(event_of_sample("message_voice"));
    CHECK(voice.kind == FileKind::voice);
    CHECK(voice.name == "voice.ogg");
    CHECK(voice.mime_type == "audio/ogg");
    const core::Attachment video = file_of(event_of_sample("message_video"));
    CHECK(video.kind == FileKind::video);
    CHECK(video.name == "clip.mp4");
    const core::Attachment audio = file_of(event_of_sample("message_audio"));
    CHECK(audio.kind == FileKind::audio);
    CHECK(audio.name == "song.mp3");
    const core::Attachment note = file_of_content("video_note", {{"file_id", "n"}, {"length", 240}});
    CHECK(note.kind == FileKind::video);
    CHECK(note.mime_type == "video/mp4");
}

TEST_CASE("A still sticker is a picture, one that moves is its emoji") {
    const core::Event still = event_of_sample("message_sticker");
    CHECK(file_of(still).kind == FileKind::photo);
    CHECK(file_of(still).mime_type == "image/webp");
    CHECK(posted(still).text.empty());

    for (const char* moves : {"is_animated", "is_video"}) {
        const core::Event event = event_of_changed(
            "message_sticker", [&](json& update) { update["message"]["sticker"][moves] = true; });
        CHECK(posted(event).attachments.empty());
        CHECK(posted(event).text == "👍");
    }
}

TEST_CASE("An animation, which Telegram also names as a document, is one file") {
    const json file = {{"file_id", "gif"}, {"file_name", "cat.mp4"}, {"mime_type", "video/mp4"}};
    const core::Event event = event_of_changed("message_private_text", [&](json& update) {
        update["message"].erase("text");
        update["message"]["animation"] = file;
        update["message"]["document"] = file;
    });
    CHECK(file_of(event).kind == FileKind::animation);
    CHECK(file_of(event).id == "gif");
}

TEST_CASE("The messages of an album say that they belong together") {
    const auto answer = messengers::telegram::parse_answer(sample_text("response_get_updates_album.json"));
    REQUIRE(answer);
    const auto updates = messengers::telegram::parse_updates(answer->result);
    REQUIRE(updates);
    REQUIRE(updates->size() >= 2);
    std::string album;
    std::size_t captions = 0;
    for (const auto& update : *updates) {
        const core::Event event = event_of(json::parse(update.raw));
        const core::Post& post = posted(event);
        CHECK_FALSE(post.album.empty());
        if (album.empty()) album = post.album;
        CHECK(post.album == album);
        CHECK(post.attachments.size() == 1);
        captions += post.text.empty() ? 0U : 1U;
    }
    CHECK(captions == 1);
}
