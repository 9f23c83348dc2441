// Reading the past at start: what is stored is exactly what the configuration asks for.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

constexpr std::int64_t long_ago = 1'700'000'000'000;

/// Posts of a busy server: many share their millisecond, across the borders of pages too, and more than a
/// page is in one.
void add_busy_past(Scene& scene, const std::string& channel) {
    scene.add_past(channel, 450, long_ago, "deploy early", 0);
    for (int group = 0; group < 60; ++group) {
        scene.add_past(channel, 7, long_ago + 1'000 + group * 10, "deploy shared", 0);
        scene.add_past(channel, 3, long_ago + 1'000 + group * 10, "coffee", 0);
    }
    scene.add_past(channel, 150, long_ago + 5'000, "deploy late");
}

simulators::mattermost::Options busy() {
    simulators::mattermost::Options options;
    options.share_milliseconds = true;
    return options;
}

std::size_t pages_read(const Scene& scene, const std::string& channel) {
    const auto requests = scene.server.requests("GET", "/api/v4/channels/" + channel + "/posts");
    const auto pages = std::count_if(requests.begin(), requests.end(), [](const auto& request) {
        return request.query.find("since=") == std::string::npos;
    });
    return static_cast<std::size_t>(pages);
}

}  // namespace

TEST_CASE("the past of several channels is stored: exactly what matches, also when milliseconds are shared") {
    Scene scene(busy());
    const std::string releases = scene.add_channel("releases");
    const std::string elsewhere = scene.add_channel("elsewhere");
    add_busy_past(scene, scene.ops);
    add_busy_past(scene, releases);
    scene.add_past(elsewhere, 5, long_ago, "deploy nobody asked for");
    // Neither what the server says nor what the bot itself said is anybody's speech.
    const Account deployer = scene.server.add_user("deploy-dora");
    scene.server.join(scene.ops, deployer.id, true);
    simulators::mattermost::PostOptions quietly;
    quietly.silent = true;
    const Post own = scene.server.post_as(scene.bot.id, scene.ops, "deploy said by the bot", quietly);

    Wishes wishes;
    wishes.channels = {"dev/ops", releases};
    wishes.more = "  history: {limit: 0}\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    const auto expected = scene.matching({scene.ops, releases}, "deploy");
    REQUIRE(expected.size() == 2 * (450 + 420 + 150));
    CHECK(scene.log.wait_for("posts read in"));
    CHECK(bot.stop() == 0);
    const auto stored = bot.remembered().post_ids();
    CHECK(stored.size() == expected.size());
    CHECK(stored == expected);
    CHECK_FALSE(bot.remembered().has_post(own.id));
}

TEST_CASE("history.limit leaves older posts out, and says so") {
    Scene scene;
    scene.add_past(scene.ops, 700, long_ago, "deploy");
    Wishes wishes;
    wishes.more = "  history: {limit: 250}\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(scene.log.wait_for("posts read in"));
    CHECK(bot.stop() == 0);
    auto newest = scene.server.posts_in(scene.ops);
    REQUIRE(newest.size() == 700);
    std::vector<std::string> expected;
    for (auto post = newest.end() - 250; post != newest.end(); ++post) expected.push_back(post->id);
    std::sort(expected.begin(), expected.end());
    CHECK(bot.remembered().post_ids() == expected);
    CHECK(scene.log.count("history.limit (250 posts) is reached") == 1);
}

TEST_CASE("history.since leaves older posts out") {
    Scene scene;
    const auto since = core::parse_time("2024-02-01T00:00:00Z");
    scene.add_past(scene.ops, 300, core::to_millis(*since) - 300, "deploy too old");
    scene.add_past(scene.ops, 300, core::to_millis(*since), "deploy wanted");
    Wishes wishes;
    wishes.more = "  history: {limit: 0, since: \"2024-02-01\"}\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(scene.log.wait_for("posts read in"));
    CHECK(bot.stop() == 0);
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy wanted"));
}

TEST_CASE("a second start reads nothing twice and stores what was posted meanwhile") {
    Scene scene;
    scene.add_past(scene.ops, 1'000, long_ago, "deploy", 1'000);
    {
        BotInProcess bot(scene.folder.path(), scene.config());
        CHECK(scene.log.wait_for("posts read in"));
        CHECK(pages_read(scene, scene.ops) > 5);
    }
    const Post meanwhile = scene.server.post_as(scene.alice.id, scene.ops, "deploy while the bot was away");
    scene.server.forget_requests();
    BotInProcess bot(scene.folder.path(), scene.config());
    CHECK(bot.wait_until([&] { return bot.remembered().has_post(meanwhile.id); }));
    CHECK(bot.stop() == 0);
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
    CHECK(pages_read(scene, scene.ops) == 1);
}

TEST_CASE("a changed filter reads the past again") {
    Scene scene;
    scene.add_past(scene.ops, 250, long_ago, "deploy");
    scene.add_past(scene.ops, 250, long_ago + 1'000, "release");
    {
        BotInProcess bot(scene.folder.path(), scene.config());
        CHECK(scene.log.wait_for("posts read in"));
        CHECK(bot.stop() == 0);
        CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
    }
    Wishes wishes;
    wishes.filter = {"deploy", "release"};
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(scene.log.wait_for("posts read in", 2));
    CHECK(bot.stop() == 0);
    auto expected = scene.matching({scene.ops}, "");
    CHECK(expected.size() == 500);
    CHECK(bot.remembered().post_ids() == expected);
}

TEST_CASE("what is edited and deleted later changes what is stored") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "nothing of interest");
    scene.server.edit_as(scene.alice.id, post.id, "deploy after all");
    CHECK(bot.wait_until([&] { return bot.remembered().has_post(post.id); }));
    scene.server.delete_as(scene.alice.id, post.id);
    const storage::PostKey key{"mattermost", core::from_millis(post.create_at), post.id};
    const auto is_deleted = [&] {
        bool deleted = false;
        bot.database().transact_blocking([&](storage::UnitOfWork& unit) {
            const auto stored = unit.posts().find(key);
            deleted = stored && stored->deleted_at;
        });
        return deleted;
    };
    CHECK(bot.wait_until(is_deleted));
}

}  // namespace mostik::service_tests
