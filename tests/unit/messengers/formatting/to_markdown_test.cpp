#include "messengers/formatting/markdown.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

TEST_CASE("Plain text is escaped only where Mattermost would take it for markup") {
    const std::pair<const char*, const char*> cases[] = {
        {"C:\\dir\\new \\", "C:\\dir\\new \\\\"},
        {"\\\\server", "\\\\\\server"},
        {"snake_case _x_ a__b", "snake_case \\_x\\_ a\\_\\_b"},
        {"~ ~~ ~channel", "~ \\~\\~ ~channel"},
        {"#tag # no", "#tag # no"},
        {"- \n-\n-x", "\\- \n\\-\n-x"},
        {"<https://e.com> <b>", "<\u200Bhttps://e.com> <b>"},
        {"a & b &amp; &c", "a & b &\u200Bamp; &c"},
        {"https://e.com/a_b_(c)*d", "https://e.com/a_b_(c)*d"},
        {"1.5 1. x", "1.5 1. x"},
    };
    for (const auto& [plain, markdown] : cases) CHECK(escape_markdown(plain) == markdown);
}

TEST_CASE("Escaping and writing agree, but for mentions") {
    CHECK(escape_markdown("@all *") == "@all \\*");
    CHECK(to_markdown({"@all *"}) == "@\u200Ball \\*");
}

TEST_CASE("Styles are written so that they begin and end where they should") {
    CHECK(to_markdown({"ab", {{SpanKind::italic, 0, 1}, {SpanKind::bold, 1, 1}}}) == "_a_**b**");
    CHECK(to_markdown({"a b", {{SpanKind::code, 0, 1}, {SpanKind::code, 1, 2}}}) == "`a`\u200B` b`");
    CHECK(to_markdown({"wow!", {{SpanKind::link, 3, 1, "https://e.com/"}}}) == "wow[!](https://e.com/)");
    CHECK(to_markdown({"no!x", {{SpanKind::link, 3, 1, "https://e.com/"}}}) == "no\\![x](https://e.com/)");
    CHECK(to_markdown({" ", {{SpanKind::bold, 0, 1}}}) == " ");
    CHECK(to_markdown({"a.py", {{SpanKind::url, 0, 4}}}) == "a.py");
}

TEST_CASE("Quotes and code stand on lines of their own") {
    CHECK(to_markdown({"a q\nb", {{SpanKind::quote, 2, 2}}}) == "a \n> q\n\nb");
    CHECK(to_markdown({"q\n\nr", {{SpanKind::quote, 0, 4}}}) == "> q\n>\n> r");
    CHECK(to_markdown({"q\ncode\nr", {{SpanKind::quote, 0, 8}, {SpanKind::pre, 2, 4, "c++ x"}}}) ==
          "> q\n> ```c++x\n> code\n> ```\n> r");
    CHECK(to_markdown({"code\nx", {{SpanKind::pre, 0, 4}}}) == "```\ncode\n```\nx");
}

TEST_CASE("Wrong spans and bytes do no harm") {
    CHECK(to_markdown({"abc", {{SpanKind::bold, 2, 50}, {SpanKind::link, 9, 1, "x"}}}) == "ab**c**");
    CHECK(to_markdown({std::string("a\0\xFF", 3)}) == "a \uFFFD");
    CHECK(to_markdown({""}).empty());
}
