#include "world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik;
using namespace mostik::processors::test;

namespace {

const std::string chains = "posted: [save]\npost_edited: [save]\npost_deleted: [save]\n";

storage::PostKey key_of(core::Event event) {
    return {event.messenger, post_in(event).created_at, post_in(event).id};
}

std::optional<storage::StoredPost> stored(World& world, const core::Event& event) {
    std::optional<storage::StoredPost> found;
    world.read([&](storage::UnitOfWork& unit) { found = unit.posts().find(key_of(event)); });
    return found;
}

std::vector<std::string> versions(World& world, const core::Event& event) {
    std::vector<std::string> texts;
    world.read([&](storage::UnitOfWork& unit) {
        for (const auto& version : unit.posts().versions(key_of(event))) texts.push_back(version.text);
    });
    return texts;
}

/// The same post as `event`'s with another text, `after` milliseconds later.
core::Event edited(core::Event event, const std::string& text, int after = 1000) {
    core::Post post = post_in(event);
    post.text = text;
    post.edited_at = post.created_at + core::Milliseconds{after};
    event.type = "post_edited";
    event.body = core::PostEdited{post};
    return event;
}

core::Event deleted(core::Event event, core::Time when) {
    event.body = core::PostDeleted{post_in(event), when};
    event.type = "post_deleted";
    return event;
}

}  // namespace

TEST_CASE("a post that matches the filter is stored with all that is known of it") {
    World world(chains, {"ёлка"});
    core::Event event = posted("Наша ЕЛКА");
    event.raw = R"({"id":"x"})";
    post_in(event).thread_id = "root1";
    post_in(event).attachments = {
        {.id = "f1", .name = "отчёт.pdf", .mime_type = "application/pdf", .size = 12}};
    CHECK_FALSE(world.run(event));

    const auto post = stored(world, event);
    REQUIRE(post);
    CHECK(post->text == "Наша ЕЛКА");
    CHECK(post->channel_id == "channel1");
    CHECK(post->channel_name == "town-square");
    CHECK(post->author_id == "user1");
    CHECK(post->author_name == "anna");
    CHECK(post->thread_id == "root1");
    CHECK(post->raw == event.raw);
    CHECK(post->edited_at == core::Time{});
    CHECK_FALSE(post->deleted_at);
    CHECK(
        nlohmann::json::parse(post->attachments) ==
        nlohmann::json::parse(R"([{"id":"f1","name":"отчёт.pdf","mime_type":"application/pdf","size":12}])"));
}

TEST_CASE("a post that does not match is not stored, and an empty filter stores all") {
    const core::Event event = posted("good morning");
    World filtered(chains, {"deploy", "alert"});
    CHECK_FALSE(filtered.run(event));
    CHECK_FALSE(stored(filtered, event));
    World everything(chains, {});
    CHECK_FALSE(everything.run(event));
    CHECK(stored(everything, event));
}

TEST_CASE("the past is stored, and the same post only once") {
    World world(chains);
    core::Event event = posted("old");
    event.origin = core::Origin::history;
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(event));
    event.origin = core::Origin::live;
    CHECK_FALSE(world.run(event));
    CHECK(versions(world, event) == std::vector<std::string>{"old"});
}

TEST_CASE("a stored post gets a version with every edit, matching or not") {
    World world(chains, {"deploy"});
    const core::Event event = posted("deploy at 5");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(edited(event, "deploy at 6", 1000)));
    CHECK_FALSE(world.run(edited(event, "never mind", 2000)));
    CHECK(versions(world, event) == std::vector<std::string>{"deploy at 5", "deploy at 6", "never mind"});
    CHECK(stored(world, event)->text == "never mind");
}

TEST_CASE("a post whose edited text matches only now is stored now") {
    World world(chains, {"deploy"});
    const core::Event event = posted("hello");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(edited(event, "bye")));
    CHECK_FALSE(stored(world, event));
    CHECK_FALSE(world.run(edited(event, "deploy", 2000)));
    CHECK(stored(world, event)->text == "deploy");
}

TEST_CASE("an edit that is found in the past is a version too") {
    World world(chains, {"deploy"});
    const core::Event event = posted("deploy");
    CHECK_FALSE(world.run(event));
    core::Event again = event;
    again.origin = core::Origin::history;
    post_in(again).text = "no more";
    post_in(again).edited_at = post_in(again).created_at + core::Milliseconds{500};
    CHECK_FALSE(world.run(again));
    CHECK(versions(world, event) == std::vector<std::string>{"deploy", "no more"});
}

TEST_CASE("a deletion marks a stored post, and nothing else") {
    World world(chains, {"deploy"});
    const core::Event event = posted("deploy");
    const core::Time when = core::from_millis(1'795'262'400'500);
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(deleted(event, when)));
    CHECK(stored(world, event)->deleted_at == when);
    CHECK(stored(world, event)->text == "deploy");

    const core::Event other = posted("deploy too");
    CHECK_FALSE(world.run(deleted(other, when)));
    CHECK_FALSE(stored(world, other));
}

TEST_CASE("a deletion without a time of its own happened when the event did") {
    World world(chains);
    const core::Event event = posted("x");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(deleted(event, {})));
    CHECK(stored(world, event)->deleted_at == event.happened_at);
}

TEST_CASE("what the server or the bot says is stored only when told") {
    core::Event system = posted("anna joined the channel");
    post_in(system).system = true;
    core::Event self = posted("pong");
    self.author.self = true;

    World usual(chains);
    World told("posted: [{save: {system: true, own: true}}]");
    for (const core::Event& event : {system, self}) {
        CHECK_FALSE(usual.run(event));
        CHECK_FALSE(stored(usual, event));
        CHECK_FALSE(told.run(event));
        CHECK(stored(told, event));
    }
}

TEST_CASE("another's post is remembered, also one that carries the mark of an answer") {
    World world(chains);
    core::Event event = posted("said by another bot of this kind");
    post_in(event).own = true;
    CHECK_FALSE(world.run(event));
    CHECK(stored(world, event));
}

TEST_CASE("other bots are remembered like people") {
    World world(chains);
    core::Event event = posted("build failed");
    event.author.bot = true;
    CHECK_FALSE(world.run(event));
    CHECK(stored(world, event));
}

TEST_CASE("direct messages are not stored") {
    World world(chains);
    const core::Event event = direct("secret");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(stored(world, event));
}

TEST_CASE("texts with odd bytes are stored whole") {
    World world(chains);
    const core::Event event = posted(std::string("a\0b", 3) + "👩‍👧");
    CHECK_FALSE(world.run(event));
    CHECK(stored(world, event)->text == std::string("a\0b", 3) + "👩‍👧");
}
