#include "bot/api/request_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::bot::api {

namespace {

std::string refusal(const std::string& body) {
    const auto read = read_json(body);
    return read ? "" : read.error().message;
}

}  // namespace

TEST_CASE("a body is JSON in UTF-8") {
    REQUIRE(read_json(R"({"a": [1, {"a": "б"}], "b": {"a": null}})"));
    CHECK((*read_json(R"({"a": [1, {"a": "б"}]})"))["a"][1]["a"] == "б");
    for (const std::string& body :
         {std::string{}, std::string("{"), std::string("nonsense"), std::string(R"({"a": 1} x)"),
          std::string("\"\xff\""), std::string("\"\xc3\""), std::string("\"\xed\xa0\x80\""),
          std::string("[01]"), std::string("\"a\nb\""), std::string(1, '\0'), std::string(R"({'a': 1})"),
          std::string("[NaN]")}) {
        INFO(body);
        CHECK_FALSE(refusal(body).empty());
    }
    CHECK(refusal("[1e999]").find("too large") != std::string::npos);
}

TEST_CASE("what is nested deeply is refused, however deeply") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(read_json(nested(16)));
    CHECK(refusal(nested(17)).find("deeper") != std::string::npos);
    CHECK_FALSE(refusal(nested(5'000'000)).empty());
    CHECK_FALSE(refusal(std::string(5'000'000, '[')).empty());
}

TEST_CASE("what has very many values is refused while it is read") {
    const auto list = [](std::size_t values) {
        std::string text = "[0";
        for (std::size_t i = 1; i < values; ++i) text += ",0";
        return text + "]";
    };
    CHECK(read_json(list(199'999)));  // and the list itself
    CHECK(refusal(list(200'000)).find("more than 200000 values") != std::string::npos);
    CHECK(refusal("{\"messages\":" + list(5'000'000) + "}").find("values") != std::string::npos);
    std::string objects = "[{}";
    for (int i = 2; i < 200'000; ++i) objects += ",{}";
    CHECK(read_json(objects + "]"));  // in a moment
    objects += ",{}";
    CHECK(refusal(objects + "]").find("values") != std::string::npos);
}

TEST_CASE("a member that stands there twice is refused") {
    CHECK(refusal(R"({"to": "a", "body": "x", "to": "b"})") == "the member \"to\" stands there twice");
    CHECK(refusal(R"([{"a": 1}, {"a": {"b": 1, "b": 2}}])") == "the member \"b\" stands there twice");
    CHECK(refusal(R"([{"a": 1}, {"a": 2}])").empty());
}

}  // namespace mostik::bot::api
