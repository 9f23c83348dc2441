#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors;
using namespace mostik::processors::test;

namespace {

using Lines = std::vector<std::string>;

Lines between(const std::string& before, const std::string& after) {
    const World old(before);
    const World now(after);
    REQUIRE_FALSE(old.diagnostics.has_errors());
    REQUIRE_FALSE(now.diagnostics.has_errors());
    return differences(old.chains, now.chains);
}

}  // namespace

TEST_CASE("chains that say the same in other words do not differ") {
    CHECK(between("- posted: [log, save, response]\n", "posted:\n  - log\n  - save\n  - respond\n").empty());
    CHECK(between("posted: [respond: [{when: {command: a}, reply: b}]]",
                  "posted: [respond: {rules: [{reply: 'b', when: {command: \"a\"}}]}]")
              .empty());
}

TEST_CASE("processors that were added, removed or moved are shown with their chain") {
    CHECK(between("posted: [log, save]", "posted: [log, save, respond]") ==
          Lines{"posted: [log, save] -> [log, save, respond]"});
    CHECK(between("posted: [log, save]", "posted: [save, log]") ==
          Lines{"posted: [log, save] -> [save, log]"});
    CHECK(between("posted: [log]\nhello: []", "posted: [log]\n'*': [log]") ==
          Lines{"*: none -> [log]", "hello: [] -> none"});
}

TEST_CASE("of settings only their keys are told") {
    const std::string rules = "posted: [save, respond: [{when: {command: a}, reply: secret}]]";
    CHECK(between(rules, "posted: [save, respond: [{when: {command: a}, reply: another}]]") ==
          Lines{"posted: rules of respond changed"});
    CHECK(between("posted: [log, save]",
                  "posted: [{log: {max_length: 3}}, {save: {own: true, history: false}}]") ==
          Lines{"posted: max_length of log changed", "posted: own, history of save changed"});
    CHECK(between("posted: [log, respond]", "posted: [respond: {commands: false}]") ==
          Lines{"posted: [log, respond] -> [respond]", "posted: commands of respond changed"});
}

TEST_CASE("of two processors of a type each is compared with its own") {
    CHECK(between("posted: [{respond: {commands: false}}, respond]",
                  "posted: [{respond: {commands: false}}, {respond: {reply_in: direct}}]") ==
          Lines{"posted: reply_in of respond changed"});
}
