#include "messengers/formatting/split.hpp"

#include "messengers/formatting/markdown.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

namespace {

using Parts = std::vector<std::string>;

std::string repeated(const std::string& piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

}  // namespace

TEST_CASE("Limits count code points where Telegram does") {
    const std::string text = repeated("😀", longest_message);
    CHECK(split({text}, longest_message).size() == 1);
    CHECK(split({text}, longest_message, Unit::utf16).size() == 2);
    CHECK(split({text + "x"}, longest_message).size() == 2);
}

TEST_CASE("A caption has a limit of its own") {
    const auto parts = split({repeated("word ", 2000)}, longest_message, Unit::code_points, longest_caption);
    REQUIRE(parts.size() == 4);
    CHECK(code_points(parts[0].text) <= longest_caption);
    CHECK(code_points(parts[1].text) > longest_caption);
}

TEST_CASE("Parts without anything to see are left out") {
    CHECK(split({" \n "}, 10).empty());
    CHECK(split({""}, 10).empty());
    CHECK(split({"a" + std::string(50, ' ') + "b"}, 10).size() == 2);
    CHECK(split_markdown(" \n ").empty());
}

TEST_CASE("A cluster longer than the limit is cut between its characters") {
    const auto parts = split({"👨‍👩‍👧"}, 2);
    CHECK(parts.size() == 3);
    for (const RichText& part : parts) CHECK(valid_utf8(part.text) == part.text);
}

TEST_CASE("Markdown that fits stays as it is") {
    CHECK(split_markdown("**a**\r\n\\*") == Parts{"**a**\r\n\\*"});
}

TEST_CASE("A fence that is cut is closed and opened again") {
    CHECK(split_markdown("```cpp\nint a;\nint b;\nint c;\n```\nend", 22) ==
          Parts{"```cpp\nint a;\n```", "```cpp\nint b;\n```", "```cpp\nint c;\n```\nend"});
    CHECK(split_markdown("> ~~~~\n> aaaa\n> bbbb\n> ~~~~", 24) ==
          Parts{"> ~~~~\n> aaaa\n> ~~~~", "> ~~~~\n> bbbb\n> ~~~~"});
}

TEST_CASE("Markdown is cut where it disturbs least") {
    CHECK(split_markdown("one two\n\nthree four", 14) == Parts{"one two", "three four"});
    CHECK(split_markdown("aaaa bbbb [link text](https://e.com/a)", 34) ==
          Parts{"aaaa bbbb", "[link text](https://e.com/a)"});
    CHECK(split_markdown("aaaa **bold words here**", 20) == Parts{"aaaa", "**bold words here**"});
    CHECK(split_markdown("aaaaaaa\\*", 8) == Parts{"aaaaaaa", "\\*"});
    CHECK(split_markdown("- a\n  - b\n  - c", 10) == Parts{"- a\n  - b", "  - c"});
    CHECK(split_markdown("aaaaa `x y z`", 10) == Parts{"aaaaa", "`x y z`"});
    CHECK(split_markdown("aaa https://e.com/a_b_c_d", 22) == Parts{"aaa", "https://e.com/a_b_c_d"});
    CHECK(split_markdown("abc👨‍👩‍👧", 5) == Parts{"abc", "👨‍👩‍👧"});
}

TEST_CASE("A long post is cut in few parts") {
    const std::string text = repeated("Слово и ещё **слово**, [ссылка](https://e.com/x).\n", 2000);
    const auto parts = split_markdown(text);
    CHECK(parts.size() == code_points(text) / longest_post + 1);
    for (const auto& part : parts) {
        CHECK(code_points(part) <= longest_post);
        CHECK(from_markdown(part).text.find('*') == std::string::npos);
    }
}
