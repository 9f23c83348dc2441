#include "core/search_snippet.hpp"

#include <catch2/catch.hpp>

using namespace mostik::core;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

/// The snippet with its hits in [brackets].
std::string marked(std::string_view text, std::string_view query, std::size_t limit = 240) {
    std::string line;
    for (const SnippetPiece& piece : cut_snippet(text, parse_search_query(query), limit)) {
        line += piece.hit ? "[" + piece.text + "]" : piece.text;
    }
    return line;
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::size_t code_points(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("hits are marked as they stand in the text") {
    CHECK(marked("Мы Деплоим сегодня", "деплой") == "Мы [Деплоим] сегодня");
    CHECK(marked("learn C++, not C", "c++") == "learn [C++], not C");
    CHECK(marked("Ёлка и елки", "елка") == "[Ёлка] и [елки]");
    CHECK(marked("run deploy-prod_42 now", "deploy-prod_42") == "run [deploy-prod_42] now");
    CHECK(marked("@anna++ for that", "anna") == "@[anna]++ for that");
}

TEST_CASE("of a phrase only the whole is marked") {
    CHECK(marked("deploy now, deploy failed", "\"deploy failed\"") == "deploy now, [deploy failed]");
    CHECK(marked("deploy\n\n failed", "\"deploy failed\"") == "[deploy failed]");
}

TEST_CASE("a snippet is one line without what would disturb a terminal") {
    CHECK(marked("one\n\ttwo\r\n  deploy \x1b[31m red\u202e\x07", "deploy") == "one two [deploy] [31m red");
    CHECK(marked(std::string("a\xff deploy\0", 10), "deploy") == "a\ufffd [deploy]");
    CHECK(marked("   deploy   ", "deploy") == "[deploy]");
    CHECK(in_one_line(" a\n b\x1b ") == "a b");
}

TEST_CASE("a long text is cut around what was looked for, at words") {
    const std::string text = repeated("before ", 200) + "the deploy failed " + repeated("after ", 200);
    const std::string snippet = marked(text, "deploy", 60);
    CHECK_THAT(snippet,
               StartsWith("…before ") && Contains("the [deploy] failed after") && EndsWith("after…"));
    CHECK(code_points(snippet) <= 64);
}

TEST_CASE("the part with most of what was looked for is shown") {
    const std::string text = "deploy " + repeated("noise ", 100) + "deploy of the server failed " +
                             repeated("noise ", 100) + "failed";
    CHECK_THAT(marked(text, "failed server deploy", 80), Contains("[deploy] of the [server] [failed]"));
}

TEST_CASE("both ends of a text are shown without an ellipsis where nothing is missing") {
    const std::string tail = repeated("слово ", 100);
    CHECK_THAT(marked("деплой " + tail, "деплой", 60), StartsWith("[деплой] слово") && EndsWith("…"));
    CHECK_THAT(marked(tail + "деплой", "деплой", 60), StartsWith("…слово") && EndsWith("слово [деплой]"));
    CHECK(marked("short deploy", "deploy", 60) == "short [deploy]");
}

TEST_CASE("without a hit the beginning is shown") {
    CHECK(marked("nothing here", "deploy") == "nothing here");
    CHECK(marked(repeated("word ", 100), "deploy", 20) == "word word word word…");
    CHECK(marked("", "deploy").empty());
}

TEST_CASE("a text without spaces is cut between characters") {
    const std::string family = "👩‍👩‍👧";
    const std::size_t limit = GENERATE(40, 41, 42, 43, 44, 45);
    const std::string snippet =
        marked(repeated(family, 50) + "deploy!" + repeated("e\u0301", 200), "deploy", limit);
    CHECK_THAT(snippet, StartsWith("…" + family) && Contains(family + "[deploy]!e\u0301"));
    CHECK_THAT(snippet, EndsWith("e\u0301…"));
}

TEST_CASE("the plain form has no marks") {
    CHECK(plain(cut_snippet("Мы деплоим", parse_search_query("деплой"), 100)) == "Мы деплоим");
}
