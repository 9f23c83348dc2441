#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;

namespace {

std::string answer(World& world, const core::Event& event) {
    CHECK_FALSE(world.run(event));
    return world.answer();
}

}  // namespace

TEST_CASE("ping is answered wherever a command may stand") {
    const core::Event event = GENERATE(posted("!ping"), mention("ping"), direct("Ping"));
    World world("posted: [respond]");
    CHECK(answer(world, event) == "pong");
}

TEST_CASE("help lists the commands, configured ones included") {
    World world(
        "posted: [{respond: [{when: {command: Deploy}, reply: x}, {when: {command: ping}, reply: y},"
        " {when: {command: Deploy, from: bob}, reply: z}, {when: {contains: thanks}, reply: w}]}]");
    const std::string text = answer(world, posted("!help"));
    for (const char* name : {"`Deploy`", "`ping`", "`help`", "`search`", "`status`"}) {
        INFO(name);
        CHECK(text.find(name) != std::string::npos);
        CHECK(text.find(name) == text.rfind(name));
    }
}

TEST_CASE("status tells how the service is") {
    World world("posted: [respond]");
    world.status = {.started_at = world.now - std::chrono::hours{51},
                    .connected = true,
                    .last_heard_at = world.now - std::chrono::seconds{65},
                    .events = 12,
                    .reconnects = 3,
                    .gaps = 1,
                    .stored_posts = 1,
                    .outbox_waiting = 4,
                    .failed_events = 0,
                    .lag = core::Milliseconds{37},
                    .history_channels_left = 2};
    CHECK(answer(world, mention("status")) ==
          "Running for 2 d 3 h. Connected; last heard 1 min 5 s ago.\n"
          "- 12 events handled\n"
          "- 1 post stored\n"
          "- 4 messages waiting to be sent\n"
          "- 0 failed events\n"
          "- 3 reconnections\n"
          "- 1 gap in what was heard\n"
          "- lag: 37 ms\n"
          "- the past of 2 channels is still being read");
}

TEST_CASE("status of a service that is not connected, or just began") {
    World world("posted: [respond]");
    world.status.started_at = world.now + std::chrono::seconds{5};  // a clock that was set back
    CHECK_THAT(answer(world, posted("!status")), Contains("Running for 0 s. Not connected."));
    World fresh("posted: [respond]");
    fresh.status = {.started_at = fresh.now, .connected = true};
    CHECK_THAT(answer(fresh, posted("!status")),
               Contains("Connected; nothing heard yet.") && !Contains("still being read"));
}

TEST_CASE("the built-in commands speak the configured language") {
    World world("posted: [respond]", {}, "ru");
    world.status = {.started_at = world.now - std::chrono::minutes{3}, .events = 21, .stored_posts = 2};
    CHECK_THAT(answer(world, posted("!status")), Contains("Работаю 3 мин. Связи нет.") &&
                                                     Contains("обработано 21 событие") &&
                                                     Contains("сохранено 2 сообщения"));
    World helping("posted: [respond]", {}, "ru");
    CHECK_THAT(answer(helping, posted("!help")), Contains("Я знаю такие команды") && Contains("`ping`"));
}

TEST_CASE("a configured rule wins over a built-in command of the same name") {
    World world("posted: [{respond: [{when: {command: ping, from: anna}, reply: 'pong, {{author}}'}]}]");
    CHECK(answer(world, posted("!ping")) == "pong, anna");
    World other("posted: [{respond: [{when: {command: ping, from: bob}, reply: no}]}]");
    CHECK(answer(other, posted("!ping")) == "pong");
}

TEST_CASE("built-in commands can be switched off, the hint with them") {
    World world("posted: [{respond: {commands: false}}]");
    for (const core::Event& event : {posted("!ping"), mention("help"), direct("what?")}) {
        CHECK_FALSE(world.run(event));
    }
    CHECK(world.outbox().empty());
}

TEST_CASE("who speaks to the bot and is not understood gets one hint") {
    const core::Event event = GENERATE(direct("what is this?"), mention("do something"), mention("!dance"));
    World world("posted: [respond]");
    CHECK_THAT(answer(world, event), Contains("`help`"));
}

TEST_CASE("an unknown word with an exclamation mark is left to other bots") {
    World world("posted: [respond]");
    core::Event in_passing = posted("ask @mostik about it");
    post_in(in_passing).mentions_bot = true;
    for (const core::Event& event : {posted("!dance"), posted("hello"), in_passing})
        CHECK_FALSE(world.run(event));
    CHECK(world.outbox().empty());
}
