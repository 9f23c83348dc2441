#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

StoredPost edited(StoredPost post, std::chrono::milliseconds delay, const std::string& text) {
    post.edited_at = after(delay);
    post.text = text;
    post.raw = "{\"edited\":\"" + text + "\"}";
    return post;
}

std::vector<std::string> texts_of(const std::vector<PostVersion>& versions) {
    std::vector<std::string> texts;
    texts.reserve(versions.size());
    for (const PostVersion& version : versions) texts.push_back(version.text);
    return texts;
}

}  // namespace

TEST_CASE("a saved post is found with all that it had") {
    const TestDatabase database(GENERATE(from_range(backends())));
    StoredPost post = sample_post("p1", std::string("текст 🚢 with a zero \0 in it", 31));
    post.edited_at = after(5s);
    CHECK(database([&](UnitOfWork& unit) { return unit.posts().save(post); }) == SaveOutcome::inserted);

    database([&](UnitOfWork& unit) {
        const auto found = unit.posts().find(post.key);
        REQUIRE(found);
        CHECK(found->key.messenger == "mattermost");
        CHECK(found->key.created_at == noon);
        CHECK(found->key.id == "p1");
        CHECK(found->channel_id == "c1");
        CHECK(found->channel_name == "town-square");
        CHECK(found->thread_id == "root");
        CHECK(found->author_id == "u1");
        CHECK(found->author_name == "anna");
        CHECK(found->text == post.text);
        CHECK(found->edited_at == after(5s));
        CHECK_FALSE(found->deleted_at);
        CHECK(found->attachments == post.attachments);
        CHECK(found->raw == post.raw);
        CHECK(unit.posts().contains(post.key));
        CHECK(unit.posts().count() == 1);
    });
}

TEST_CASE("each part of a post's key tells posts apart") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        const StoredPost post = sample_post("p1");
        unit.posts().save(post);
        StoredPost other_id = post, other_time = post, other_messenger = post;
        other_id.key.id = "p2";
        other_time.key.created_at = after(1ms);
        other_messenger.key.messenger = "telegram";
        for (const StoredPost& other : {other_id, other_time, other_messenger}) {
            CHECK_FALSE(unit.posts().contains(other.key));
            CHECK_FALSE(unit.posts().find(other.key));
            CHECK(unit.posts().save(other) == SaveOutcome::inserted);
        }
        CHECK(unit.posts().count() == 4);
    });
}

TEST_CASE("a newer version is shown, and the earlier ones are kept") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        const StoredPost post = sample_post("p1", "first");
        posts.save(post);
        CHECK(posts.save(edited(post, 10s, "second")) == SaveOutcome::new_version);
        CHECK(posts.save(edited(post, 20s, "third")) == SaveOutcome::new_version);
        CHECK(posts.find(post.key)->text == "third");
        CHECK(posts.find(post.key)->edited_at == after(20s));
        CHECK(posts.count() == 1);

        const auto versions = posts.versions(post.key);
        CHECK(texts_of(versions) == std::vector<std::string>{"first", "second", "third"});
        CHECK(versions[0].edited_at == mostik::core::Time{});
        CHECK(versions[0].attachments == post.attachments);
        CHECK(versions[0].raw == post.raw);
        CHECK(versions[1].edited_at == after(10s));
    });
}

TEST_CASE("a version that is known changes nothing") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        const StoredPost post = sample_post("p1", "first");
        posts.save(post);
        posts.save(edited(post, 10s, "second"));
        const auto before = unit.changes();

        CHECK(posts.save(edited(post, 10s, "second")) == SaveOutcome::unchanged);
        CHECK(posts.save(post) == SaveOutcome::unchanged);
        CHECK(unit.changes() == before);
        CHECK(texts_of(posts.versions(post.key)) == std::vector<std::string>{"first", "second"});
    });
}

TEST_CASE("a version that comes late is kept among the earlier ones") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        const StoredPost post = sample_post("p1", "first");
        posts.save(edited(post, 20s, "third"));
        CHECK(posts.save(edited(post, 10s, "second")) == SaveOutcome::unchanged);
        CHECK(posts.save(post) == SaveOutcome::unchanged);
        CHECK(posts.find(post.key)->text == "third");
        CHECK(texts_of(posts.versions(post.key)) == std::vector<std::string>{"first", "second", "third"});
    });
}

TEST_CASE("names that are missing do not replace known ones, and are filled in when they come") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        StoredPost nameless = sample_post("p1");
        nameless.channel_name = nameless.author_name = "";
        posts.save(nameless);
        CHECK(posts.save(sample_post("p1")) == SaveOutcome::unchanged);
        CHECK(posts.find(nameless.key)->author_name == "anna");
        CHECK(posts.find(nameless.key)->channel_name == "town-square");

        CHECK(posts.save(edited(nameless, 10s, "second")) == SaveOutcome::new_version);
        CHECK(posts.find(nameless.key)->author_name == "anna");
        CHECK(posts.find(nameless.key)->channel_name == "town-square");

        StoredPost renamed = edited(nameless, 20s, "third");
        renamed.author_name = "anna.k";
        posts.save(renamed);
        CHECK(posts.find(nameless.key)->author_name == "anna.k");
    });
}

TEST_CASE("the first deletion mark stays, whatever is saved later") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        StoredPost post = sample_post("p1");
        CHECK_FALSE(posts.mark_deleted(post.key, after(1s)));
        post.deleted_at = after(1s);  // only mark_deleted() marks
        posts.save(post);
        CHECK_FALSE(posts.find(post.key)->deleted_at);

        CHECK(posts.mark_deleted(post.key, after(5s)));
        CHECK_FALSE(posts.mark_deleted(post.key, after(6s)));
        CHECK(posts.find(post.key)->deleted_at == after(5s));
        post.deleted_at.reset();
        CHECK(posts.save(edited(post, 10s, "later")) == SaveOutcome::new_version);
        posts.save(post);
        CHECK(posts.find(post.key)->deleted_at == after(5s));
    });
}

TEST_CASE("the latest posts come newest first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([&](UnitOfWork& unit) {
        for (const int second : {2, 1, 3}) {
            StoredPost post = sample_post("p" + std::to_string(second));
            post.key.created_at = after(std::chrono::seconds(second));
            unit.posts().save(post);
        }
        const auto latest = unit.posts().latest(2);
        REQUIRE(latest.size() == 2);
        CHECK(latest[0].key.id == "p3");
        CHECK(latest[1].key.id == "p2");
    });
}
