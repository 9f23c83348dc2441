#include "processors/shorten.hpp"

#include <catch2/catch.hpp>
#include <unicode/unistr.h>

using mostik::processors::shorten;

namespace {

std::int32_t code_points(const std::string& text) {
    return icu::UnicodeString::fromUTF8(text).countChar32();
}

bool is_utf8(const std::string& text) {
    std::string again;
    icu::UnicodeString::fromUTF8(text).toUTF8String(again);
    return again == text;
}

}  // namespace

TEST_CASE("what fits is left as it is") {
    CHECK(shorten("", 1).empty());
    CHECK(shorten("a", 1) == "a");
    CHECK(shorten("привет", 6) == "привет");
    CHECK(shorten("👩‍👧", 3) == "👩‍👧");
}

TEST_CASE("what does not fit ends in an ellipsis") {
    CHECK(shorten("abcdef", 5) == "abcd…");
    CHECK(shorten("приветы", 6) == "приве…");
    CHECK(shorten("abcdef", 1) == "…");
}

TEST_CASE("a grapheme is not cut") {
    CHECK(shorten("ab👩‍👧cd", 5) == "ab…");  // not in the middle of a family
    CHECK(shorten("abe\u0301cd", 4) == "ab…");      // a letter keeps its accent
    CHECK(shorten("a🇷🇺🇩🇪", 4) == "a🇷🇺…");           // flags are pairs
    CHECK(shorten("ab\r\ncd", 4) == "ab…");
}

TEST_CASE("a grapheme longer than the limit is cut between code points") {
    std::string zalgo = "a";
    for (int i = 0; i < 1000; ++i) zalgo += "\u0301";
    const std::string cut = shorten(zalgo, 10);
    CHECK(code_points(cut) == 10);
    CHECK(is_utf8(cut));
}

TEST_CASE("whatever the text and the limit, the result is short and whole") {
    const std::string text = "a👩‍👧é\u0301日本語🇷🇺\u200f\r\nй и\u0306 👍🏽!";
    for (std::size_t limit = 1; limit < 40; ++limit) {
        const std::string cut = shorten(text, limit);
        INFO(limit << ": " << cut);
        CHECK(code_points(cut) <= static_cast<std::int32_t>(limit));
        CHECK(is_utf8(cut));
        if (cut != text) CHECK(text.find(cut.substr(0, cut.size() - std::string("…").size())) == 0);
    }
    CHECK(shorten(text, 1000) == text);
}

TEST_CASE("bytes that are no UTF-8 do no harm") {
    const std::string broken = "\xff\xfe\xf0\x9f\x98\xc3\xed\xa0\x80xxxxxxxx";
    for (std::size_t limit = 1; limit < 20; ++limit) {
        CHECK(code_points(shorten(broken, limit)) <= static_cast<std::int32_t>(limit));
    }
}
