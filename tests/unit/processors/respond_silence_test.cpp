// Who and what is never answered.
#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::test;

namespace {

const std::string eager = "{respond: [{when: {matches: '.'}, reply: yes}]}";

bool answered(const core::Event& event) {
    World world("'*': [" + eager + "]");
    CHECK_FALSE(world.run(event));
    return !world.outbox().empty();
}

}  // namespace

TEST_CASE("a person is answered") {
    // What the cases below take away one by one.
    CHECK(answered(posted("!ping")));
    CHECK(answered(direct("ping")));
}

TEST_CASE("machines are not answered, the bot itself least of all") {
    core::Event event = GENERATE(posted("!ping"), direct("ping"), mention("ping"));
    SECTION("the bot's own user") {
        event.author.self = true;
    }
    SECTION("what carries the bot's marker") {
        post_in(event).own = true;
    }
    SECTION("another bot") {
        event.author.bot = true;
    }
    SECTION("the server") {
        post_in(event).system = true;
    }
    SECTION("nobody") {
        event.author.id = "";
    }
    CHECK_FALSE(answered(event));
}

TEST_CASE("a claim in the payload to be a bot changes nothing") {
    core::Event event = posted("!ping");
    event.raw = R"({"props":{"from_bot":"true"}})";
    CHECK(answered(event));
}

TEST_CASE("only what is newly said is answered") {
    core::Event event = posted("!ping");
    const core::Post post = post_in(event);
    SECTION("an edit") {
        event.body = core::PostEdited{post};
    }
    SECTION("a deletion") {
        event.body = core::PostDeleted{post, event.happened_at};
    }
    SECTION("a reaction") {
        event.body = core::ReactionChanged{post.id, "+1", true};
    }
    SECTION("a hello") {
        event.body = core::Connected{};
    }
    SECTION("the past") {
        event.origin = core::Origin::history;
    }
    CHECK_FALSE(answered(event));
}

TEST_CASE("the past is answered when told, and what was missed in a gap always") {
    core::Event event = posted("!ping");
    event.origin = core::Origin::history;
    World told("posted: [{respond: {history: true}}]");
    CHECK_FALSE(told.run(event));
    CHECK(told.answer() == "pong");
    event.origin = core::Origin::gap;
    CHECK(answered(event));
}
