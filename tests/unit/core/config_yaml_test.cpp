#include "core/config_node.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace mostik::core;
using Kind = ConfigNode::Kind;

namespace {

struct Parsed {
    ConfigNode root;
    Diagnostics problems{"config.yaml"};
};

Parsed parse(std::string_view text) {
    Parsed parsed;
    parsed.root = parse_config(text, parsed.problems);
    return parsed;
}

const ConfigNode& at(const ConfigNode& map, std::string_view key) {
    const ConfigNode* node = map.find(key);
    REQUIRE(node != nullptr);
    return *node;
}

std::string place(Mark mark) {
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

}  // namespace

TEST_CASE("every kind of value keeps its place, counted from 1") {
    const auto [root, problems] = parse("a: 1\nlist:\n  - x\n  - \"1\"\nnone:\nmap: {k: v}\n");
    CHECK(problems.problems().empty());
    REQUIRE(root.kind == Kind::map);
    CHECK(at(root, "a").scalar == "1");
    CHECK_FALSE(at(root, "a").quoted);
    CHECK(place(at(root, "a").mark) == "1:4");
    const ConfigNode& list = at(root, "list");
    REQUIRE(list.items.size() == 2);
    CHECK(place(list.items[0].mark) == "3:5");
    CHECK(list.items[1].quoted);
    CHECK(at(root, "none").kind == Kind::null);
    CHECK(place(at(root, "map").mark) == "6:6");
    CHECK(at(at(root, "map"), "k").scalar == "v");
    CHECK(root.find("absent") == nullptr);
}

TEST_CASE("an indented section and an empty value stand at their key") {
    const auto [root, problems] = parse("\nouter:\n  inner:\n    k: v\n  empty:\n\nlast: x\n");
    CHECK(place(at(root, "outer").mark) == "2:1");
    CHECK(place(at(at(root, "outer"), "inner").mark) == "3:3");
    CHECK(place(at(at(root, "outer"), "empty").mark) == "5:3");
}

TEST_CASE("columns count characters, not bytes") {
    const auto [root, problems] = parse("{ключ: знач, b: c}\n");
    CHECK(place(at(root, "b").mark) == "1:17");
    CHECK(place(parse("ключ: \xFF").problems.problems().at(0).mark) == "1:7");
}

TEST_CASE("null is written in several ways, quoted text never is null") {
    const auto [root, problems] = parse("a: null\nb: ~\nc: \"null\"\nd: ''\n");
    CHECK(at(root, "a").kind == Kind::null);
    CHECK(at(root, "b").kind == Kind::null);
    CHECK(at(root, "c").kind == Kind::scalar);
    CHECK(at(root, "d").kind == Kind::scalar);
}

TEST_CASE("an empty file is null without problems") {
    for (const char* text : {"", "\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF"}) {
        const auto [root, problems] = parse(text);
        CHECK(root.kind == Kind::null);
        CHECK(problems.problems().empty());
    }
    CHECK(at(parse("\xEF\xBB\xBF"
                   "a: b\n")
                 .root,
             "a")
              .scalar == "b");
}

TEST_CASE("a duplicate key is an error that names the first one, the first stays") {
    const auto [root, problems] = parse("port: 1\nhost: h\nport: 2\n");
    CHECK(at(root, "port").scalar == "1");
    CHECK(problems.to_string() ==
          "config.yaml:3:1: error: the key \"port\" is here twice, first in line 1; expected each key once: "
          "remove "
          "one\n");
}

TEST_CASE("syntax errors are told in plain words, with their place") {
    struct Case {
        const char* text;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({
        {"a: [1, 2\nb: 3\n", "is not closed"},
        {"a: {b: 1\n", "a { is not closed"},
        {"a:\n\t- b\n", "config.yaml:2:2: error: a tab in the indentation; expected spaces"},
        {"a: \"open\n", "config.yaml:1:4: error: a quoted text begins here and does not end"},
        {"a: \"open\\\"\nb: c\n", "1:4: error: a quoted text begins here and does not end"},
        {"a: 'it''s open\nb: c\n", "1:4: error: a quoted text begins here and does not end"},
        {"a: &x \"open\n", "1:4: error: a quoted text begins here and does not end"},
        {"a: \"open", "expected the closing quote"},
        {"a: b: c\n", "config.yaml:1:5: error: a \": \" cannot stand here"},
        {"a: @b\n", "config.yaml:1:4: error: a character that begins no value; expected quotes"},
        {"a: \"\\q\"\n", "escape that YAML does not know"},
        {"a: *none\n", "config.yaml:1:4: error: an alias (*name) without its anchor"},
        {"a: ]\n", "closes nothing"},
        {"a: !secret b\n", "config.yaml:1:4: error: the tag \"!secret\" means nothing here"},
        {"reply: {{author}}, hello\n", "text that begins with \"{\""},
        {"a: 1\n---\nb: 2\n", "a second document begins here"},
        {"a: 1\n b: 2\n", "config.yaml:2:"},
        {"a: \x04 b\n", "config.yaml:1:4: error: an invisible control character (number 4)"},
        {"a: b\nc: \xC3(\n", "config.yaml:2:4: error: a byte that is not UTF-8"},
    }));
    const auto [root, problems] = parse(wrong.text);
    CAPTURE(wrong.text, problems.to_string());
    CHECK(root.kind == Kind::null);
    REQUIRE(problems.problems().size() == 1);
    CHECK(problems.problems()[0].mark.line > 0);
    CHECK_THAT(problems.to_string(), Catch::Contains(wrong.expected));
    CHECK_THAT(problems.to_string(), Catch::Contains("; expected ") || Catch::Contains(": expected "));
}

TEST_CASE("quoted texts that end") {
    const auto [root, problems] = parse(
        "a: \"x \\\" y\"\nb: 'it''s'\nc: &x 'text'\nd: \"two\n  lines\"\ne: |\n  \"open\nf: ''\n\"g\": "
        "\"\\\\\"\n");
    CHECK(problems.to_string().empty());
    CHECK(at(root, "a").scalar == "x \" y");
    CHECK(at(root, "b").scalar == "it's");
    CHECK(at(root, "d").scalar == "two lines");
    CHECK(at(root, "e").scalar == "\"open\n");
    CHECK(at(root, "g").scalar == "\\");
}

TEST_CASE("aliases and merge keys are followed, own keys win") {
    const auto [root, problems] = parse(
        "base: &base {port: 1, host: h}\ncopy: *base\none:\n  port: 2\n  <<: *base\ntwo: {<<: [*base, {x: "
        "y}]}\n");
    CHECK(problems.problems().empty());
    CHECK(at(at(root, "copy"), "host").scalar == "h");
    CHECK(at(at(root, "one"), "port").scalar == "2");
    CHECK(at(at(root, "one"), "host").scalar == "h");
    CHECK(at(root, "one").find("<<") == nullptr);
    CHECK(at(at(root, "two"), "x").scalar == "y");
}

TEST_CASE("what a merge key takes in has to be a map") {
    CHECK_THAT(parse("a: {<<: text}\n").problems.to_string(),
               Catch::Contains("expected a map, or a list of maps"));
    CHECK(at(at(parse("a: {\"<<\": text}\n").root, "a"), "<<").scalar == "text");
}

TEST_CASE("an alias inside what it names is refused") {
    CHECK_THAT(parse("a: &a [*a]\n").problems.to_string(),
               Catch::Contains("1:8: error: an alias stands inside"));
}

TEST_CASE("aliases of aliases do not fill the memory") {
    std::string text = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level <= 12; ++level) {
        const std::string below = "*l" + std::to_string(level - 1);
        const std::string name = "l" + std::to_string(level);
        text.append(name).append(": &").append(name).append(" [");
        for (int i = 0; i < 10; ++i) text += (i == 0 ? "" : ", ") + below;
        text += "]\n";
    }
    const auto [root, problems] = parse(text);
    CHECK(root.kind == Kind::null);
    CHECK_THAT(problems.to_string(), Catch::Contains("more than 50000 values"));
}

