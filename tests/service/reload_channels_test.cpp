// Other channels, another filter, another stretch of the past: while the bot runs, and on the same websocket.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

constexpr std::int64_t long_ago = 1'700'000'000'000;
constexpr auto applied = "config.yaml: applied";

Wishes listening_to(const std::vector<std::string>& channels) {
    Wishes wishes;
    wishes.channels = channels;
    return wishes;
}

/// The bot of a scene, and its configuration file.
class Reconfigured {
  public:
    Reconfigured(Scene& scene, const Wishes& wishes)
        : scene_(scene), bot(scene.folder.path(), scene.config(wishes)) {
        REQUIRE(scene.server.wait_for_websockets(1));
    }

    /// Returns when it is applied.
    void save(const Wishes& wishes) {
        const std::size_t before = scene_.log.count(applied);
        std::ofstream(scene_.folder.path() / "config.yaml") << scene_.config(wishes);
        REQUIRE(scene_.log.wait_for(applied, before + 1));
    }

    bool stores(const std::vector<std::string>& ids) {
        return bot.wait_until([&] { return bot.remembered().post_ids() == ids; });
    }

  private:
    Scene& scene_;

  public:
    BotInProcess bot;
};

std::vector<std::string> sorted(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

TEST_CASE("a widened filter has old posts stored, once each") {
    Scene scene;
    scene.add_past(scene.ops, 300, long_ago, "deploy");
    scene.add_past(scene.ops, 300, long_ago + 1'000, "release");
    Reconfigured running(scene, {});
    REQUIRE(running.stores(scene.matching({scene.ops}, "deploy")));

    Wishes wider;
    wider.filter = {"deploy", "release"};
    running.save(wider);
    scene.server.post_as(scene.alice.id, scene.ops, "release now");
    CHECK(running.stores(sorted(scene.matching({scene.ops}, "e"))));
    CHECK(running.bot.stop() == 0);
    CHECK(running.bot.remembered().post_ids().size() == 601);
    CHECK(scene.log.count("mattermost.filter_messages_contains: [deploy] -> [deploy, release]") == 1);
    CHECK(scene.server.websockets_opened() == 1);
}

TEST_CASE("a raised history.limit has older posts stored") {
    Scene scene;
    scene.add_past(scene.ops, 500, long_ago, "deploy");
    Wishes wishes;
    wishes.more = "  history: {limit: 100}\n";
    Reconfigured running(scene, wishes);
    REQUIRE(scene.log.wait_for("posts read in"));
    CHECK(running.bot.remembered().post_ids().size() == 100);
    wishes.more = "  history: {limit: 0}\n";
    running.save(wishes);
    CHECK(running.stores(scene.matching({scene.ops}, "deploy")));
}

TEST_CASE("a configuration that changes while the past is read, and changes back, leaves no hole in it") {
    Scene scene;
    scene.add_past(scene.ops, 600, long_ago, "deploy");
    const std::string pages = "/api/v4/channels/" + scene.ops + "/posts";
    const auto refuse_pages = [&] {
        simulators::mattermost::Fault fault;
        fault.path_prefix = pages;
        fault.status = 400;
        fault.count = 0;
        scene.server.inject(fault);
    };
    Wishes all;
    all.more = "  history: {limit: 0}\n";
    Wishes little;
    little.filter = {"nothing of this"};
    little.more = "  history: {limit: 1}\n";

    // The first page is read, and then none.
    refuse_pages();
    Reconfigured running(scene, all);
    REQUIRE(scene.log.wait_for("is tried again later"));
    std::atomic<bool> first_page = true;
    running.bot.database().before_save([&](const storage::StoredPost&) {
        if (first_page.exchange(false)) refuse_pages();
    });
    scene.server.clear_faults();
    REQUIRE(running.bot.wait_until([&] { return running.bot.remembered().post_ids().size() == 200; }));

    running.save(little);
    const auto little_is_wanted = [&] {
        std::vector<storage::Span> spans;
        running.bot.database().transact_blocking(
            [&](storage::UnitOfWork& unit) { spans = unit.cursors().open_spans("mattermost"); });
        return spans.size() == 1 && spans[0].limit == 1;
    };
    REQUIRE(running.bot.wait_until(little_is_wanted));
    scene.server.forget_requests();
    running.save(all);
    REQUIRE(scene.server.wait_for_request("GET", pages));
    scene.server.clear_faults();
    CHECK(running.stores(scene.matching({scene.ops}, "deploy")));
}

TEST_CASE("a channel that is added is heard and its past is read, one that is taken off is not heard") {
    Scene scene;
    const std::string releases = scene.add_channel("releases");
    scene.add_past(scene.ops, 50, long_ago, "deploy");
    scene.add_past(releases, 250, long_ago, "deploy");
    Reconfigured running(scene, {});
    REQUIRE(running.stores(scene.matching({scene.ops}, "deploy")));

    running.save(listening_to({"dev/releases"}));
    const Post unheard = scene.server.post_as(scene.alice.id, scene.ops, "!ping deploy");
    scene.server.post_as(scene.alice.id, releases, "!ping");
    REQUIRE(scene.wait_for_answers(releases, "pong"));
    std::vector<std::string> expected = scene.matching({scene.ops, releases}, "deploy");
    std::erase(expected, unheard.id);
    CHECK(running.stores(expected));
    CHECK(running.bot.stop() == 0);
    CHECK(scene.answers_in(scene.ops).empty());
    CHECK(scene.server.websockets_opened() == 1);
}

TEST_CASE("a channel that is added is heard before the server has told its id") {
    Scene scene;
    const std::string releases = scene.add_channel("releases");
    Reconfigured running(scene, {});
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.inject(
        simulators::mattermost::server_error("GET", "/api/v4/teams/name/dev/channels", 503, 0));
    running.save(listening_to({"dev/ops", "dev/releases"}));
    scene.server.post_as(scene.alice.id, releases, "!ping");
    CHECK(scene.wait_for_answers(releases, "pong"));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    CHECK(scene.wait_for_answers(scene.ops, "pong"));
}

TEST_CASE("a channel that is named in another way stays the same one") {
    Scene scene;
    scene.add_past(scene.ops, 250, long_ago, "deploy");
    Reconfigured running(scene, {});
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.forget_requests();
    running.save(listening_to({scene.ops}));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(scene.server.wait_for_request("GET", "/api/v4/channels/" + scene.ops));
    CHECK(running.bot.stop() == 0);
    CHECK(scene.server.requests("GET", "/api/v4/channels/" + scene.ops + "/posts").empty());
}

TEST_CASE(
    "what was said in a channel while it was off the list is stored when it is back, and not answered") {
    Scene scene;
    const std::string releases = scene.add_channel("releases");
    Reconfigured running(scene, listening_to({"dev/ops", "dev/releases"}));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.post_as(scene.alice.id, releases, "!ping");
    REQUIRE(scene.wait_for_answers(releases, "pong"));

    running.save(listening_to({"dev/ops"}));
    scene.server.post_as(scene.alice.id, releases, "!ping deploy");
    // A gap meanwhile is none of this channel's.
    scene.server.restart();
    REQUIRE(scene.server.wait_for_websockets_opened(2));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));

    running.save(listening_to({"dev/ops", "dev/releases"}));
    CHECK(running.stores(scene.matching({releases}, "deploy")));
    scene.server.post_as(scene.alice.id, releases, "!ping");
    REQUIRE(scene.wait_for_answers(releases, "pong", 2));
    CHECK(running.bot.stop() == 0);
    CHECK(running.bot.remembered().outbox().size() == 3);
    CHECK(scene.answers_in(releases).size() == 2);
}

TEST_CASE("direct messages are heard from the moment on when they are listened to") {
    Scene scene;
    const std::string direct = scene.server.direct_channel(scene.alice.id, scene.bot.id);
    Wishes wishes;
    wishes.more = "  listen_direct: false\n";
    Reconfigured running(scene, wishes);
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.post_as(scene.alice.id, direct, "ping");
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));

    scene.server.forget_requests();
    running.save({});
    REQUIRE(scene.server.wait_for_request("GET", "/api/v4/channels/" + direct + "/posts"));
    scene.server.post_as(scene.alice.id, direct, "ping");
    REQUIRE(scene.wait_for_answers(direct, "pong"));
    running.save(wishes);
    scene.server.post_as(scene.alice.id, direct, "ping");
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong", 2));
    CHECK(running.bot.stop() == 0);
    CHECK(scene.answers_in(direct).size() == 1);
}

}  // namespace mostik::service_tests
