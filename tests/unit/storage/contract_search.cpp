#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<std::string>;

StoredPost post_at(std::chrono::milliseconds delay, const std::string& id, const std::string& text) {
    StoredPost post = sample_post(id, text);
    post.key.created_at = after(delay);
    return post;
}

void save(const TestDatabase& database, const std::vector<StoredPost>& posts) {
    database([&](UnitOfWork& unit) {
        for (const StoredPost& post : posts) unit.posts().save(post);
    });
}

/// What is found once everything is indexed, the best first.
Ids found(const TestDatabase& database, const std::string& query, const SearchFilter& filter = {}) {
    return database([&](UnitOfWork& unit) {
        unit.search().index_some(100'000);
        Ids ids;
        unit.search().find(core::parse_search_query(query), filter, [&](const StoredPost& post) {
            ids.push_back(post.key.id);
            return true;
        });
        return ids;
    });
}

Ids sorted(Ids ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

TEST_CASE("a post is found by its words in any form, and only with all of them") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database,
         {post_at(1ms, "tree", "Наряжаем ёлку"), post_at(2ms, "one", "деплой упал"),
          post_at(3ms, "many", "Деплои на прод"), post_at(4ms, "english", "the deployment failed")});
    CHECK(found(database, "елка") == Ids{"tree"});
    CHECK(sorted(found(database, "деплоя")) == Ids{"many", "one"});
    CHECK(found(database, "деплоем прод") == Ids{"many"});
    CHECK(found(database, "FAILING") == Ids{"english"});
    CHECK(found(database, "релиз").empty());
    CHECK(found(database, "").empty());
}

TEST_CASE("C++ is found, and not every C") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "plus", "I write C++."), post_at(2ms, "plain", "I write C."),
                    post_at(3ms, "sharp", "I write C#!"), post_at(4ms, "praise", "@anna++")});
    CHECK(found(database, "C++") == Ids{"plus"});
    CHECK(found(database, "c#") == Ids{"sharp"});
    CHECK(found(database, "c") == Ids{"plain"});
    CHECK(found(database, "anna") == Ids{"praise"});
    CHECK(found(database, "anna++") == Ids{"praise"});
}

TEST_CASE("quoted words have to stand together") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database,
         {post_at(1ms, "together", "the server failed twice"), post_at(2ms, "apart", "failed: the server"),
          post_at(3ms, "id", "see deploy-prod_42"), post_at(4ms, "parts", "42 times prod and deploy")});
    CHECK(found(database, "\"server failed\"") == Ids{"together"});
    CHECK(found(database, "deploy-prod_42") == Ids{"id"});
    CHECK(sorted(found(database, "deploy")) == Ids{"id", "parts"});
}

TEST_CASE("nothing that people write is an error") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "p", "and or not near words x")});
    const char* query =
        GENERATE("\"", "*", "AND", "OR", "NOT x", "NEAR(x, 2)", "-x", "x*", "^x", "words:x", "(x",
                 "{words} : x", "'", "x\\", "C++", "+ x", "x \"", "\"\"", "🚢", "x;--", "\xff", "x\n AND");
    INFO(query);
    CHECK_NOTHROW(found(database, query));
    CHECK_NOTHROW(found(database, std::string(10'000, 'x') + query));
}

TEST_CASE("the scripts of the world are found") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "zh", "部署失败了"), post_at(2ms, "hi", "यह हिन्दी है"),
                    post_at(3ms, "el", "Καλημέρα")});
    CHECK(found(database, "失败") == Ids{"zh"});
    CHECK(found(database, "败失").empty());
    CHECK(found(database, "हिन्दी") == Ids{"hi"});
    CHECK(found(database, "ΚΑΛΗΜΈΡΑ") == Ids{"el"});
}

TEST_CASE("the post that says more of it, and less else, comes first, of equals the newest") {
    const TestDatabase database(GENERATE(from_range(backends())));
    std::string long_text = "deploy";
    for (int i = 0; i < 100; ++i) long_text += " word" + std::to_string(i);
    save(database, {post_at(1ms, "short", "deploy deploy"), post_at(2ms, "older", "deploy it"),
                    post_at(3ms, "newer", "deploy it"), post_at(4ms, "long", long_text)});
    CHECK(found(database, "deploy") == Ids{"short", "newer", "older", "long"});
}

