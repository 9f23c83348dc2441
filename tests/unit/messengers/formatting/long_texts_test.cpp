#include "tests/unit/messengers/formatting/vectors.hpp"

#include "messengers/formatting/entities.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/split.hpp"

#include <chrono>

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

namespace {

std::string repeated(const std::string& piece, std::size_t size) {
    std::string text;
    text.reserve(size + piece.size());
    while (text.size() < size) text += piece;
    return text;
}

void do_everything(const std::string& text) {
    const RichText rich = from_markdown(text);
    CHECK(fault({rich.text, sendable(rich)}) == "");
    CHECK(!to_markdown(rich).empty());
    CHECK(!to_markdown({text}).empty());
    CHECK(!neutralize_mentions(text).empty());
    CHECK(!split(rich, longest_message).empty());
    CHECK(!split_markdown(text).empty());
}

}  // namespace

TEST_CASE("Long texts take time in proportion to their length, whatever is in them") {
    // What takes the square of its length takes minutes here, with the slowest build.
    constexpr std::size_t size = 200'000;
    constexpr std::chrono::seconds enough(40);
    for (const char* piece :
         {"*",       "*a ",     "a**a",     "_",        "_a ",       "`",         "`a``",      "[",
          "[a](",    "](",      "![",       ">",        "> ",        ">\n",       "> a\n",     "- ",
          "- a\n",   "1. ",     "  - a\n",  "#",        "# a\n",     "~",         "~~a",       "~~~\n",
          "```\n",   "```a\n",  "> ```a\n", "|",        "a|",        "|a|b|\n",   "|-",        "a|b\n-|-\n\n",
          "\\",      "\\*",     "<",        "<a:",      "<a@",       "http://a",  "http://a(", "*http://a",
          ":a",      ":smile:", "@",        "@a",       "@all ",     "&#64;",     "&a",        "(",
          "[](a \"", "![](a =", "a\n===\n", "a\n",      "\n",        "\t",        " ",         "\xF0\x9F\x98\x80",
          "\xCC\x81", "\xFF",   "a\xE2\x80\x8D", "[a]: b\n", "**a *b ", "*a **b ", "[a *b ",   "<http://a ",
          "_a*b~~c[d`e", "- a\n\n  > b\n", "x) ", "1) a\n"}) {
        INFO(piece);
        const auto begin = std::chrono::steady_clock::now();
        do_everything(repeated(piece, size) + "x");
        const auto took = std::chrono::steady_clock::now() - begin;
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        if (ms > 3000) WARN(piece << " took " << ms);
        CHECK(took < enough);
    }
}
