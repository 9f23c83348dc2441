#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using core::Errc;
using Texts = std::vector<std::string>;

namespace {

/// Nine posts, a second apart.
struct ClientPageStage : MattermostClientStage {
    ClientPageStage() {
        for (int number = 1; number <= 9; ++number) {
            const std::int64_t at = base + number * 1000;
            ids.push_back(
                server.post_as(alice.id, ops, "p" + std::to_string(number), {.create_at = at, .silent = true})
                    .id);
        }
    }
    /// The id of p1, p2, …
    const std::string& id(std::size_t number) const { return ids.at(number - 1); }

    static constexpr std::int64_t base = 1'700'000'000'000;
    std::vector<std::string> ids;
};

}  // namespace

TEST_CASE_METHOD(ClientPageStage, "pages are counted from the newest post") {
    CHECK(texts_of(expect(run([&] { return api.posts_page(ops, 0, 4); }))) == Texts{"p9", "p8", "p7", "p6"});
    CHECK(texts_of(expect(run([&] { return api.posts_page(ops, 2, 4); }))) == Texts{"p1"});
    CHECK(expect(run([&] { return api.posts_page(ops, 3, 4); })).posts.empty());
}

TEST_CASE_METHOD(ClientPageStage, "posts before and after one, newest first") {
    CHECK(texts_of(expect(run([&] { return api.posts_before(ops, id(5), 0, 3); }))) ==
          Texts{"p4", "p3", "p2"});
    CHECK(texts_of(expect(run([&] { return api.posts_before(ops, id(5), 1, 3); }))) == Texts{"p1"});
    CHECK(expect(run([&] { return api.posts_before(ops, id(1), 0, 3); })).posts.empty());
    CHECK(texts_of(expect(run([&] { return api.posts_after(ops, id(5), 0, 3); }))) ==
          Texts{"p8", "p7", "p6"});
    CHECK(texts_of(expect(run([&] { return api.posts_after(ops, id(5), 1, 3); }))) == Texts{"p9"});
}

TEST_CASE_METHOD(ClientPageStage, "a page lists its posts only, not the threads that they belong to") {
    server.post_as(alice.id, ops, "reply", {.root_id = id(1)});
    CHECK(texts_of(expect(run([&] { return api.posts_page(ops, 0, 2); }))) == Texts{"reply", "p9"});
}

TEST_CASE_METHOD(ClientPageStage, "deleted posts and old revisions are on no page") {
    server.delete_as(alice.id, id(8));
    server.edit_as(alice.id, id(7), "p7, better");
    const auto page = expect(run([&] { return api.posts_page(ops, 0, 3); }));
    CHECK(texts_of(page) == Texts{"p9", "p7, better", "p6"});
    CHECK(page.posts[1].edit_at > 0);
}

TEST_CASE_METHOD(ClientPageStage, "since lists what changed: new, edited, deleted, and old revisions") {
    const std::int64_t moment = server.now();
    server.advance(std::chrono::seconds(1));
    server.edit_as(alice.id, id(3), "p3, better");
    server.delete_as(alice.id, id(4));
    server.post_as(alice.id, ops, "new");
    std::size_t revisions = 0;
    std::size_t deleted = 0;
    std::set<std::string> texts;
    for (const auto& post : expect(run([&] { return api.posts_since(ops, moment); })).posts) {
        if (!post.original_id.empty()) {
            ++revisions;
            CHECK(post.original_id == id(3));
        } else if (post.delete_at != 0) {
            ++deleted;
            CHECK(post.id == id(4));
        } else {
            texts.insert(post.message);
        }
    }
    CHECK(texts == std::set<std::string>{"new", "p3, better"});
    CHECK(revisions == 1);
    CHECK(deleted == 1);
}

TEST_CASE_METHOD(ClientPageStage, "the posts of a channel that the bot left cannot be read") {
    server.leave(ops, bot.id);
    CHECK(run([&] { return api.posts_page(ops, 0, 3); }).error().code == Errc::forbidden);
}

}  // namespace mostik::contract
