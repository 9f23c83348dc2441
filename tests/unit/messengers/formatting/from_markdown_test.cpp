#include "messengers/formatting/markdown.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

namespace {

using Spans = std::vector<Span>;

std::string text_from(std::string_view markdown) {
    return from_markdown(markdown).text;
}

}  // namespace

TEST_CASE("Styles begin and end beside punctuation, as in Mattermost") {
    CHECK(from_markdown("**Внимание:**текст") == RichText{"Внимание:текст", {{SpanKind::bold, 0, 9}}});
    CHECK(from_markdown("до**«кавычек»**после") == RichText{"до«кавычек»после", {{SpanKind::bold, 2, 9}}});
    CHECK(from_markdown("a **https://e.com/x_y** b").spans == Spans{{SpanKind::bold, 2, 17}});
    CHECK(from_markdown("one ~ two ~three~") == RichText{"one ~ two ~three~"});
    CHECK(from_markdown("(**a**) [*b*]").spans == Spans{{SpanKind::bold, 1, 1}, {SpanKind::italic, 5, 1}});
}

TEST_CASE("What marks nothing is text") {
    for (const char* typed : {"**open",
                              "a < b > c",
                              "_",
                              "*",
                              "**",
                              "***x",
                              "[a](",
                              "[a] (b)",
                              "![",
                              "`",
                              "``a`",
                              "# ",
                              "#",
                              "-",
                              "=",
                              "+",
                              "1.",
                              "2)",
                              "<a>",
                              "<b:c>",
                              "a\n-\nb",
                              "a\n=\nb",
                              "[x]: https://e.com",
                              "[x][y]",
                              "&amp; &lt; &#64;",
                              "```unclosed",
                              "```cpp\nint x;",
                              "~~~\nx",
                              "\\\\server\\share",
                              "C:\\new\\",
                              "1) a\n1) b",
                              "|",
                              "a | b",
                              "--|--",
                              ">",
                              "[]()",
                              "a*",
                              "2 * 3 * 4",
                              "__init",
                              "x\\"}) {
        INFO(typed);
        const RichText rich = from_markdown(typed);
        CHECK(rich.spans.empty());
        std::string expected = typed;
        while (expected.ends_with(' ')) expected.pop_back();
        if (std::string_view(typed) == "# ") expected = "#";
        CHECK(rich.text == expected);
    }
}

TEST_CASE("Lines are laid out like their source") {
    CHECK(text_from("a\r\nb\rc") == "a\nb\nc");
    CHECK(text_from("- a\n  more\n- b\nlazy") == "• a\n  more\n• b\nlazy");
    CHECK(text_from("- a\n\n- b") == "• a\n\n• b");
    CHECK(text_from("1. a\n   - b") == "1. a\n  ◦ b");
    CHECK(text_from("> a\n\n> b") == "a\nb");
    CHECK(from_markdown("one\ntwo\n---").spans == Spans{{SpanKind::bold, 4, 3}});
    CHECK(from_markdown("    code\n\n    more\n\ntext") ==
          RichText{"code\n\nmore\n\ntext", {{SpanKind::pre, 0, 10}}});
    CHECK(text_from("```\n\n\nx\n```\n\nafter") == "\n\nx\n\nafter");
    CHECK(text_from("a  \nb\\\nc") == "a\nb\\\nc");
}

TEST_CASE("Bytes that are no text do no harm") {
    CHECK(text_from(std::string_view("a\0b", 3)) == "a\uFFFDb");
    CHECK(text_from("a\xFF**b**") == "a\uFFFDb");
    CHECK(text_from("a\x07 b") == "a  b");
    CHECK(text_from("\uFDD0\uFFFF") == "\uFFFD\uFFFD");
    CHECK(text_from("\uFE63 **a:**b") == "\uFE63 a:b");
    CHECK(from_markdown("").text.empty());
    CHECK(text_from("A\u030A `A\u030A`") == "\u00C5 A\u030A");
}

TEST_CASE("Tables that would lose something stay as they are") {
    const std::string extra = "a | b\n--|--\n1 | 2 | 3";
    CHECK(from_markdown(extra) == RichText{extra});
    CHECK(text_from("a|b\n-|-\n|x\n") == "a | b\n--+--\nx");
    CHECK(text_from("|a||c|\n|-|-|-|\n|1|2|3|").starts_with("a |   | c\n"));
    CHECK(text_from("| имя | 中文 |\n|--|--|\n| я | ab |") == "имя | 中文\n----+-----\nя   | ab");
    CHECK(text_from("[t](https://e.com) | x\n--|--\n1|2").starts_with("t (https://e.com) | x"));
}

TEST_CASE("Targets of links become absolute when the site is known") {
    FromMarkdown options;
    options.site = "https://chat.example.com";
    CHECK(from_markdown("[file](/team/pl/abc)", options) ==
          RichText{"file", {{SpanKind::link, 0, 4, "https://chat.example.com/team/pl/abc"}}});
    CHECK(text_from("[call](tel:+123)") == "call (+123)");
    CHECK(text_from("[x](javascript:alert)") == "x (javascript:alert)");
    CHECK(from_markdown("[https://e.com/a](https://e.com/a)") == RichText{"https://e.com/a"});
    CHECK(text_from("[](https://e.com/a)") == "https://e.com/a");
}

TEST_CASE("Names mean people, but not in code, addresses and words") {
    FromMarkdown options;
    options.person = [](std::string_view name) -> std::optional<std::string> {
        if (name == "anna.k") return "42";
        return std::nullopt;
    };
    CHECK(from_markdown("**@anna.k.** ok", options) ==
          RichText{"@anna.k. ok", {{SpanKind::bold, 0, 8}, {SpanKind::person, 0, 7, "42"}}});
    for (const char* text : {"`@anna.k`", "x@anna.k", "https://e.com/@anna.k", "@anna.kk", "@channel"}) {
        CHECK(from_markdown(text, options).text.find('@') != std::string::npos);
        for (const Span& span : from_markdown(text, options).spans) CHECK(span.kind != SpanKind::person);
    }
    options.neutralize_mentions = true;
    CHECK(from_markdown("@bob @anna.k `@bob` a@b", options).text == "@\u2060bob @anna.k @bob a@b");
}

TEST_CASE("Emoji are found by name") {
    CHECK(text_from("a:+1:b :100: x:100:y 10:30:15") == "a👍b 💯 x:100:y 10:30:15");
    CHECK(text_from("`:smile:` https://e.com/:smile:") == ":smile: https://e.com/:smile:");
    CHECK(from_markdown("**:smile: a**").spans == Spans{{SpanKind::bold, 0, 4}});
}