TEST_CASE("nesting is limited, also through aliases") {
    const auto nested = [](int levels) { return std::string(levels, '[') + std::string(levels, ']') + "\n"; };
    CHECK(parse(nested(64)).problems.problems().empty());
    CHECK_THAT(parse(nested(65)).problems.to_string(), Catch::Contains("deeper than 64 levels"));
    CHECK_THAT(parse(nested(100'000)).problems.to_string(), Catch::Contains("deeper than 64 levels"));
    const std::string anchored =
        "a: &a " + nested(40) + "b: " + std::string(40, '[') + "*a" + std::string(40, ']');
    CHECK_THAT(parse(anchored).problems.to_string(), Catch::Contains("deeper than 64 levels"));
}

TEST_CASE("a file that is no configuration at all is refused by its size") {
    CHECK_THAT(parse(std::string(2'000'000, 'a')).problems.to_string(), Catch::Contains("at most 1 MiB"));
}

TEST_CASE("problems are shown by place, and once each") {
    Diagnostics problems("some/config.yaml");
    problems.warning({7, 2}, "later");
    problems.error({2, 10}, "second");
    problems.error({2, 3}, "first");
    problems.error({2, 3}, "first");
    problems.error({}, "about the whole file");
    CHECK(problems.to_string() ==
          "some/config.yaml: error: about the whole file\nsome/config.yaml:2:3: error: first\n"
          "some/config.yaml:2:10: error: second\nsome/config.yaml:7:2: warning: later\n");
    CHECK(problems.has_errors());
}

TEST_CASE("warnings alone are no errors") {
    Diagnostics problems("config.yaml");
    problems.warning({1, 1}, "odd");
    CHECK_FALSE(problems.has_errors());
}
