#include "tests/contract/mattermost_client_stage.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>
#include <iterator>

namespace mostik::contract {

using core::Errc;
using messengers::mattermost::PostDraft;

namespace {

struct FileStage : MattermostClientStage {
    auto upload(const std::string& name, const std::string& bytes) {
        const std::filesystem::path path = folder.path() / "up";
        std::ofstream(path, std::ios::binary) << bytes;
        return run([&] { return api.upload_file(ops, name, path); });
    }
    /// Nothing when the file cannot be had.
    std::optional<std::string> download(const std::string& id, std::int64_t max_bytes = 1 << 20) {
        const std::filesystem::path path = folder.path() / "down";
        const auto done = run([&] { return api.download_file(id, path, max_bytes); });
        if (!done) return std::nullopt;
        std::ifstream file(path, std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    storage::testing::ScratchFolder folder;
};

}  // namespace

TEST_CASE_METHOD(FileStage, "a file is uploaded, attached, described and downloaded") {
    std::string bytes(300'000, '\0');
    for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = static_cast<char>(index % 256);
    const std::string name = "отчёт & план #1.bin";
    const auto file = expect(upload(name, bytes));
    CHECK(file.name == name);
    CHECK(file.size == static_cast<std::int64_t>(bytes.size()));
    CHECK(server.file_bytes(file.id) == bytes);

    const PostDraft draft{.channel_id = ops, .message = "see", .file_ids = {file.id}};
    const auto post = expect(run([&] { return api.create_post(draft); }));
    CHECK(post.file_ids == std::vector<std::string>{file.id});

    const auto info = expect(run([&] { return api.file_info(file.id); }));
    CHECK(info.id == file.id);
    CHECK(info.name == name);
    CHECK(info.size == file.size);
    CHECK(download(file.id) == bytes);
}

TEST_CASE_METHOD(FileStage, "a file of others is read from the post that carries it") {
    const std::string id = server.upload_as(alice.id, ops, "a.txt", "abc");
    CHECK_FALSE(download(id));  // attached to nothing yet
    const auto posted = server.post_as(alice.id, ops, "see", {.file_ids = {id}});
    CHECK(download(id) == "abc");
    const auto post = expect(run([&] { return api.post(posted.id); }));
    REQUIRE(post.files.size() == 1);
    CHECK(post.files.front().id == id);
    CHECK(post.files.front().name == "a.txt");
    CHECK(post.files.front().size == 3);
}

TEST_CASE_METHOD(FileStage, "a file that is larger than it may be is not kept") {
    const std::string id = server.upload_as(alice.id, ops, "a.txt", "abc");
    server.post_as(alice.id, ops, "see", {.file_ids = {id}});
    CHECK_FALSE(download(id, 2));
    CHECK(download(id, 3) == "abc");
}

TEST_CASE_METHOD(FileStage, "an upload is sent once") {
    server.inject(sim::swallowed_after_processing("POST", "/api/v4/files"));
    const auto file = upload("a.txt", "abc");
    REQUIRE_FALSE(file);
    CHECK(file.error().code == Errc::unknown);
    CHECK(server.requests("POST", "/api/v4/files").size() == 1);
    CHECK_FALSE(upload("empty.txt", ""));
}

TEST_CASE_METHOD(MattermostClientStage, "reactions are added, listed and removed, twice without harm") {
    const std::string post = server.post_as(alice.id, ops, "hello").id;
    CHECK(expect(run([&] { return api.reactions(post); })).empty());
    for (int repeat = 0; repeat < 2; ++repeat)
        expect(run([&] { return api.add_reaction(bot.id, post, "+1"); }));
    const auto reactions = expect(run([&] { return api.reactions(post); }));
    REQUIRE(reactions.size() == 1);
    CHECK(reactions.front().user_id == bot.id);
    CHECK(reactions.front().post_id == post);
    CHECK(reactions.front().emoji_name == "+1");
    CHECK(reactions.front().create_at > 0);
    for (int repeat = 0; repeat < 2; ++repeat)
        expect(run([&] { return api.remove_reaction(bot.id, post, "+1"); }));
    CHECK(server.reactions_of(post).empty());
    CHECK_FALSE(run([&] { return api.add_reaction(bot.id, post, ":+1:"); }));
}

TEST_CASE_METHOD(MattermostClientStage, "typing is told, in a channel and in a thread") {
    const std::string root = server.post_as(alice.id, ops, "hello").id;
    expect(run([&] { return api.typing(ops, ""); }));
    expect(run([&] { return api.typing(ops, root); }));
    const auto told = server.requests("POST", "/api/v4/users/");
    REQUIRE(told.size() == 2);
    CHECK(told[0].body.find("parent_id") == std::string::npos);
    CHECK(told[1].body.find(root) != std::string::npos);
}

}  // namespace mostik::contract