TEST_CASE("an edited post is found by its new text only") {
    const TestDatabase database(GENERATE(from_range(backends())));
    StoredPost post = post_at(0ms, "p", "before");
    save(database, {post});
    REQUIRE(found(database, "before") == Ids{"p"});
    post.text = "afterwards";
    post.edited_at = after(1min);
    save(database, {post});
    database([&](UnitOfWork& unit) {
        unit.search().find(core::parse_search_query("before"), {}, [](const StoredPost&) {
            FAIL("found by what it no longer says");
            return true;
        });
    });
    CHECK(found(database, "before").empty());
    CHECK(found(database, "afterwards") == Ids{"p"});
}

TEST_CASE("a late older version does not change by what a post is found") {
    const TestDatabase database(GENERATE(from_range(backends())));
    StoredPost post = post_at(0ms, "p", "newest");
    post.edited_at = after(1min);
    StoredPost late = post;
    late.text = "oldest";
    late.edited_at = after(1s);
    save(database, {post, late});
    CHECK(found(database, "oldest").empty());
    CHECK(found(database, "newest") == Ids{"p"});
}

TEST_CASE("a deleted post is found only when that is wanted") {
    const TestDatabase database(GENERATE(from_range(backends())));
    const StoredPost post = post_at(0ms, "p", "deploy");
    save(database, {post});
    REQUIRE(found(database, "deploy") == Ids{"p"});
    database([&](UnitOfWork& unit) { unit.posts().mark_deleted(post.key, after(1min)); });
    CHECK(found(database, "deploy").empty());
    CHECK(found(database, "deploy", {.deleted = true}) == Ids{"p"});
}

TEST_CASE("a filter leaves out other messengers, channels and authors") {
    const TestDatabase database(GENERATE(from_range(backends())));
    StoredPost mine = post_at(1ms, "mine", "deploy");
    StoredPost other_channel = post_at(2ms, "channel", "deploy");
    other_channel.channel_id = "c2";
    other_channel.channel_name = "off-topic";
    StoredPost other_author = post_at(3ms, "author", "deploy");
    other_author.author_id = "u2";
    other_author.author_name = "bob";
    StoredPost other_messenger = post_at(4ms, "messenger", "deploy");
    other_messenger.key.messenger = "telegram";
    save(database, {mine, other_channel, other_author, other_messenger});
    CHECK(sorted(found(database, "deploy", {.messenger = "mattermost"})) == Ids{"author", "channel", "mine"});
    for (const char* channel : {"c2", "off-topic"}) {
        CHECK(found(database, "deploy", {.channel = channel}) == Ids{"channel"});
    }
    for (const char* author : {"u2", "bob"}) {
        CHECK(found(database, "deploy", {.author = author}) == Ids{"author"});
    }
    CHECK(found(database, "deploy", {.channel = "nowhere"}).empty());
}

TEST_CASE("a post that is found is given as it is stored, without raw") {
    const TestDatabase database(GENERATE(from_range(backends())));
    StoredPost post = post_at(5ms, "p", "deploy");
    post.edited_at = after(1s);
    save(database, {post});
    std::vector<StoredPost> posts;
    database([&](UnitOfWork& unit) {
        unit.search().index_some(1);
        unit.search().find(core::parse_search_query("deploy"), {}, [&](const StoredPost& each) {
            posts.push_back(each);
            return true;
        });
    });
    REQUIRE(posts.size() == 1);
    CHECK(posts[0].key.messenger == "mattermost");
    CHECK(posts[0].key.created_at == after(5ms));
    CHECK(posts[0].key.id == "p");
    CHECK(posts[0].channel_id == "c1");
    CHECK(posts[0].channel_name == "town-square");
    CHECK(posts[0].thread_id == "root");
    CHECK(posts[0].author_id == "u1");
    CHECK(posts[0].author_name == "anna");
    CHECK(posts[0].text == "deploy");
    CHECK(posts[0].edited_at == after(1s));
    CHECK_FALSE(posts[0].deleted_at);
    CHECK(posts[0].attachments == post.attachments);
    CHECK(posts[0].raw.empty());
}

