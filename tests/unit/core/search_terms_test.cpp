#include "core/search_terms.hpp"

#include <catch2/catch.hpp>

using namespace mostik::core;

namespace {

using Words = std::vector<std::string>;
using Phrases = std::vector<Words>;

Words words_of(std::string_view text) {
    Words words;
    for (const SearchTerm& term : search_terms(text).words) words.push_back(term.word);
    return words;
}

/// The one word that a text is.
std::string word_of(std::string_view text) {
    const Words words = words_of(text);
    INFO(text);
    REQUIRE(words.size() == 1);
    return words.front();
}

std::string piece(std::string_view text, const SearchTerm& term) {
    return std::string(text.substr(term.begin, term.end - term.begin));
}

Phrases phrases_of(std::string_view query) {
    return parse_search_query(query).phrases;
}

}  // namespace

TEST_CASE("the forms of a Russian word are one word for search") {
    const auto [form, other] = GENERATE(table<const char*, const char*>({
        {"деплой", "деплоя"},
        {"деплой", "деплои"},
        {"деплой", "деплою"},
        {"деплой", "деплоем"},
        {"деплой", "ДЕПЛОЯМИ"},
        {"герой", "героев"},
        {"музей", "музея"},
        {"случай", "случаем"},
        {"сервер", "Серверами"},
        {"ёлка", "елки"},
        {"ошибка", "ошибки"},
        {"релиз", "релизы"},
    }));
    INFO(form << " and " << other);
    CHECK(word_of(form) == word_of(other));
}

TEST_CASE("the forms of an English word are one word for search") {
    const auto [form, other] = GENERATE(table<const char*, const char*>({
        {"deploy", "Deployed"},
        {"deploy", "deploys"},
        {"failing", "failed"},
        {"Alice", "alice's"},
        {"Alice", "Alice’s"},
        {"don't", "don’t"},
        {"café", "CAFÉS"},
    }));
    INFO(form << " and " << other);
    CHECK(word_of(form) == word_of(other));
}

TEST_CASE("different words stay different") {
    CHECK(word_of("деплой") != word_of("депозит"));
    CHECK(word_of("бой") != word_of("боль"));
    CHECK(word_of("deploy") != word_of("depot"));
    CHECK(word_of("v2") != word_of("v3"));
}

TEST_CASE("ё, accents, case and width make no difference") {
    CHECK(word_of("ёлка") == word_of("ЕЛКА"));
    CHECK(word_of("за\u0301мок") == word_of("замок"));
    CHECK(word_of("И\u0306од") == word_of("йод"));
    CHECK(word_of("ｄｅｐｌｏｙ") == word_of("deploy"));
    CHECK(word_of("де\u00adплой") == word_of("деплой"));
}

TEST_CASE("C++ and C# are words of their own") {
    CHECK(words_of("C++, c# and C") == Words{"c++", "c#", "and", "c"});
    CHECK(words_of("(g++)") == Words{"g++"});
    CHECK(words_of("a+b a+++b x++y #tag c## 1++") == Words{"a", "b", "a", "b", "x", "y", "tag", "c", "1"});
    CHECK(search_terms("C++").also.empty());
}

TEST_CASE("who is praised is found by name too") {
    const SearchTerms terms = search_terms("@anna++ спасибо");
    REQUIRE(terms.words.size() == 2);
    CHECK(terms.words[0].word == "anna++");
    REQUIRE(terms.also.size() == 1);
    CHECK(terms.also[0].word == word_of("anna"));
}

TEST_CASE("identifiers and addresses are found by their parts") {
    CHECK(words_of("deploy-prod_42") == Words{"deploy", "prod", "42"});
    CHECK(words_of("https://ci.example.com/job/7?x=y") ==
          Words{"https", "ci", word_of("example"), "com", "job", "7", "x", "y"});
    CHECK(words_of("v1.2.3 build7a") == Words{"v1", "2", "3", "build7a"});
    CHECK(words_of("src/main.cpp:42") == Words{"src", "main", "cpp", "42"});
}

