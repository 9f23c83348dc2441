#include "core/translator.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

#include <catch2/catch.hpp>
#include <re2/re2.h>

using namespace mostik::core;

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The text of adjacent string literals: "a" "b\"" -> ab".
std::string literal_text(const std::string& literals) {
    static const RE2 piece(R"re("((?:[^"\\]|\\.)*)")re");
    std::string text;
    std::string part;
    for (re2::StringPiece rest(literals); RE2::FindAndConsume(&rest, piece, &part);) text += part;
    RE2::GlobalReplace(&text, R"(\\(.))", R"(\1)");
    return text;
}

struct Used {
    std::string text;
    std::string plural;  ///< empty: no plural form

    friend bool operator<(const Used& a, const Used& b) {
        return std::tie(a.text, a.plural) < std::tie(b.text, b.plural);
    }
};

/// The texts that the sources look up: tr("…") and tr.plural("…", "…", n).
std::set<Used> used_texts() {
    static const RE2 call(
        R"re(\btr(\.plural)?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)(?:,\s*((?:"(?:[^"\\]|\\.)*"\s*)+))?)re");
    std::set<Used> used;
    for (const char* folder : {"processors", "bot", "messengers"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(MOSTIK_SOURCE_DIR) / folder)) {
            if (entry.path().extension() != ".cpp") continue;
            const std::string source = read_file(entry.path());
            std::string plural_call;
            std::string first;
            std::string second;
            for (re2::StringPiece rest(source);
                 RE2::FindAndConsume(&rest, call, &plural_call, &first, &second);) {
                used.insert({literal_text(first), plural_call.empty() ? "" : literal_text(second)});
            }
        }
    }
    return used;
}

std::set<std::string> texts_to_translate() {
    static const RE2 entry(R"re((?m)^msgid ((?:"(?:[^"\\]|\\.)*"\n)+))re");
    std::set<std::string> texts;
    const std::string pot = read_file(fs::path(MOSTIK_SOURCE_DIR) / "core/locale/mostik.pot");
    std::string text;
    for (re2::StringPiece rest(pot); RE2::FindAndConsume(&rest, entry, &text);) {
        if (text != "\"\"\n") texts.insert(literal_text(text));
    }
    return texts;
}

std::size_t placeholders(const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

}  // namespace

TEST_CASE("English is there, and every catalogue in the repository") {
    std::set<std::string> expected = {"en"};
    for (const auto& entry : fs::directory_iterator(fs::path(MOSTIK_SOURCE_DIR) / "core/locale")) {
        if (entry.path().extension() == ".po") expected.insert(entry.path().stem());
    }
    const auto languages = Translator::languages();
    CHECK(std::set<std::string>(languages.begin(), languages.end()) == expected);
    CHECK(expected.count("ru") == 1);
    CHECK_THROWS_AS(Translator("tlh"), std::invalid_argument);
    CHECK_THROWS_AS(Translator(""), std::invalid_argument);
}

TEST_CASE("every text that the program looks up is translated, with its places for values") {
    const auto used = used_texts();
    REQUIRE(used.size() > 10);
    for (const std::string& language : Translator::languages()) {
        if (language == "en") continue;
        const Translator tr(language);
        for (const Used& text : used) {
            INFO(language << ": " << text.text);
            if (text.plural.empty()) {
                CHECK(tr(text.text.c_str()) != text.text);
                CHECK(placeholders(tr(text.text.c_str())) == placeholders(text.text));
                continue;
            }
            for (long n = 0; n < 200; ++n) {
                const std::string form = tr.plural(text.text.c_str(), text.plural.c_str(), n);
                CHECK(form != text.text);
                CHECK(form != text.plural);
                CHECK(placeholders(form) == placeholders(text.plural));
            }
        }
    }
}

TEST_CASE("the list for translators is what the program looks up") {
    std::set<std::string> used;
    for (const Used& text : used_texts()) used.insert(text.text);
    CHECK(texts_to_translate() == used);
}

TEST_CASE("English texts are their own translation") {
    const Translator tr("en");
    CHECK(tr("this list") == "this list");
    CHECK(tr.plural("{} post stored", "{} posts stored", 1) == "{} post stored");
    CHECK(tr.plural("{} post stored", "{} posts stored", 0) == "{} posts stored");
    CHECK(tr.plural("{} post stored", "{} posts stored", 21) == "{} posts stored");
}

TEST_CASE("a text that a catalogue lacks stays English") {
    const Translator tr("ru");
    CHECK(tr("no such text") == "no such text");
    CHECK(tr.plural("{} moose", "{} mooses", 1) == "{} moose");
    CHECK(tr.plural("{} moose", "{} mooses", 2) == "{} mooses");
}

TEST_CASE("Russian has three forms") {
    const Translator tr("ru");
    const auto form = [&](long n) { return tr.plural("{} post stored", "{} posts stored", n); };
    const auto n_one = GENERATE(1L, 21L, 101L, 1'000'001L, 5'000'000'021L);
    const auto n_few = GENERATE(2L, 4L, 22L, 104L, 5'000'000'002L);
    const auto n_many = GENERATE(0L, 5L, 11L, 12L, 14L, 111L, 100L, 5'000'000'000L, 1'000'000'011L);
    CHECK(form(n_one) == "сохранено {} сообщение");
    CHECK(form(n_few) == "сохранено {} сообщения");
    CHECK(form(n_many) == "сохранено {} сообщений");
    CHECK(form(-1) == "сохранено {} сообщение");
}

TEST_CASE("a translator can be moved") {
    Translator a("ru");
    const std::string text = a("this list");
    Translator b("en");
    b = std::move(a);
    CHECK(b("this list") == text);
}
