#include "core/template.hpp"

#include <thread>

#include <catch2/catch.hpp>

using namespace mostik::core;
using Catch::Matchers::Contains;

namespace {

std::string render(const std::string& text, const std::map<std::string, std::string>& values) {
    const auto parsed = Template::parse(text);
    REQUIRE(parsed);
    return parsed->render(values);
}

}  // namespace

TEST_CASE("values are put in as they are") {
    CHECK(render("pong, {{author}}", {{"author", "anna"}}) == "pong, anna");
    CHECK(render("{{x}} {{{x}}} {{&x}}", {{"x", "<b> & \"q\" 'й'"}}) ==
          "<b> & \"q\" 'й' <b> & \"q\" 'й' <b> & \"q\" 'й'");
    CHECK(render("a{{nobody}}b", {}) == "ab");
    CHECK(render("", {}).empty());
    CHECK(render("line\n\n  {{x}}\nend\n", {{"x", "1\n2"}}) == "line\n\n  1\n2\nend\n");
}

TEST_CASE("a value is never read as a template") {
    const std::map<std::string, std::string> values = {{"x", "{{y}} {{>x}} {{#x}}"}, {"y", "secret"}};
    CHECK(render("{{x}}", values) == "{{y}} {{>x}} {{#x}}");
    CHECK_FALSE(Template::parse("{{>x}}"));
    CHECK_FALSE(Template::parse("{{#y}}{{>x}}{{/y}}"));
    CHECK_FALSE(Template::parse("{{^y}}{{>x}}{{/y}}"));
    // Too deep to be found beforehand: nothing is put in.
    CHECK(render("{{^no}}{{#y}}[{{>x}}]{{/y}}{{/no}}", values) == "[]");
}

TEST_CASE("a section shows when its value is not empty") {
    const std::string text = "!{{#args}} with {{args}}{{/args}}{{^args}} alone{{/args}}";
    CHECK(render(text, {{"args", "x"}}) == "! with x");
    CHECK(render(text, {{"args", ""}}) == "! alone");
    CHECK(render(text, {}) == "! alone");
}

TEST_CASE("what is no template is refused with the reason") {
    const auto [text, reason] = GENERATE(table<std::string, std::string>({
        {"{{author", "Unclosed tag"},
        {"{{{author}}", "Unclosed tag"},
        {"{{#a}}x", "Unclosed section \"a\""},
        {"{{#a}}x{{/b}}", "Unclosed section \"a\""},
        {"x{{/a}}", "Unopened section \"a\""},
        {"{{=x=}}", "Invalid set delimiter"},
        {"{{> part}}", "partials"},
    }));
    const auto parsed = Template::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == Errc::invalid);
    CHECK_THAT(parsed.error().message, Contains(reason));
}

TEST_CASE("a template tells which names it asks for") {
    const auto parsed =
        Template::parse("{{b}} {{#a}}{{c}}{{.}}{{/a}}{{^a}}{{{d}}}{{/a}} {{! not me }} {{b}}");
    REQUIRE(parsed);
    CHECK(parsed->names() == std::vector<std::string>{"a", "b", "c", "d"});
}

TEST_CASE("a template renders in many threads at once") {
    const auto parsed = Template::parse("{{#x}}{{x}} and {{y}}{{/x}}");
    REQUIRE(parsed);
    std::vector<std::string> last(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < last.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 200; ++n) last[i] = parsed->render({{"x", std::to_string(i)}, {"y", "z"}});
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < last.size(); ++i) CHECK(last[i] == std::to_string(i) + " and z");
}

namespace {

mostik::core::TemplateValue text(std::string words) {
    return {std::move(words)};
}

std::string as_it_is(const std::string& words) {
    return words;
}

}  // namespace

TEST_CASE("a template is filled with lists and truths, too") {
    using mostik::core::TemplateValue;
    const auto parsed = mostik::core::Template::parse(
        "{{name}}:{{#hosts}} {{.}}{{/hosts}}{{^failed}} ok{{/failed}}"
        "{{#by}} by {{person}}{{/by}}");
    REQUIRE(parsed);
    const TemplateValue hosts{TemplateValue::List{text("a"), text("b")}};
    const TemplateValue by{TemplateValue::Fields{{"person", text("anna")}}};
    CHECK(parsed->render_strictly(
              {{"name", text("billing")}, {"hosts", hosts}, {"failed", {false}}, {"by", by}}, as_it_is) ==
          "billing: a b ok by anna");
}

TEST_CASE("what a template asks for and does not get is named") {
    const auto parsed = mostik::core::Template::parse("{{a}} {{b}} {{#c}}x{{/c}} {{d}}");
    REQUIRE(parsed);
    const auto rendered = parsed->render_strictly({{"a", text("1")}, {"d", text("")}}, as_it_is);
    REQUIRE_FALSE(rendered);
    CHECK(rendered.error().message == "b, c");
}

TEST_CASE("values are escaped unless the template says not to, and are no templates") {
    const auto parsed = mostik::core::Template::parse("{{a}} {{{a}}}");
    REQUIRE(parsed);
    const auto loud = [](const std::string& words) { return "<" + words + ">"; };
    CHECK(parsed->render_strictly({{"a", text("{{b}}")}}, loud) == "<{{b}}> {{b}}");
}
