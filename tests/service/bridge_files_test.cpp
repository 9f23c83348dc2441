// Files and pictures go both ways.
#include "tests/service/bridge_scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

struct Bridge : BridgeScene {
    explicit Bridge(const std::string& telegram_more = {})
        : bot(mattermost.folder.path(), config(telegram_more)) {
        REQUIRE(wait_until_ready());
    }

    Post posts_files(const std::string& text, const std::vector<std::pair<std::string, std::string>>& files) {
        simulators::mattermost::PostOptions options;
        for (const auto& [name, bytes] : files) {
            options.file_ids.push_back(
                mattermost.server.upload_as(mattermost.alice.id, mattermost.ops, name, bytes));
        }
        return mattermost.server.post_as(mattermost.alice.id, mattermost.ops, text, options);
    }

    std::vector<tg::Message> media_in_telegram(std::size_t count) {
        std::vector<tg::Message> media;
        telegram.wait_for(
            [&] {
                media = telegram.sent_by_bot(group);
                std::erase_if(media, [](const tg::Message& message) { return !message.media; });
                return media.size() >= count;
            },
            patience);
        return media;
    }

    BotInProcess bot;
};

}  // namespace

TEST_CASE("a picture and a document of Mattermost arrive in Telegram with their bytes") {
    Bridge bridge;
    const std::string picture = tg::picture();
    bridge.posts_files("see", {{"plan.png", picture}});
    bridge.posts_files("", {{"report.csv", "a,b\n1,2\n"}});
    const auto media = bridge.media_in_telegram(2);
    REQUIRE(media.size() == 2);
    CHECK(media[0].media->kind == "photo");
    CHECK(media[0].text == "alice: see");
    CHECK(bridge.telegram.file_bytes(media[0].media->file_id) == picture);
    CHECK(media[1].media->kind == "document");
    CHECK(media[1].media->file_name == "report.csv");
    CHECK(media[1].text == "alice:");
    CHECK(bridge.telegram.file_bytes(media[1].media->file_id) == "a,b\n1,2\n");
}

TEST_CASE("several pictures of one post arrive as an album") {
    Bridge bridge;
    bridge.posts_files(
        "three",
        {{"a.png", tg::picture(10, 10)}, {"b.png", tg::picture(20, 20)}, {"c.png", tg::picture(30, 30)}});
    const auto media = bridge.media_in_telegram(3);
    REQUIRE(media.size() == 3);
    CHECK_FALSE(media[0].media_group_id.empty());
    CHECK(media[2].media_group_id == media[0].media_group_id);
    CHECK(std::count_if(media.begin(), media.end(),
                        [](const tg::Message& message) { return message.text == "alice: three"; }) == 1);
    CHECK(bridge.telegram.requests("sendMediaGroup").size() == 1);
}

TEST_CASE("a photo and a voice message of Telegram arrive in Mattermost with their bytes") {
    Bridge bridge;
    tg::WriteOptions options;
    options.attachment = {.kind = "photo", .bytes = tg::picture(), .width = 640, .height = 480};
    bridge.says_in_telegram("look", options);
    const auto photo = bridge.copy_in_mattermost("look");
    REQUIRE(photo);
    REQUIRE(photo->file_ids.size() == 1);
    CHECK(bridge.mattermost.server.file_bytes(photo->file_ids[0]) == tg::picture());
    options.attachment = {.kind = "voice", .bytes = "ogg", .mime_type = "audio/ogg", .duration = 1};
    bridge.says_in_telegram("", options);
    const auto voice = bridge.mattermost.server.wait_for_post(bridge.mattermost.ops, [&](const Post& post) {
        return post.user_id == bridge.mattermost.bot.id && post.id != photo->id;
    });
    REQUIRE(voice);
    REQUIRE(voice->file_ids.size() == 1);
    CHECK(bridge.mattermost.server.file_bytes(voice->file_ids[0]) == "ogg");
}

TEST_CASE("an album of Telegram becomes one post, and a reply to any part of it goes there") {
    Bridge bridge;
    std::vector<tg::Attachment> pictures;
    for (int size = 10; size < 40; size += 10)
        pictures.push_back(
            {.kind = "photo", .bytes = tg::picture(size, size), .width = size, .height = size});
    const auto album = bridge.telegram.write_album(bridge.anna, bridge.group, pictures, "the damage");
    REQUIRE(album.size() == 3);
    const auto post = bridge.copy_in_mattermost("the damage");
    REQUIRE(post);
    CHECK(post->file_ids.size() == 3);
    bridge.says_in_telegram("ouch", {.reply_to = album[2].id});
    const auto reply = bridge.copy_in_mattermost("ouch");
    REQUIRE(reply);
    CHECK(reply->root_id == post->id);
    CHECK(bridge.texts_in_mattermost().size() == 2);
}

TEST_CASE("a file that is too large is named with a link instead") {
    Bridge bridge("  max_file_mb: 1\n");
    bridge.posts_files("the dump", {{"dump.bin", std::string((1U << 20U) + 1, 'x')}});
    const auto copy = bridge.copy_in_telegram("");
    REQUIRE(copy);
    CHECK(copy->text.find("alice: the dump") == 0);
    CHECK(copy->text.find("dump.bin (2 MB)") != std::string::npos);
    CHECK(copy->text.find("/_redirect/pl/") != std::string::npos);
    CHECK_FALSE(copy->media);
}

TEST_CASE("a picture that Telegram does not take as one arrives as a document") {
    Bridge bridge;
    bridge.telegram.inject(tg::api_error("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"));
    bridge.posts_files("tall", {{"tall.png", tg::picture()}});
    const auto media = bridge.media_in_telegram(1);
    REQUIRE(media.size() == 1);
    CHECK(media[0].media->kind == "document");
    CHECK(media[0].text == "alice: tall");
}

TEST_CASE("a caption is edited where it stands") {
    Bridge bridge;
    const Post post = bridge.posts_files("sea", {{"plan.png", tg::picture()}});
    REQUIRE(bridge.media_in_telegram(1).size() == 1);
    bridge.mattermost.server.edit_as(bridge.mattermost.alice.id, post.id, "see");
    CHECK(bridge.telegram.wait_for([&] { return bridge.texts_in_telegram().at(0) == "alice: see"; }));
}

}  // namespace mostik::service_tests
