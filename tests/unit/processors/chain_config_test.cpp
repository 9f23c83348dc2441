#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;
using Severity = core::Problem::Severity;

namespace {

std::vector<std::string> names_of(const Chain* chain) {
    REQUIRE(chain != nullptr);
    std::vector<std::string> names;
    for (const Chain::Step& step : chain->steps()) names.emplace_back(step.type->name);
    return names;
}

using Names = std::vector<std::string>;

/// The only problem of a configuration.
core::Problem only_problem(const std::string& text) {
    const World world(text);
    INFO(world.diagnostics.to_string());
    REQUIRE(world.diagnostics.problems().size() == 1);
    return world.diagnostics.problems().front();
}

}  // namespace

TEST_CASE("chains are a list of one-key maps, or a map") {
    const std::string text =
        GENERATE("- hello: [log]\n- posted:\n  - log\n  - save\n  - respond\n",
                 "hello: [log]\nposted: [log, save, respond]\n", "hello: log\nposted: [log, save, response]",
                 "- hello: [log]\n  posted: [log, {save: }, {respond: {history: true}}]\n");
    const World world(text);
    CHECK(world.diagnostics.problems().empty());
    CHECK(world.chains.all().size() == 2);
    CHECK(names_of(world.chains.find("hello")) == Names{"log"});
    CHECK(names_of(world.chains.find("posted")) == Names{"log", "save", "respond"});
    CHECK(world.chains.find("post_edited") == nullptr);
}

TEST_CASE("a star stands for the types that have no chain of their own") {
    const World world("- posted: [save]\n- '*': [log]\n- hello: []\n");
    CHECK(world.diagnostics.problems().empty());
    CHECK(names_of(world.chains.find("posted")) == Names{"save"});
    CHECK(names_of(world.chains.find("typing")) == Names{"log"});
    CHECK(names_of(world.chains.find("hello")).empty());
}

TEST_CASE("an empty chain is allowed, and so are no chains at all") {
    const std::string text = GENERATE("posted:\n", "posted: []\n", "- posted:\n", "[]", "");
    const World world(text);
    CHECK(world.diagnostics.problems().empty());
    if (!world.chains.all().empty()) CHECK(names_of(world.chains.find("posted")).empty());
}

TEST_CASE("history is taken as the processor does, or as its entry says") {
    const auto [text, takes] = GENERATE(table<std::string, bool>({
        {"posted: [log]", true},
        {"posted: [save]", true},
        {"posted: [respond]", false},
        {"posted: [{respond: {history: true}}]", true},
        {"posted: [{save: {history: false}}]", false},
        {"posted: [{log: {history: false, max_length: 10}}]", false},
    }));
    const World world(text);
    CHECK(world.diagnostics.problems().empty());
    REQUIRE(world.chains.find("posted")->steps().size() == 1);
    CHECK(world.chains.find("posted")->steps().front().takes_history == takes);
}

TEST_CASE("a history that is neither true nor false is reported") {
    const auto problem = only_problem("posted: [{save: {history: maybe}}]");
    CHECK(problem.severity == Severity::error);
    CHECK(problem.mark.column > 20);
}

TEST_CASE("an unknown processor is reported where it stands, with the known ones and the nearest") {
    const auto problem = only_problem("hello: [log]\nposted: [svae]");
    CHECK(problem.severity == Severity::error);
    CHECK(problem.mark.line == 2);
    CHECK(problem.mark.column == 10);
    CHECK_THAT(problem.text, Contains("unknown processor \"svae\"") && Contains("log, save, respond") &&
                                 Contains("did you mean \"save\"?"));
}

TEST_CASE("a second chain for a type is an error that names the first") {
    const auto problem = only_problem("- posted: [log]\n- hello: [log]\n- posted: [save]\n");
    CHECK(problem.severity == Severity::error);
    CHECK(problem.mark.line == 3);
    CHECK_THAT(problem.text, Contains("posted") && Contains("line 1"));
}

TEST_CASE("the same processor twice is allowed, but save warns") {
    CHECK(World("posted: [log, respond, log, respond]").diagnostics.problems().empty());
    const auto problem = only_problem("posted: [save, log, save]");
    CHECK(problem.severity == Severity::warning);
    CHECK_THAT(problem.text, Contains("save"));
}

TEST_CASE("an unknown event type is a warning with the nearest, and its chain is there") {
    const World world("- postd: [log]\n");
    REQUIRE(world.diagnostics.problems().size() == 1);
    CHECK_FALSE(world.diagnostics.has_errors());
    CHECK_THAT(world.diagnostics.problems().front().text, Contains("did you mean \"posted\"?"));
    CHECK(world.chains.find("postd") != nullptr);
}

TEST_CASE("shapes that are no chains are errors that say what was expected") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"just text", "expected an event type"},
        {"- posted\n", "expected an event type"},
        {"- [posted]\n", "expected an event type"},
        {"posted: {log: {}}", "expected a list of processors"},
        {"posted: [[log]]", "expected a processor's name"},
        {"posted: [null]", "expected a processor's name"},
        {"posted: ['']", "unknown processor"},
        {"posted: [{}]", "expected a processor's name"},
        {"posted:\n- respond:\n  rules: []\n", "indent its settings deeper"},
    }));
    const auto problem = only_problem(text);
    CHECK(problem.severity == Severity::error);
    CHECK_THAT(problem.text, Contains(expected));
}

TEST_CASE("mistakes in a processor's settings are reported") {
    const std::string text =
        GENERATE("posted: [{log: {formt: json}}]", "posted: [{log: {format: xml}}]",
                 "posted: [{log: {max_length: 0}}]", "posted: [{save: {system: perhaps}}]",
                 "posted: [{save: [1]}]", "posted: [{respond: {rulez: []}}]", "posted: [{respond: yes}]");
    CHECK(only_problem(text).severity == Severity::error);
}

TEST_CASE("the registry describes every processor") {
    for (const ProcessorType& type : registry()) {
        INFO(type.name);
        CHECK(find_processor(type.name) == &type);
        for (const std::string_view alias : type.aliases) CHECK(find_processor(alias) == &type);
        CHECK_FALSE(type.help.empty());
        CHECK(std::any_of(type.keys.begin(), type.keys.end(),
                          [](const core::KeyInfo& key) { return key.name == "history"; }));
        for (const core::KeyInfo& key : type.keys) CHECK_FALSE(key.help.empty());
    }
    CHECK(find_processor("response")->name == "respond");
    CHECK(find_processor("Save") == nullptr);
}
