#include "core/config_section.hpp"

#include <chrono>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik::core;
using namespace std::chrono_literals;

namespace {

struct Inner {
    std::int64_t limit = 5;
    std::string reply;
};

struct Outer {
    std::string name = "nobody";
    std::string mode = "fast";
    std::string checked;
    Secret token;
    bool on = true;
    std::int64_t port = 80;
    Milliseconds wait{90s};
    std::vector<std::string> words;
    std::optional<std::string> maybe_text;
    std::optional<bool> maybe;
    ConfigNode raw;
    Inner inner;
    std::vector<Inner> rules;
    std::string old;
};

std::string no_digits(const std::string& text) {
    return text.find_first_of("0123456789") == std::string::npos ? "" : "a digit in it; expected letters";
}

const Section<Inner>& inner_section() {
    static const auto section = Section<Inner>{}
                                    .key("limit", &Inner::limit, {.help = "Limit.", .min = 0, .live = true})
                                    .key("reply", &Inner::reply, {.help = "Reply.", .required = true});
    return section;
}

const Section<Outer>& outer_section() {
    static const auto section =
        Section<Outer>{}
            .key("name", &Outer::name, {.help = "Name."})
            .key("mode", &Outer::mode, {.help = "Mode.", .one_of = {"fast", "slow"}})
            .key("checked", &Outer::checked, {.help = "Checked.", .check = no_digits})
            .key("token", &Outer::token, {.help = "Token.", .check = no_digits})
            .key("on", &Outer::on, {.help = "On."})
            .key("port", &Outer::port, {.help = "Port.", .min = 1, .max = 65535})
            .key("wait", &Outer::wait, {.help = "Wait.", .min = 0, .max = Milliseconds(1h).count()})
            .key("words", &Outer::words, {.help = "Words.", .check = no_digits})
            .key("maybe_text", &Outer::maybe_text, {.help = "Maybe."})
            .key("maybe", &Outer::maybe, {.help = "Maybe."})
            .key("raw", &Outer::raw, {.help = "Raw."})
            .key("old", &Outer::old, {.help = "Old.", .deprecated = true})
            .section("inner", &Outer::inner, inner_section(), {.help = "Inner."})
            .list("rules", &Outer::rules, inner_section(), {.help = "Rules."});
    return section;
}

struct Read {
    Outer value;
    Diagnostics out{"config.yaml"};
};

Read read(std::string_view text) {
    Read result;
    const ConfigNode root = parse_config(text, result.out);
    outer_section().read_into(result.value, root, result.out);
    return result;
}

std::string problems(std::string_view text) {
    return read(text).out.to_string();
}

}  // namespace

TEST_CASE("values of every type are read") {
    const auto [value, out] = read(
        "name: 12\nmode: slow\ntoken: abc\non: no\nport: \"8080\"\nwait: 2min\nwords: [a, b]\nmaybe_text: x\n"
        "maybe: false\nraw: {a: b}\ninner: {limit: 7, reply: r}\nrules:\n  - reply: one\n  - {reply: two, "
        "limit: 0}\n");
    CHECK(out.to_string().empty());
    CHECK(value.name == "12");
    CHECK(value.mode == "slow");
    CHECK(value.token.reveal() == "abc");
    CHECK_FALSE(value.on);
    CHECK(value.port == 8080);
    CHECK(value.wait == 2min);
    CHECK(value.words == std::vector<std::string>{"a", "b"});
    CHECK(value.maybe_text == "x");
    CHECK(value.maybe == false);
    CHECK(value.raw.find("a") != nullptr);
    CHECK(value.inner.limit == 7);
    REQUIRE(value.rules.size() == 2);
    CHECK(value.rules[0].limit == 5);
    CHECK(value.rules[1].reply == "two");
}

TEST_CASE("null and absent keys keep the default") {
    for (const char* text :
         {"", "name:\nmode: ~\non:\nport:\nwait:\nwords:\nmaybe:\nrules:\nraw:\nchecked: null\n"}) {
        const auto [value, out] = read(text);
        CHECK(out.to_string().empty());
        CHECK(value.name == "nobody");
        CHECK(value.on);
        CHECK(value.port == 80);
        CHECK(value.wait == 90s);
        CHECK_FALSE(value.maybe.has_value());
        CHECK(value.rules.empty());
    }
}

