#include "processors/support/settings.hpp"
#include "processors/support/specialist_side.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::processors::support;
using Catch::Contains;

namespace {

struct Read {
    std::shared_ptr<const Policy> policy;
    std::string problems;
};

/// `text`: the section's YAML. Only Mattermost's channels are known.
Read read(const std::string& text) {
    core::Diagnostics out("config.yaml");
    const core::ConfigNode node = core::parse_config(text, out);
    const auto check = [](const core::Address& address) -> std::string {
        return address.messenger == "mattermost" ? "" : "there is no messenger \"" + address.messenger + "\"";
    };
    Read result{Policy::read(node, "en", check, out), ""};
    result.problems = out.to_string();
    return result;
}

}  // namespace

TEST_CASE("without the section there is no support desk, and nothing is wrong") {
    const Read none = read("");
    CHECK_FALSE(none.policy);
    CHECK(none.problems.empty());
}

TEST_CASE("a channel is enough") {
    const Read read_section = read("channel: mattermost:team/support");
    REQUIRE(read_section.policy);
    CHECK(read_section.problems.empty());
    CHECK(read_section.policy->channel() == core::Address{"mattermost", "team/support"});
    CHECK_FALSE(read_section.policy->settings().any_message);
    CHECK(read_section.policy->canned_names().empty());
}

TEST_CASE("what is wrong with the section is said, and where") {
    CHECK_THAT(read("any_message: true").problems, Contains("the key \"channel\" is missing"));
    CHECK_THAT(read("channel: nowhere").problems, Contains("config.yaml:1:10: error: "));
    CHECK_THAT(read("channel: icq:12").problems, Contains("there is no messenger \"icq\""));
    CHECK_THAT(read("channel: mattermost:a/b\nauto_close: soon").problems,
               Contains("config.yaml:2:13: error"));
    CHECK_THAT(read("channel: mattermost:a/b\nreactions: {take: \":eyes:\"}").problems,
               Contains("without colons"));
    CHECK_THAT(read("channel: mattermost:a/b\ncanned: [a]").problems, Contains("expected"));
    CHECK_THAT(read("channel: mattermost:a/b\ncanned: {hi: \"{{name}}\"}").problems,
               Contains("there is no field {{name}}; expected one of number, person, specialist"));
    CHECK_THAT(read("channel: mattermost:a/b\ncanned: {hi: {tlh: nuqneH}}").problems,
               Contains("there is no language \"tlh\" here; expected one of en, ru"));
    const Read warned = read("channel: mattermost:a/b\nauto_close: 1h\nwarn_before: 2h");
    CHECK(warned.policy);
    CHECK_THAT(warned.problems, Contains("warning: warn_before is not shorter than auto_close"));
}

TEST_CASE("a person is spoken to in the nearest language there is") {
    const auto policy = read("channel: mattermost:a/b").policy;
    REQUIRE(policy);
    CHECK(policy->language_for("ru") == "ru");
    CHECK(policy->language_for("ru-RU") == "ru");
    CHECK(policy->language_for("pt_BR") == "en");
    CHECK(policy->language_for("") == "en");
}

TEST_CASE("a canned answer is that of the language, or the one for all, or any") {
    const auto policy =
        read("channel: mattermost:a/b\ncanned: {hi: {en: hello, ru: привет}, only: {ru: только}, all: same}")
            .policy;
    REQUIRE(policy);
    const auto text = [&](const std::string& name, const std::string& language) {
        const core::Template* const found = policy->canned(name, language);
        return found == nullptr ? std::string{} : found->render({});
    };
    CHECK(text("hi", "ru") == "привет");
    CHECK(text("hi", "en") == "hello");
    CHECK(text("only", "en") == "только");
    CHECK(text("all", "ru") == "same");
    CHECK(text("none", "ru").empty());
    CHECK(policy->canned_names() == std::vector<std::string>{"all", "hi", "only"});
}

TEST_CASE("lines that begin with two slashes are not for the person") {
    CHECK(public_part("hello") == "hello");
    CHECK(public_part("// hello").empty());
    CHECK(public_part("\t // hello\r\n//\n").empty());
    CHECK(public_part("a\n// b\nc") == "a\nc");
    CHECK(public_part("// b\n\na\n\nc\n//d") == "a\n\nc");
    CHECK(public_part("see http://example.com // here") == "see http://example.com // here");
    CHECK(public_part("").empty());
}
