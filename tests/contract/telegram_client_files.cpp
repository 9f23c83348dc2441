#include "tests/contract/telegram_client_stage.hpp"

#include <algorithm>

namespace mostik::contract {

using core::FileKind;

namespace {

// Bytes of every value, so that nothing in between is touched.
std::string bytes_of(std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>((i * 7 + i / 256) % 256);
    return bytes;
}

}  // namespace

TEST_CASE_METHOD(TelegramClientStage, "a document arrives byte by byte, under its name") {
    const std::string bytes = bytes_of(200'000);
    const std::string name = GENERATE("report.pdf", "счёт № 7.pdf", "50%.txt", "a b;c.txt");
    const auto made = sent(to(ops, "see **this**"), {disk.write(name, bytes)});
    REQUIRE(made.size() == 1);
    CHECK(made[0].kind == "caption");
    const tg::Message message = there(ops, made[0]);
    REQUIRE(message.media);
    CHECK(message.media->kind == "document");
    CHECK(message.text == "see this");
    CHECK(message.entities.size() == 1);
    CHECK(server.file_bytes(message.media->file_id) == bytes);
    const auto request = server.requests("sendDocument").at(0);
    REQUIRE(request.files.size() == 1);
    CHECK(request.files[0].size == bytes.size());
    if (name.find('%') == std::string::npos) CHECK(request.files[0].name == name);
}

TEST_CASE_METHOD(TelegramClientStage, "a picture arrives as one") {
    const std::string bytes = tg::picture(800, 600, 5000);
    const auto made = sent(to(ops, ""), {disk.write("a.png", bytes, FileKind::photo)});
    const tg::Message message = there(ops, made.at(0));
    REQUIRE(message.media);
    CHECK(message.media->kind == "photo");
    CHECK(server.file_bytes(message.media->file_id) == bytes);
}

TEST_CASE_METHOD(TelegramClientStage, "several pictures are one album, each of its messages a part") {
    std::vector<LocalFile> pictures;
    std::vector<std::string> bytes;
    for (int i = 0; i < 3; ++i) {
        bytes.push_back(tg::picture(640, 480, static_cast<std::size_t>(100 + i)));
        pictures.push_back(disk.write("p" + std::to_string(i) + ".png", bytes.back(), FileKind::photo));
    }
    const auto made = sent(to(ops, "all"), pictures);
    REQUIRE(made.size() == 3);
    std::string album;
    for (std::size_t i = 0; i < made.size(); ++i) {
        CHECK(made[i].part == static_cast<int>(i));
        CHECK(made[i].kind == (i == 0 ? "caption" : "media"));
        const tg::Message message = there(ops, made[i]);
        CHECK(server.file_bytes(message.media->file_id) == bytes[i]);
        if (i == 0) album = message.media_group_id;
        CHECK(message.media_group_id == album);
        CHECK(message.text == (i == 0 ? "all" : ""));
    }
    CHECK_FALSE(album.empty());
    CHECK(server.requests("sendMediaGroup").size() == 1);
}

TEST_CASE_METHOD(TelegramClientStage, "files of every kind arrive as what they are") {
    const std::vector<LocalFile> all = {
        disk.write("v.mp4", "video", FileKind::video), disk.write("a.mp3", "audio", FileKind::audio),
        disk.write("o.ogg", "voice", FileKind::voice), disk.write("g.mp4", "animation", FileKind::animation),
        disk.write("d.bin", "document", FileKind::document)};
    const auto made = sent(to(ops, "mixed"), all);
    REQUIRE(made.size() == all.size());
    std::vector<std::string> kinds;
    for (const core::Made& each : made) {
        const tg::Message message = there(ops, each);
        kinds.push_back(message.media->kind);
        CHECK(server.file_bytes(message.media->file_id) == message.media->kind);
    }
    std::sort(kinds.begin(), kinds.end());
    CHECK(kinds == std::vector<std::string>{"animation", "audio", "document", "video", "voice"});
}

TEST_CASE_METHOD(TelegramClientStage, "what Telegram does not take as a picture goes as a document") {
    const std::string bytes = tg::picture(200, 9900);
    const auto made = sent(to(ops, "wide"), {disk.write("p.png", bytes, FileKind::photo)});
    CHECK(there(ops, made.at(0)).media->kind == "document");
    CHECK(there(ops, made.at(0)).text == "wide");

    const auto text = sent(to(ops, "no picture"), {disk.write("p.png", "GIF? no.", FileKind::photo)});
    CHECK(there(ops, text.at(0)).media->kind == "document");

    const auto album = sent(to(ops, "both"), {disk.write("a.png", tg::picture(), FileKind::photo),
                                              disk.write("b.png", "no picture at all", FileKind::photo)});
    REQUIRE(album.size() == 2);
    CHECK(there(ops, album[0]).media->kind == "document");
    CHECK(there(ops, album[1]).media->kind == "document");
}

TEST_CASE_METHOD(TelegramClientStage, "a file that is gone is no crash, and nothing is sent") {
    LocalFile file = disk.write("a.bin", "bytes");
    std::filesystem::remove(file.path);
    const SendOutcome outcome = send(to(ops, "x"), {file});
    CHECK_FALSE(std::holds_alternative<Delivered>(outcome));
    CHECK(server.sent_by_bot(ops).empty());
}

TEST_CASE_METHOD(TelegramClientStage, "a file that somebody sent is fetched") {
    const std::string bytes = bytes_of(300'000);
    const auto message = server.write(
        alice, ops, "look", {.attachment = tg::Attachment{.bytes = bytes, .name = "a.bin", .mime_type = ""}});
    const core::File file{
        .post = {}, .id = message.media->file_id, .name = "a.bin", .mime_type = "", .link = ""};
    const auto to_path = disk.folder() / "fetched";
    const auto done = run([&] { return files.fetch(file, to_path, 1 << 20); });
    if (!done) FAIL(done.error().message);
    CHECK(TestFiles::read(to_path) == bytes);
}

TEST_CASE_METHOD(TelegramClientStage,
                 "a file is not fetched beyond the limit, nor one that Telegram does not give") {
    const auto write = [this](std::size_t bytes, std::uint64_t announced) {
        const auto message = server.write(
            alice, ops, "",
            {.attachment = tg::Attachment{
                 .bytes = std::string(bytes, 'x'), .name = "a.bin", .mime_type = "", .size = announced}});
        return core::File{.post = {}, .id = message.media->file_id, .name = "", .mime_type = "", .link = ""};
    };
    const auto target = disk.folder() / "fetched";
    const auto fetch = [&](const core::File& file, std::int64_t limit) {
        return run([&] { return files.fetch(file, target, limit); });
    };
    CHECK(fetch(write(1000, 0), 1000));
    const auto beyond = fetch(write(1001, 0), 1000);
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().code == core::Errc::invalid);

    const auto too_big = fetch(write(10, 21UL << 20U), 1LL << 30U);
    REQUIRE_FALSE(too_big);
    CHECK(too_big.error().code == core::Errc::invalid);
    CHECK(too_big.error().message.find("file is too big") != std::string::npos);

    core::File unknown = write(10, 0);
    unknown.id = "nonsense";
    REQUIRE_FALSE(fetch(unknown, 1000));
    CHECK(fetch(unknown, 1000).error().code == core::Errc::invalid);
}

TEST_CASE_METHOD(TelegramClientStage, "a file that cannot be had just now is worth another try") {
    const auto message = server.write(
        alice, ops, "", {.attachment = tg::Attachment{.bytes = "bytes", .name = "a.bin", .mime_type = ""}});
    const core::File file{.post = {}, .id = message.media->file_id, .name = "", .mime_type = "", .link = ""};
    const auto target = disk.folder() / "fetched";
    const auto code = [&] {
        const auto done = run([&] { return files.fetch(file, target, 1000); });
        return done ? std::nullopt : std::optional(done.error().code);
    };
    server.inject(
        tg::api_error("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable"));
    CHECK(code() == core::Errc::unavailable);
    server.inject(tg::bad_gateway("getFile"));
    CHECK(code() == core::Errc::unavailable);
    server.inject(tg::flood("getFile", 3));
    CHECK(code() == core::Errc::unavailable);
    server.inject(tg::truncated("file"));
    CHECK(code() == core::Errc::unavailable);
    server.inject(tg::bad_gateway("file"));
    CHECK(code() == core::Errc::unavailable);
    // A download may be repeated.
    server.inject(tg::lost_answer("file"));
    CHECK(code() != core::Errc::invalid);
    CHECK_FALSE(code());
    CHECK(TestFiles::read(target) == "bytes");
}

}  // namespace mostik::contract
