// What becomes of stored posts: replies that go with their root, and reactions.
#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

PostRef ref_of(const StoredPost& post) {
    return {post.key.messenger, post.channel_id, post.key.id};
}

StoredPost thread_root(const std::string& id) {
    StoredPost root = sample_post(id);
    root.thread_id.clear();
    return root;
}

StoredPost reply_to(const StoredPost& root, const std::string& id) {
    StoredPost reply = sample_post(id);
    reply.key.created_at = after(1s);
    reply.thread_id = root.key.id;
    return reply;
}

}  // namespace

TEST_CASE("a deleted root takes its replies along, and only them") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const StoredPost root = thread_root("r0");
        const StoredPost other = thread_root("other");
        StoredPost gone = reply_to(root, "gone");
        for (const StoredPost& post :
             {root, other, reply_to(root, "r1"), reply_to(root, "r2"), reply_to(other, "elsewhere"), gone}) {
            unit.posts().save(post);
        }
        unit.posts().mark_deleted(gone.key, after(2s));

        CHECK(unit.posts().mark_replies_deleted(root.key, root.channel_id, after(9s)) == 2);
        CHECK(unit.posts().find(reply_to(root, "r1").key)->deleted_at == after(9s));
        CHECK(unit.posts().find(reply_to(root, "r2").key)->deleted_at == after(9s));
        CHECK(unit.posts().find(gone.key)->deleted_at == after(2s));
        CHECK_FALSE(unit.posts().find(root.key)->deleted_at);
        CHECK_FALSE(unit.posts().find(reply_to(other, "elsewhere").key)->deleted_at);
        CHECK(unit.posts().mark_replies_deleted(root.key, root.channel_id, after(10s)) == 0);
    });
}

TEST_CASE("reactions come and go") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const StoredPost post = sample_post("p1");
        unit.posts().save(post);
        CHECK(unit.posts().add_reaction(ref_of(post), {"u2", "bob", "tada", after(2s)}));
        CHECK(unit.posts().add_reaction(ref_of(post), {"u1", "anna", "tada", after(1s)}));
        CHECK(unit.posts().add_reaction(ref_of(post), {"u1", "anna", "eyes", after(3s)}));
        CHECK_FALSE(unit.posts().add_reaction(ref_of(post), {"u1", "anna", "tada", after(4s)}));

        const auto reactions = unit.posts().reactions(post.key);
        REQUIRE(reactions.size() == 3);
        CHECK(reactions[0].author_name == "anna");
        CHECK(reactions[0].emoji == "tada");
        CHECK(reactions[0].created_at == after(1s));
        CHECK(reactions[1].author_id == "u2");
        CHECK(reactions[2].emoji == "eyes");

        CHECK(unit.posts().remove_reaction(ref_of(post), "u1", "tada", after(5s)));
        CHECK_FALSE(unit.posts().remove_reaction(ref_of(post), "u1", "tada", after(5s)));
        CHECK(unit.posts().reactions(post.key).size() == 2);
    });
}

TEST_CASE("a removal that is told late leaves a reaction that was added again") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const StoredPost post = sample_post("p1");
        unit.posts().save(post);
        unit.posts().add_reaction(ref_of(post), {"u1", "anna", "tada", after(3s)});
        CHECK_FALSE(unit.posts().remove_reaction(ref_of(post), "u1", "tada", after(2s)));
        CHECK(unit.posts().reactions(post.key).size() == 1);
    });
}

TEST_CASE("reactions to a post that is not stored are not kept") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const StoredPost post = sample_post("p1");
        const auto before = unit.changes();
        CHECK_FALSE(unit.posts().add_reaction(ref_of(post), {"u1", "anna", "tada", noon}));
        CHECK_FALSE(unit.posts().remove_reaction(ref_of(post), "u1", "tada", noon));
        CHECK(unit.changes() == before);
        unit.posts().save(post);
        CHECK(unit.posts().reactions(post.key).empty());
        // The same id in another channel is another post.
        CHECK_FALSE(unit.posts().add_reaction({"mattermost", "c9", "p1"}, {"u1", "anna", "tada", noon}));
    });
}

TEST_CASE("the latest posts of a channel that were not deleted are listed newest first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        for (const int second : {1, 3, 2, 4}) {
            StoredPost post = sample_post("p" + std::to_string(second));
            post.key.created_at = after(std::chrono::seconds(second));
            if (second == 4) post.channel_id = "c2";
            unit.posts().save(post);
        }
        const auto keys = unit.posts().latest_undeleted("mattermost", "c1", 2);
        REQUIRE(keys.size() == 2);
        CHECK(keys[0].id == "p3");
        CHECK(keys[1].id == "p2");
        unit.posts().mark_deleted(keys[0], after(9s));
        CHECK(unit.posts().latest_undeleted("mattermost", "c1", 9).size() == 2);
    });
}