TEST_CASE("a single text is a list of one, empty texts are left out") {
    CHECK(read("words: a\n").value.words == std::vector<std::string>{"a"});
    CHECK(read("words: ''\n").value.words.empty());
    CHECK(read("words: [a, '', ~, b]\n").value.words == std::vector<std::string>{"a", "b"});
}

TEST_CASE("durations in every unit") {
    CHECK(read("wait: 250ms\n").value.wait == 250ms);
    CHECK(read("wait: 90s\n").value.wait == 90s);
    CHECK(read("wait: 10min\n").value.wait == 10min);
    CHECK(read("wait: 1h\n").value.wait == 1h);
    CHECK(read("wait: 0d\n").value.wait == 0s);
}

TEST_CASE("a wrong value tells what was found and what was expected") {
    struct Case {
        const char* text;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({
        {"name: [a]\n", "1:7: error: name is a list; expected text"},
        {"name: {a: b}\n", "1:7: error: name is a map; expected text"},
        {"mode: fats\n", "1:7: error: mode is \"fats\"; expected one of fast, slow; did you mean \"fast\"?"},
        {"checked: a1\n", "1:10: error: checked is \"a1\": a digit in it; expected letters"},
        {"on: maybe\n", "1:5: error: on is \"maybe\"; expected true or false"},
        {"port: abc\n", "1:7: error: port is \"abc\"; expected a whole number (1 to 65535)"},
        {"port: 8.5\n", "port is \"8.5\""},
        {"port: 0\n", "port is \"0\""},
        {"port: 65536\n", "port is \"65536\""},
        {"port: 99999999999999999999\n", "expected a whole number"},
        {"port: [80]\n", "port is a list; expected a whole number"},
        {"wait: 10\n",
         "1:7: error: wait is \"10\"; expected a number with a unit (ms, s, min, h, d), such as 90s or "
         "10min, 0s to 1h"},
        {"wait: 1.5h\n", "wait is \"1.5h\""},
        {"wait: 2h\n", "wait is \"2h\""},
        {"wait: 9223372036854775807d\n", "expected a number with a unit"},
        {"words: [ok, a1]\n", "1:13: error: an item of words is \"a1\": a digit in it"},
        {"words: [ok, [x]]\n", "1:13: error: an item of words is a list; expected text"},
        {"words: {a: b}\n", "words is a map; expected a list"},
        {"maybe: 5\n", "maybe is \"5\"; expected true or false"},
        {"inner: 5\n", "1:8: error: \"5\" where a section belongs; expected the keys limit, reply"},
        {"rules: {reply: r}\n", "1:8: error: a map where a list belongs"},
        {"inner: {limit: 1}\n", "1:8: error: the key \"reply\" is missing; expected text"},
        {"inner: {reply: ''}\n", "1:16: error: reply is empty; expected text"},
        {"inner: {reply: }\n", "1:9: error: reply has no value; expected text"},
        {"rules:\n  - reply: a\n  - limit: 1\n", "3:5: error: the key \"reply\" is missing"},
    }));
    const std::string found = problems(wrong.text);
    CAPTURE(wrong.text);
    CHECK_THAT(found, Catch::Contains(wrong.expected));
    CHECK(std::count(found.begin(), found.end(), '\n') == 1);
}

TEST_CASE("unknown keys name the nearest, and deprecated ones are not advertised") {
    const std::string found = problems("prot: 1\nwhatever: 2\nodl: 3\n");
    CHECK_THAT(found,
               Catch::Contains("config.yaml:1:1: error: unknown key \"prot\"; expected one of name, mode,") &&
                   Catch::Contains("; did you mean \"port\"?") && !Catch::Contains("raw, old"));
    CHECK_THAT(found, Catch::Contains("config.yaml:2:1: error: unknown key \"whatever\""));
    CHECK_THAT(found, Catch::Contains("did you mean \"old\"?"));
}

TEST_CASE("all problems of a section are told at once, good values beside them are read") {
    const auto [value, out] = read("port: x\nmode: y\nname: good\n");
    CHECK(out.problems().size() == 2);
    CHECK(value.name == "good");
    CHECK(value.port == 80);
}

