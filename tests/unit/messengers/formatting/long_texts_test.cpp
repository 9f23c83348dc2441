#include "messengers/formatting/entities.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/split.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <ctime>
#include <string>
#include <vector>

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

/// In seconds of the processor: other programs do not count.
double time_of(const std::string& piece, std::size_t size) {
    const std::string text = repeated(piece, size) + "x";
    const std::clock_t begin = std::clock();
    do_everything(text);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// What takes the square of its length takes much more than words do, whatever the machine and the build.
void check_linear(const std::vector<std::string>& pieces, std::size_t size) {
    const double plain = time_of("word ", size);
    for (const std::string& piece : pieces) {
        INFO(piece);
        CHECK(time_of(piece, size) < 10 * plain + 1);
    }
}

}  // namespace

TEST_CASE("Long texts of one marker take time in proportion to their length") {
    check_linear({"*", "[", ">", "`", "\\", "_", "("}, 200'000);
}

TEST_CASE("Long texts of styles and code take time in proportion to their length") {
    check_linear(
        {"*a ", "a**a", "_a ", "`a``", "~~a", "**a *b ", "*a **b ", "[a *b ", "_a*b~~c[d`e", "\\*", "~"},
        60'000);
}

TEST_CASE("Long texts of blocks take time in proportion to their length") {
    check_linear({"> ", ">\n", "> a\n", "- ", "- a\n", "1. ", "  - a\n", "# a\n", "~~~\n", "```a\n",
                  "> ```a\n", "a\n===\n", "\n", "- a\n\n  > b\n"},
                 60'000);
}

TEST_CASE("Long texts of tables and links take time in proportion to their length") {
    check_linear({"|", "a|", "|a|b|\n", "a|b\n-|-\n\n", "[a](", "](", "![](a =", "[](a \"", "<a:", "<a@",
                  "http://a(", "*http://a", "a.a", "[a]: b\n"},
                 60'000);
}

TEST_CASE("Long texts of words and characters take time in proportion to their length") {
    check_linear({":a", ":smile:", "@a", "@all ", "&#64;", "&a", "\xF0\x9F\x98\x80", "\xCC\x81", "\xFF",
                  "a\xE2\x80\x8D", "x) ", " "},
                 60'000);
}
