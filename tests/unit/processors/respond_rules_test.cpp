#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::test;

namespace {

/// Is `event` answered by a rule with this `when`?
bool answered(const std::string& when, const core::Event& event) {
    World world("posted: [{respond: {commands: false, rules: [{when: " + when + ", reply: yes}]}}]");
    REQUIRE(world.diagnostics.to_string().empty());
    CHECK_FALSE(world.run(event));
    return !world.outbox().empty();
}

/// The answer of a rule with this template.
std::string reply(const std::string& text, const core::Event& event) {
    World world("posted: [{respond: [{when: {command: say}, reply: '" + text + "'}]}]");
    REQUIRE(world.diagnostics.to_string().empty());
    CHECK_FALSE(world.run(event));
    return world.answer();
}

}  // namespace

TEST_CASE("contains finds any of its texts, folded") {
    CHECK(answered("{contains: ёлка}", posted("Наша ЕЛКА")));
    CHECK(answered("{contains: [a1, b2]}", posted("xB2x")));
    CHECK_FALSE(answered("{contains: [a1, b2]}", posted("a 1")));
}

TEST_CASE("matches is a regular expression over the text as it is") {
    CHECK(answered("{matches: '\\bP[12]\\b'}", posted("alert: P1!")));
    CHECK_FALSE(answered("{matches: '\\bP[12]\\b'}", posted("alert: p1")));
    CHECK(answered("{matches: '(?i)\\bp[12]\\b'}", posted("P2")));
    CHECK(answered("{matches: '^.$'}", posted("ё")));  // a letter, not a byte
    CHECK_FALSE(answered("{matches: 'x'}", posted("\xff\xfe")));
}

TEST_CASE("command is a whole word, in any case, with or without the mark in the configuration") {
    const std::string when = GENERATE("{command: ping}", "{command: '!Ping'}");
    CHECK(answered(when, posted("!PING")));
    CHECK(answered(when, mention("ping")));
    CHECK(answered(when, direct("ping 1")));
    CHECK_FALSE(answered(when, posted("ping")));
    CHECK_FALSE(answered(when, posted("!pinging")));
    CHECK_FALSE(answered(when, posted("hey !ping")));
    CHECK_FALSE(answered(when, mention("please ping")));
}

TEST_CASE("mention and direct can be wanted or unwanted") {
    CHECK(answered("{mention: true}", mention("hi")));
    CHECK_FALSE(answered("{mention: true}", posted("hi")));
    CHECK(answered("{mention: false}", posted("hi")));
    CHECK_FALSE(answered("{mention: false}", mention("hi")));
    CHECK(answered("{direct: true}", direct("hi")));
    CHECK_FALSE(answered("{direct: true}", posted("hi")));
    CHECK(answered("{direct: false}", posted("hi")));
    CHECK_FALSE(answered("{direct: false}", direct("hi")));
}

TEST_CASE("from is a login with or without @, or an id, or a list") {
    const auto [when, holds] = GENERATE(table<std::string, bool>({
        {"{from: anna}", true},
        {"{from: '@Anna'}", true},
        {"{from: user1}", true},
        {"{from: [bob, '@anna']}", true},
        {"{from: bob}", false},
        {"{from: ann}", false},
    }));
    CHECK(answered(when, posted("x")) == holds);
}

TEST_CASE("channel is a name, team/name or an id, or a list") {
    const auto [when, holds] = GENERATE(table<std::string, bool>({
        {"{channel: town-square}", true},
        {"{channel: team/town-square}", true},
        {"{channel: channel1}", true},
        {"{channel: [other, team/town-square]}", true},
        {"{channel: other/town-square}", false},
        {"{channel: town}", false},
    }));
    CHECK(answered(when, posted("x")) == holds);
}

TEST_CASE("a name that was not learnt fits no condition") {
    core::Event event = posted("x");
    event.author.name = "";
    event.channel.name = "";
    event.channel.team = "";
    CHECK_FALSE(answered("{from: '@'}", event));
    CHECK_FALSE(answered("{channel: '/'}", event));
}

TEST_CASE("all conditions must hold") {
    const std::string when = "{mention: true, contains: спасибо, from: anna}";
    CHECK(answered(when, mention("Спасибо!")));
    CHECK_FALSE(answered(when, posted("Спасибо!")));
    CHECK_FALSE(answered(when, mention("пожалуйста")));
    core::Event other = mention("спасибо");
    other.author.name = "bob";
    CHECK_FALSE(answered(when, other));
}

TEST_CASE("the first rule that matches answers, alone") {
    World world(
        "posted: [{respond: [{when: {contains: b}, reply: one}, {when: {contains: a}, reply: two},"
        " {when: {contains: a}, reply: three}]}]");
    CHECK_FALSE(world.run(posted("a")));
    CHECK_FALSE(world.run(posted("ab")));
    const auto rows = world.outbox();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].draft.message.text == "two");
    CHECK(rows[1].draft.message.text == "one");
}

TEST_CASE("a reply has the event's fields") {
    core::Event event = posted("!say <b>hi</b> & bye");
    event.happened_at = core::from_millis(1'795'262'400'123);
    post_in(event).id = "p1";
    CHECK(reply("{{author}}|{{text}}|{{args}}|{{command}}", event) ==
          "anna|!say <b>hi</b> & bye|<b>hi</b> & bye|say");
    CHECK(reply("{{channel}}|{{channel_name}}|{{team}}|{{time}}|{{post_id}}", event) ==
          "town-square|Town Square|team|2026-11-21T12:00:00.123Z|p1");
}

TEST_CASE("what the bot repeats calls nobody") {
    core::Event event = posted("!say @all @channel @here @bob x@y.z @@");
    event.author.name = "@anna";
    const std::string text = reply("{{author}} {{text}} {{args}} {{{args}}} {{&text}}", event);
    for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        CHECK(text.compare(at + 1, 3, "\u200b") == 0);
    }
    // What the configuration itself says is left alone.
    CHECK(reply("@channel {{args}}", posted("!say x")) == "@channel x");
}

TEST_CASE("a person's text is not a template") {
    CHECK(reply("{{args}}", posted("!say {{author}} {{>text}}")) == "{{author}} {{>text}}");
}
