// Where an answer goes, and what its row in the outbox says.
#include "world.hpp"

#include <catch2/catch.hpp>
#include <unicode/unistr.h>

using namespace mostik;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;

namespace {

const char* thread = "thread";

storage::OutboxDraft answer_to(const core::Event& event, const std::string& place) {
    World world("posted: [{respond: {" + (place.empty() ? "" : "reply_in: " + place) + "}}]");
    REQUIRE(world.diagnostics.to_string().empty());
    CHECK_FALSE(world.run(event));
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 1);
    return rows.front().draft;
}

core::Event in_thread(core::Event event) {
    post_in(event).thread_id = "root1";
    return event;
}

}  // namespace

TEST_CASE("in a channel the answer goes into the thread, opening one where there is none") {
    const std::string place = GENERATE("", "thread");
    const core::Event event = posted("!ping");
    const auto fresh = answer_to(event, place);
    CHECK(fresh.to == core::Address{"mattermost", "channel1"});
    CHECK(fresh.message.reply_to == core::MessageRef{"mattermost", "channel1", core::post_of(event)->id});
    const auto reply = answer_to(in_thread(event), place);
    CHECK(reply.message.reply_to == core::MessageRef{"mattermost", "channel1", "root1"});
}

TEST_CASE(
    "in a direct conversation the answer is plain, unless the person is in a thread or it was asked for") {
    const core::Event event = direct("ping");
    CHECK(answer_to(event, "").to == core::Address{"mattermost", "direct1"});
    CHECK_FALSE(answer_to(event, "").message.reply_to);
    CHECK(answer_to(in_thread(event), "").message.reply_to->message_id == "root1");
    CHECK(answer_to(event, thread).message.reply_to->message_id == core::post_of(event)->id);
}

TEST_CASE("reply_in channel answers in the channel itself") {
    CHECK_FALSE(answer_to(posted("!ping"), "channel").message.reply_to);
    CHECK_FALSE(answer_to(in_thread(posted("!ping")), "channel").message.reply_to);
    CHECK(answer_to(posted("!ping"), "channel").to.target == "channel1");
}

TEST_CASE("reply_in direct answers the person") {
    const auto draft = answer_to(posted("!ping"), "direct");
    CHECK(draft.to == core::Address{"mattermost", "@anna"});
    CHECK(draft.order_key == "mattermost:@anna");
    CHECK_FALSE(draft.message.reply_to);
    // Who speaks directly already is answered there.
    CHECK(answer_to(direct("ping"), "direct").to.target == "direct1");
}

TEST_CASE("a direct answer to somebody whose name is not known is not said in public") {
    World world("posted: [{respond: {reply_in: direct}}]");
    core::Event event = posted("!ping");
    event.author.name = "";
    const auto failure = world.run(event);
    REQUIRE(failure);
    CHECK(failure->processor == "respond");
    CHECK_THAT(failure->reason, Contains("name"));
    CHECK(world.outbox().empty());
}

TEST_CASE("a rule's place goes before the processor's") {
    World world(
        "posted: [{respond: {reply_in: direct, rules: [{when: {contains: x}, reply: y, reply_in: channel},"
        " {when: {contains: z}, reply: y}]}}]");
    CHECK_FALSE(world.run(posted("x")));
    CHECK_FALSE(world.run(posted("z")));
    CHECK(world.outbox()[0].draft.to.target == "channel1");
    CHECK(world.outbox()[1].draft.to.target == "@anna");
}

TEST_CASE("an answer's row names its cause, so that a replay adds nothing") {
    World world("posted: [respond]");
    const core::Event event = posted("!ping");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(event));
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 1);
    const auto& draft = rows.front().draft;
    CHECK(draft.dedupe_key == "posted:" + event.identity + ":respond:0");
    CHECK(draft.caused_at == event.happened_at);
    CHECK(draft.operation == storage::Operation::send);
    CHECK(draft.order_key == "mattermost:channel1");
    CHECK(rows.front().state == storage::OutboxState::queued);
}

TEST_CASE("two responders in one chain both answer") {
    World world("posted: [respond, {respond: [{when: {contains: ping}, reply: second}]}]");
    const core::Event event = posted("!ping");
    CHECK_FALSE(world.run(event));
    CHECK_FALSE(world.run(event));
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].draft.message.text == "pong");
    CHECK(rows[1].draft.message.text == "second");
}

TEST_CASE("an answer that is too long for a post is cut") {
    World world("posted: [{respond: [{when: {command: say}, reply: '{{args}}{{args}}'}]}]");
    std::string words;
    for (int i = 0; i < 9000; ++i) words += "й";
    CHECK_FALSE(world.run(posted("!say " + words)));
    const auto text = icu::UnicodeString::fromUTF8(world.answer());
    CHECK(text.countChar32() == 16'383);
    CHECK(text.endsWith(u"…"));
}

TEST_CASE("an empty answer is not sent, but ends the search") {
    World world("posted: [{respond: [{when: {command: ping}, reply: ' {{args}} '}]}]");
    CHECK_FALSE(world.run(posted("!ping")));
    CHECK(world.outbox().empty());
}