TEST_CASE("a secret is never quoted") {
    const auto* text =
        GENERATE("token: s3cret-w0rd\n", "token: [s3cret-w0rd]\n", "token: {s3cret-w0rd: x}\n");
    const std::string found = problems(text);
    CHECK_THAT(found, Catch::Contains("error: token is ") && !Catch::Contains("s3cret"));
}

TEST_CASE("a key is described by its declaration") {
    const auto find = [](const std::string& name) -> KeyInfo {
        for (const KeyInfo& key : outer_section().keys()) {
            if (key.name == name) return key;
        }
        return {};
    };
    CHECK(find("port").limits == "1 to 65535");
    CHECK(find("port").default_text == "80");
    CHECK(find("port").help == "Port.");
    CHECK(find("wait").default_text == "90s");
    CHECK(find("mode").limits == "one of fast, slow");
    CHECK(find("old").deprecated);
    CHECK(find("inner").keys.size() == 2);
    CHECK(find("inner").keys[1].required);
    const auto schema = nlohmann::json::parse(find("rules").json_schema);
    CHECK(schema["items"]["properties"]["limit"]["anyOf"][0]["minimum"] == 0);
    CHECK(schema["items"]["additionalProperties"] == false);
    CHECK(schema["items"]["required"] == nlohmann::json::array({"reply"}));
}

TEST_CASE("keys whose values differ are found, whatever their type") {
    const std::string all =
        "name: a\nmode: slow\nchecked: b\ntoken: abc\non: no\nport: 8080\nwait: 2min\nwords: [a, b]\n"
        "maybe_text: x\nmaybe: false\nraw: {a: b}\nold: c\ninner: {limit: 7, reply: r}\n"
        "rules: [{reply: one}]\n";
    const Outer before;
    const Outer after = read(all).value;
    CHECK(outer_section().changes(before, before).empty());
    CHECK(outer_section().changes(after, read(all).value).empty());

    std::vector<std::string> keys;
    for (const KeyChange& change : outer_section().changes(before, after)) {
        keys.push_back(change.key);
        CHECK(change.live == (change.key == "inner.limit"));
        const bool shown = !change.before.empty() || !change.after.empty();
        CHECK(shown == (change.key != "token" && change.key != "raw" && change.key != "rules"));
    }
    CHECK(keys == std::vector<std::string>{"name", "mode", "checked", "token", "on", "port", "wait", "words",
                                           "maybe_text", "maybe", "raw", "old", "inner.limit", "inner.reply",
                                           "rules"});
}

TEST_CASE("a changed value is shown as it would be written") {
    const Outer before = read("wait: 90s\nwords: [a]\ninner: {limit: 5, reply: r}\n").value;
    const Outer after = read("wait: 1h\nwords: [a, b]\ninner: {limit: 6, reply: r}\n").value;
    const auto changes = outer_section().changes(before, after);
    REQUIRE(changes.size() == 3);
    CHECK((changes[0].before == "90s" && changes[0].after == "1h"));
    CHECK((changes[1].before == "[a]" && changes[1].after == "[a, b]"));
    CHECK((changes[2].key == "inner.limit" && changes[2].before == "5" && changes[2].after == "6"));
}

TEST_CASE("values are the same wherever they stand and however they are written") {
    const auto node = [](std::string_view text) {
        Diagnostics out("config.yaml");
        return parse_config(text, out);
    };
    const ConfigNode one = node("a: [1, x]\nb: {c: d, e: f}\n");
    CHECK(one == node("# moved\n\nb:\n  e: 'f'\n  c: \"d\"\na:\n  - 1\n  - x\n"));
    const auto* other = GENERATE("a: [x, 1]\nb: {c: d, e: f}\n", "a: [1, x]\nb: {c: d}\n",
                                 "a: [1, x]\nb: {c: d, g: f}\n", "a: [1, x]\nb: {c: d, e: g}\n",
                                 "a: [1, x]\nb: {c: d, e: }\n", "a: [1, x]\nb: {c: d, e: f}\ng: h\n");
    CHECK_FALSE(one == node(other));
}
