// The websocket breaks in every way it can: nothing is lost, and nothing is answered twice.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"
#include "tests/service/stripping_proxy.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
namespace sim = simulators::mattermost;

/// A bot that has read the past and hears what is said.
class Listening {
  public:
    explicit Listening(const bot::ServiceTiming& timing = quick())
        : bot(scene.folder.path(), scene.config(), timing) {
        REQUIRE(scene.server.wait_for_websockets(1));
        REQUIRE(scene.log.wait_for("posts read in"));
        check_hears("deploy before");
        scene.server.forget_requests();
    }

    /// Something to store and something to answer.
    void say(const std::string& text) {
        said_ = scene.server.post_as(scene.alice.id, scene.ops, text).id;
        scene.server.post_as(scene.alice.id, scene.ops, "!ping");
        ++pings_;
    }
    void check_stored_and_answered() {
        CHECK(bot.wait_until([&] { return bot.remembered().has_post(said_); }));
        CHECK(scene.wait_for_answers(scene.ops, "pong", pings_));
    }
    void check_hears(const std::string& text) {
        say(text);
        check_stored_and_answered();
    }
    /// After this nothing more can come.
    void check_each_answered_once() {
        CHECK(bot.stop() == 0);
        CHECK(scene.count_answers(scene.ops, "pong") == pings_);
        CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
    }
    std::size_t pages_read() const {
        return scene.server.requests("GET", "/api/v4/channels/" + scene.ops + "/posts").size();
    }

    Scene scene;
    BotInProcess bot;

  private:
    std::string said_;
    std::size_t pings_ = 0;
};

}  // namespace

TEST_CASE("a cut connection is resumed without loss and without reading history") {
    const sim::Cut cut = GENERATE(sim::Cut::fin, sim::Cut::rst);
    CAPTURE(cut == sim::Cut::rst);
    Listening stage;
    for (std::size_t time = 1; time <= 3; ++time) {
        stage.scene.server.cut_websockets(cut);
        stage.say("deploy while cut");
        REQUIRE(stage.scene.server.wait_for_websockets_opened(1 + time));
        stage.check_stored_and_answered();
        stage.check_hears("deploy after");
    }
    stage.check_each_answered_once();
    CHECK(stage.pages_read() == 0);
}

TEST_CASE("what was said while the server restarted is read, stored and answered once") {
    Listening stage;
    sim::RestartOptions options;
    options.down_for = 300ms;
    stage.scene.server.restart(options);
    stage.say("deploy while the server was away");
    stage.check_stored_and_answered();
    stage.check_hears("deploy after");
    stage.check_each_answered_once();
    CHECK(stage.pages_read() > 0);
}

TEST_CASE("frames that never arrived are noticed and made up for") {
    Listening stage;
    stage.scene.server.drop_frames(2);
    stage.say("deploy in a lost frame");
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "did you hear that?");
    stage.check_stored_and_answered();
    stage.check_each_answered_once();
    CHECK(stage.scene.server.websockets_opened() == 1);
}

TEST_CASE("a connection that died silently is noticed by the bot's own ping") {
    auto timing = quick();
    timing.receiver.idle_timeout = 1'000ms;
    Listening stage(timing);
    stage.scene.server.freeze_websockets();
    stage.say("deploy into the void");
    REQUIRE(stage.scene.server.wait_for_websockets_opened(2));
    stage.check_stored_and_answered();
    stage.check_each_answered_once();
}

TEST_CASE("a quiet connection is kept") {
    auto timing = quick();
    timing.receiver.idle_timeout = 3s;
    Listening stage(timing);
    CHECK_FALSE(stage.scene.server.wait_for_websockets_opened(2, 7s));
    stage.check_hears("deploy after a quiet time");
}

