#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using core::Errc;
using messengers::mattermost::PostDraft;

TEST_CASE_METHOD(MattermostClientStage, "a file is uploaded, attached, described and downloaded") {
    std::string bytes(300'000, '\0');
    for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = static_cast<char>(index % 256);
    const std::string name = "отчёт & план #1.bin";
    const auto file = expect(run([&] { return api.upload_file(ops, name, bytes); }));
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
    CHECK(expect(run([&] { return api.download_file(file.id); })) == bytes);
}

TEST_CASE_METHOD(MattermostClientStage, "a file of others is read from the post that carries it") {
    const std::string id = server.upload_as(alice.id, ops, "a.txt", "abc");
    CHECK_FALSE(run([&] { return api.download_file(id); }));  // attached to nothing yet
    const auto posted = server.post_as(alice.id, ops, "see", {.file_ids = {id}});
    CHECK(expect(run([&] { return api.download_file(id); })) == "abc");
    const auto post = expect(run([&] { return api.post(posted.id); }));
    REQUIRE(post.files.size() == 1);
    CHECK(post.files.front().id == id);
    CHECK(post.files.front().name == "a.txt");
    CHECK(post.files.front().size == 3);
}

TEST_CASE_METHOD(MattermostClientStage, "an upload is sent once") {
    server.inject(sim::swallowed_after_processing("POST", "/api/v4/files"));
    const auto file = run([&] { return api.upload_file(ops, "a.txt", "abc"); });
    REQUIRE_FALSE(file);
    CHECK(file.error().code == Errc::unknown);
    CHECK(server.requests("POST", "/api/v4/files").size() == 1);
    CHECK_FALSE(run([&] { return api.upload_file(ops, "empty.txt", ""); }));
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
