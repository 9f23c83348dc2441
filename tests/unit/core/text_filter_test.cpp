#include "core/text_filter.hpp"

#include <catch2/catch.hpp>
#include <unicode/ustring.h>

using namespace mostik::core;

TEST_CASE("texts that differ only in what people do not mean compare equal") {
    const auto [a, b] = GENERATE(table<std::string, std::string>({
        {"DEPLOY", "deploy"},
        {"ПРИВЕТ", "привет"},
        {"Ёлка", "елка"},
        {"е\u0308лка", "ЕЛКА"},    // ё in two characters
        {"за\u0301мок", "замок"},  // a stress mark
        {"ё\u0301", "е"},          // both
        {"и\u0306", "Й"},          // й in two characters is й
        {"cafe\u0301", "CAFÉ"},
        {"Straße", "STRASSE"},
        {"ﬁle", "FILE"},             // a ligature
        {"ＡＢＣ", "abc"},           // full width
        {"İstanbul", "istanbul"},    // the dot of a Turkish capital is a mark
        {"ΣΊΣΥΦΟΣ", "σίσυφος"},      // final sigma
        {"de\u00adploy", "deploy"},  // a soft hyphen
        {"dep\u200bloy", "deploy"},  // a zero-width space
        {"a\u00a0b", "a b"},         // a no-break space
    }));
    INFO(a << " / " << b);
    CHECK(fold(a) == fold(b));
}

TEST_CASE("texts that differ in letters stay different") {
    const auto [a, b] = GENERATE(table<std::string, std::string>({
        {"й", "и"},
        {"ı", "i"},  // the dotless letter is another letter
        {"é", "e"},
        {"ъ", "ь"},
        {"👍", "👎"},
        {"a", "а"},  // Latin and Cyrillic
    }));
    CHECK(fold(a) != fold(b));
}

TEST_CASE("ASCII folds like any other text") {
    std::string all;
    for (char c = 0; c < 0x7f; ++c) all += c;
    // The same text with one letter beyond ASCII goes the long way.
    CHECK(fold(all) + "й" == fold(all + "Й"));
    CHECK(fold(all).size() == all.size());
}

TEST_CASE("folding never fails, and what comes out is UTF-8 that folds to itself") {
    const std::string text =
        GENERATE(std::string("\xff"), std::string("a\xc3"), std::string("\xf0\x9f\x98"),
                 std::string("\xed\xa0\x80"), std::string("\xc0\xaf"), std::string("a\0Й", 4),
                 std::string("ЁЖ👩‍👧‍👦🇷🇺\u0301\u0301\u0301"), std::string("नमस्ते"),
                 std::string("ﷺ"), std::string("\u0301"), std::string("각"));
    const std::string folded = fold(text);
    CHECK(fold(folded) == folded);
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(nullptr, 0, nullptr, folded.data(), static_cast<std::int32_t>(folded.size()), &status);
    CHECK(status != U_INVALID_CHAR_FOUND);
}

TEST_CASE("invalid bytes become replacement characters, and the rest is still found") {
    CHECK(fold("\xff") == "\ufffd");
    CHECK(TextFilter({"deploy"}).matches("\xff\xfe Deploy \xc3"));
    CHECK(TextFilter({"ёлка"}).matches("\xff Елка"));
}

TEST_CASE("a filter finds any of its needles anywhere") {
    const TextFilter filter({"deploy", "Ёлка", "🚀"});
    CHECK_FALSE(filter.matches_everything());
    CHECK(filter.matches("Deployed!"));
    CHECK(filter.matches("новогодняя елка"));
    CHECK(filter.matches("новогодняя Е\u0308лка"));
    CHECK(filter.matches("to the moon 🚀"));
    CHECK(filter.matches(std::string("nul \0 deploy", 12)));
    CHECK_FALSE(filter.matches("depl oy"));
    CHECK_FALSE(filter.matches("ёлки"));
    CHECK_FALSE(filter.matches(""));
}

TEST_CASE("a filter without needles matches everything") {
    const std::vector<std::string> needles =
        GENERATE(std::vector<std::string>{}, std::vector<std::string>{""});
    const TextFilter filter(needles);
    CHECK(filter.matches_everything());
    CHECK(filter.matches(""));
    CHECK(filter.matches("anything"));
    CHECK(TextFilter{}.matches("anything"));
}

TEST_CASE("an empty needle beside others does not match everything") {
    const TextFilter filter({"", "deploy"});
    CHECK_FALSE(filter.matches("hello"));
    CHECK(filter.matches("deploy"));
}