TEST_CASE("a reader that the server gave up comes back and reads what it missed") {
    Listening stage;
    stage.scene.server.evict_slow_readers();
    stage.say("deploy after the eviction");
    REQUIRE(stage.scene.server.wait_for_websockets_opened(2));
    stage.check_stored_and_answered();
    stage.check_each_answered_once();
}

TEST_CASE("upgrades that are never followed by a hello are given up, and the next one works") {
    Listening stage;
    sim::RestartOptions options;
    options.upgrades_without_hello = 2;
    stage.scene.server.restart(options);
    stage.say("deploy while there was no hello");
    stage.check_stored_and_answered();
    stage.check_each_answered_once();
}

TEST_CASE("a server that never says hello is left after a deadline") {
    auto timing = quick();
    timing.receiver.hello_deadline = 200ms;
    Listening stage(timing);
    sim::RestartOptions options;
    options.upgrades_without_hello = 1;
    stage.scene.server.restart(options);
    REQUIRE(stage.scene.log.wait_for("did not say hello in time"));
    stage.check_hears("deploy after the deadline");
}

TEST_CASE("a server that cannot be reached at first is waited for") {
    Scene scene;
    scene.server.refuse_connections();
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.log.wait_for("not connected", 1));
    scene.server.accept_connections();
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    CHECK(scene.wait_for_answers(scene.ops, "pong"));
}

TEST_CASE("where a proxy strips the header, the bot authenticates by challenge, and loses nothing when cut") {
    sim::Options options;
    options.authentication_deadline = 1'500ms;  // then the server closes a connection that said nothing
    Scene scene(options);
    const StrippingProxy proxy(scene.server.port());
    Wishes wishes;
    wishes.url = proxy.url();
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_request("GET", "/api/v4/users/me"));
    REQUIRE(scene.server.wait_for_websockets(1, patience));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    // It cannot be resumed: what is said meanwhile is read afterwards.
    scene.server.cut_websockets();
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.server.wait_for_websockets_opened(2, patience));
    REQUIRE(scene.wait_for_answers(scene.ops, "pong", 2));
    CHECK(bot.stop() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 2);
}

TEST_CASE("frames that make no sense are survived") {
    Listening stage;
    stage.scene.server.send_text("{\"event\": \"posted\", \"data\": {");
    stage.scene.server.send_text("");
    stage.scene.server.send_text("null");
    stage.scene.server.send_text(R"({"event":"posted","data":{"post":"not a post"},"broadcast":{},"seq":1})");
    stage.scene.server.send_text(R"({"event":"dreamt_of_sheep","data":{"sheep":7},"broadcast":{},"seq":2})");
    stage.scene.server.send_text(R"({"status":"FAIL","error":{"id":"x","message":")" + stage.scene.bot.token +
                                 R"(","status_code":500},"seq_reply":7})");
    stage.check_hears("deploy after nonsense");
    CHECK(stage.scene.log.wait_for("is not understood"));
    stage.check_each_answered_once();
    CHECK(stage.scene.log.count(stage.scene.bot.token) == 0);
}

TEST_CASE("a frame that breaks off is survived") {
    Listening stage;
    stage.scene.server.send_truncated_frame();
    stage.say("deploy after half a frame");
    stage.check_stored_and_answered();
    stage.check_each_answered_once();
}

TEST_CASE("a huge frame is read, and one beyond all measure ends the connection only") {
    Listening stage;
    const std::string open = R"({"event":"dreamt_of_sheep","data":{"sheep":")";
    const std::string close = R"("},"broadcast":{},"seq":1})";
    stage.scene.server.send_text(open + std::string(4UL << 20U, 's') + close);
    stage.check_hears("deploy after a huge frame");
    CHECK(stage.scene.server.websockets_opened() == 1);
    stage.scene.server.send_text(open + std::string(17UL << 20U, 's') + close);
    REQUIRE(stage.scene.server.wait_for_websockets_opened(2));
    stage.check_hears("deploy after a monstrous frame");
    stage.check_each_answered_once();
}

}  // namespace mostik::service_tests
