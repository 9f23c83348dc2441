#include "tests/unit/messengers/formatting/vectors.hpp"

#include "messengers/formatting/entities.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/split.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

TEST_CASE("Mattermost's Markdown becomes the text and the entities that Telegram stores") {
    const auto list = vectors("mattermost_to_telegram");
    REQUIRE(list.size() == 65);
    for (const auto& vector : list) {
        INFO(vector.at("id").get<std::string>());
        FromMarkdown options;
        if (vector.contains("options")) {
            const auto& given = vector.at("options");
            options.neutralize_mentions = given.value("neutralize_mentions", false);
            const auto users = given.value("users", nlohmann::json::object());
            options.person = [users](std::string_view name) -> std::optional<std::string> {
                const auto user = users.find(std::string(name));
                if (user == users.end()) return std::nullopt;
                return std::to_string(user->get<long>());
            };
        }
        const RichText expected = rich_text(vector);
        const RichText result = from_markdown(vector.at("mattermost").get<std::string>(), options);
        CHECK(result.text == expected.text);
        CHECK(comparable(result.spans) == comparable(expected.spans));
        CHECK(fault(result) == "");
        CHECK(sendable(result) == result.spans);
    }
}

TEST_CASE("Telegram's text and entities become Markdown") {
    const auto list = vectors("telegram_to_mattermost");
    REQUIRE(list.size() == 52);
    for (const auto& vector : list) {
        INFO(vector.at("id").get<std::string>());
        const auto given = vector.value("options", nlohmann::json::object());
        ToMarkdown options;
        options.person = [given](const Span& span, std::string_view text) -> std::optional<std::string> {
            const bool named = span.kind == SpanKind::mention;
            const auto users = given.value(named ? "users" : "users_by_id", nlohmann::json::object());
            const auto user = users.find(named ? std::string(text.substr(1)) : span.value);
            if (user == users.end()) return std::nullopt;
            return user->get<std::string>();
        };
        CHECK(to_markdown(rich_text(vector), options) == vector.at("mattermost").get<std::string>());
    }
}

TEST_CASE("Long texts are cut where it disturbs least") {
    const auto list = vectors("split");
    REQUIRE(list.size() == 16);
    for (const auto& vector : list) {
        INFO(vector.at("id").get<std::string>());
        REQUIRE(vector.at("unit") == "utf16");
        std::vector<RichText> expected;
        for (const auto& part : vector.at("parts")) expected.push_back(rich_text(part));
        CHECK(split(rich_text(vector), vector.at("limit"), Unit::utf16) == expected);
    }
}