TEST_CASE("writing without spaces is taken character by character") {
    CHECK(words_of("部署失败 ok") == Words{"部", "署", "失", "败", "ok"});
}

TEST_CASE("a word knows where it stands in the text") {
    const std::string text = "🚢 Мы «Деплоим» C++-код, don't";
    const SearchTerms terms = search_terms(text);
    Words pieces;
    for (const SearchTerm& term : terms.words) pieces.push_back(piece(text, term));
    CHECK(pieces == Words{"Мы", "Деплоим", "C++", "код", "don't"});
}

TEST_CASE("bytes that are no UTF-8, zeros and endless words do no harm") {
    CHECK(words_of("deploy\xff\xc3 now") == Words{"deploy", "now"});
    CHECK(words_of(std::string_view("a\0b", 3)) == Words{"a", "b"});
    const std::string endless(100'000, 'x');
    CHECK(word_of(endless).size() <= 200);
    CHECK(word_of(endless) == word_of(endless + "y"));
    std::string cyrillic;
    for (int i = 0; i < 1'000; ++i) cyrillic += "ы";
    CHECK(word_of(cyrillic).size() <= 200);
    CHECK(words_of("½ ² ﬁ").size() == 3);
}

TEST_CASE("a query is words, and quoted words that stand together") {
    CHECK(phrases_of("deploy failed") == Phrases{{"deploy"}, {word_of("failed")}});
    CHECK(phrases_of("\"deploy failed\" now") == Phrases{{"deploy", word_of("failed")}, {"now"}});
    CHECK(phrases_of("«ошибка деплоя»") == Phrases{{word_of("ошибка"), word_of("деплой")}});
    CHECK(phrases_of("“one two” „three“") == Phrases{{"one", "two"}, {"three"}});
    CHECK(phrases_of("deploy-prod_42") == Phrases{{"deploy", "prod", "42"}});
    CHECK(phrases_of("before\"in side\"after") == Phrases{{word_of("before")}, {"in", "side"}, {"after"}});
    CHECK(phrases_of("C++") == Phrases{{"c++"}});
    CHECK(phrases_of("same Same \"same\"") == Phrases{{"same"}});
}

TEST_CASE("a quote that nothing closes is no quote") {
    CHECK(phrases_of("\"deploy now") == Phrases{{"deploy"}, {"now"}});
    CHECK(phrases_of("deploy \"") == Phrases{{"deploy"}});
}

TEST_CASE("whatever is no word means nothing") {
    const char* query = GENERATE("", " \t\n", "\"", "\"\"", "\"\"\"", "*", "()", "-", "🚢 👍", "!?;:", "++",
                                 "#", "'", "\xff\xfe", "«»", "^*:\\");
    INFO(query);
    CHECK(parse_search_query(query).empty());
}

TEST_CASE("operators of other languages are plain words") {
    CHECK(phrases_of("AND") == Phrases{{"and"}});
    CHECK(phrases_of("a OR NOT b") == Phrases{{"a"}, {"or"}, {"not"}, {"b"}});
    CHECK(phrases_of("NEAR(deploy, 5)") == Phrases{{"near", "deploy"}, {"5"}});
    CHECK(phrases_of("-x words:y z* ^w") == Phrases{{"x"}, {word_of("words"), "y"}, {"z"}, {"w"}});
}

TEST_CASE("of a very long query the first words count") {
    std::string query;
    for (int i = 0; i < 2'000; ++i) query += "w" + std::to_string(i) + " ";
    CHECK(phrases_of(query).size() == 32);
    const auto one = phrases_of("\"" + query + "\"");
    REQUIRE(one.size() == 1);
    CHECK(one[0].size() == 32);
    CHECK(parse_search_query(std::string(10'000, '"')).empty());
    CHECK(phrases_of(std::string(10'000, 'z')).size() == 1);
}
