#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;

namespace {

std::string rules(const std::string& list) {
    return "posted:\n- respond:\n" + list;
}

}  // namespace

TEST_CASE("rules are a bare list or stand under `rules`") {
    const std::string text = GENERATE(
        "    - {when: {command: ping}, reply: \"pong, {{author}}\"}\n"
        "    - {when: {mention: true, contains: [\"спасибо\", thanks]}, reply: x, reply_in: direct}\n",
        "    rules:\n    - {when: {direct: true, from: \"@anna\", channel: team/town-square}, reply: x}\n"
        "    commands: false\n    reply_in: channel\n    history: true\n",
        "    rules: []\n", "    - {when: {matches: '(?i)P\\d'}, reply: \"{{#args}}{{args}}{{/args}}\"}\n");
    const World world(rules(text));
    CHECK(world.diagnostics.to_string().empty());
    CHECK(world.chains.find("posted")->steps().size() == 1);
}

TEST_CASE("a mistake in a rule is an error in its place that says what was expected") {
    const auto [rule, expected] = GENERATE(table<std::string, std::string>({
        {"{when: {matches: '('}, reply: x}", "RE2"},
        {"{when: {matches: '(?=x)'}, reply: x}", "RE2"},
        {"{when: {command: ping}, reply: \"{{author\"}", "Unclosed tag"},
        {"{when: {command: ping}, reply: \"{{autor}}\"}", "did you mean {{author}}?"},
        {"{when: {command: ping}, reply: \"{{>text}}\"}", "partial"},
        {"{when: {command: ping}}", "reply"},
        {"{when: {command: 'ping me'}, reply: x}", "one word"},
        {"{when: {command: '!'}, reply: x}", "no command's name"},
        {"{when: {contians: x}, reply: x}", "contains"},
        {"{when: {contains: ''}, reply: x}", "\"contains\" is empty"},
        {"{when: {contains: }, reply: x}", "\"contains\" is empty"},
        {"{when: {contains: [\"\\u0301\"]}, reply: x}", "nothing in it"},
        {"{when: {from: []}, reply: x}", "\"from\" is empty"},
        {"{when: {channel: '', command: x}, reply: x}", "\"channel\" is empty"},
        {"{when: {mention: sometimes}, reply: x}", "mention"},
        {"{when: {command: ping}, reply: x, reply_in: thred}", "thread"},
        {"{wehn: {command: ping}, reply: x, when: {command: y}}", "when"},
    }));
    const World world(rules("    - " + rule + "\n"));
    INFO(rule << "\n" << world.diagnostics.to_string());
    REQUIRE(world.diagnostics.has_errors());
    REQUIRE(world.diagnostics.problems().size() == 1);
    CHECK_THAT(world.diagnostics.problems().front().text, Contains(expected));
    CHECK(world.diagnostics.problems().front().mark.line == 3);
}

TEST_CASE("a rule without conditions is warned of") {
    const std::string rule = GENERATE("{reply: x}", "{when: {}, reply: x}");
    const World world(rules("    - " + rule + "\n"));
    CHECK_FALSE(world.diagnostics.has_errors());
    CHECK_THAT(world.diagnostics.to_string(), Contains("answers every message"));
}

TEST_CASE("every mistake is reported at once") {
    const World world(
        rules("    - {when: {matches: '('}, reply: \"{{x\"}\n    - {when: {command: 'a b'}, reply: y}\n"));
    CHECK(world.diagnostics.problems().size() == 3);
}