TEST_CASE("who looks for posts may stop at any of them") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "a", "deploy"), post_at(2ms, "b", "deploy"), post_at(3ms, "c", "deploy")});
    database([&](UnitOfWork& unit) {
        unit.search().index_some(10);
        int seen = 0;
        unit.search().find(core::parse_search_query("deploy"), {},
                           [&](const StoredPost&) { return ++seen < 2; });
        CHECK(seen == 2);
    });
}

TEST_CASE("posts are indexed in steps, those stored last first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "a", "deploy"), post_at(2ms, "b", "deploy"), post_at(3ms, "c", "deploy")});
    database([&](UnitOfWork& unit) {
        Search& search = unit.search();
        CHECK(search.waiting() == 3);
        CHECK(search.index_some(2) == 2);
        CHECK(search.waiting() == 1);
        Ids ids;
        search.find(core::parse_search_query("deploy"), {}, [&](const StoredPost& post) {
            ids.push_back(post.key.id);
            return true;
        });
        CHECK(ids == Ids{"c", "b"});
        CHECK(search.index_some(2) == 1);
        CHECK(search.index_some(2) == 0);
        CHECK(search.waiting() == 0);
    });
}

TEST_CASE("what is rolled back is neither indexed nor waiting") {
    const TestDatabase database(GENERATE(from_range(backends())));
    save(database, {post_at(1ms, "kept", "deploy")});
    struct Enough {};
    CHECK_THROWS_AS(database([&](UnitOfWork& unit) {
                        unit.posts().save(post_at(2ms, "lost", "deploy"));
                        unit.search().index_some(10);
                        throw Enough{};
                    }),
                    Enough);
    database([&](UnitOfWork& unit) {
        CHECK(unit.search().waiting() == 1);
        try {
            unit.savepoint([&] {
                unit.posts().save(post_at(2ms, "lost", "deploy"));
                unit.search().index_some(10);
                throw Enough{};
            });
        } catch (const Enough&) {
            CHECK(unit.search().waiting() == 1);
        }
    });
    CHECK(found(database, "deploy") == Ids{"kept"});
}

TEST_CASE("posts of one millisecond, and of impossible times, are all found") {
    const TestDatabase database(GENERATE(from_range(backends())));
    std::vector<StoredPost> posts;
    for (int i = 0; i < 300; ++i) posts.push_back(post_at(0ms, "p" + std::to_string(i), "deploy"));
    for (const std::int64_t millis : {std::int64_t{-5}, INT64_MAX, INT64_MIN, INT64_MAX - 1}) {
        StoredPost post = sample_post("t" + std::to_string(millis), "deploy");
        post.key.created_at = core::from_millis(millis);
        posts.push_back(post);
    }
    save(database, posts);
    const Ids ids = sorted(found(database, "deploy"));
    CHECK(ids.size() == posts.size());
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("of very many posts the newest that pass the filter are ranked") {
    const TestDatabase database(GENERATE(from_range(backends())));
    std::vector<StoredPost> posts;
    // The best of all, and too old.
    posts.push_back(post_at(-1h, "best", "deploy"));
    StoredPost elsewhere = post_at(-2h, "elsewhere", "deploy and more words");
    elsewhere.channel_id = "c2";
    posts.push_back(elsewhere);
    for (int i = 0; i < Search::most_ranked; ++i)
        posts.push_back(post_at(std::chrono::milliseconds(i), "p" + std::to_string(i), "deploy more"));
    save(database, posts);
    const Ids ids = found(database, "deploy");
    CHECK(ids.size() == Search::most_ranked);
    CHECK(std::find(ids.begin(), ids.end(), "best") == ids.end());
    CHECK(found(database, "deploy", {.channel = "c2"}) == Ids{"elsewhere"});
}
