// What the simulated server makes of texts: markup, entities, and those that it finds by itself.
#include "tests/contract/telegram_stage.hpp"

#include <algorithm>
#include <fstream>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

json load_texts(const char* section) {
    std::ifstream file(std::string(MOSTIK_FIXTURES) + "/telegram/texts.json");
    REQUIRE(file);
    return json::parse(file).at(section);
}

// Without what the fixtures leave out: names of mentioned users.
std::vector<std::string> lines(const json& entities) {
    std::vector<std::string> result;
    for (auto entity : entities) {
        if (entity.contains("user")) entity["user"] = entity["user"]["id"];
        result.push_back(entity.dump());
    }
    std::sort(result.begin(), result.end());
    return result;
}

json entities_of(const ordered_json& message) {
    return message.contains("entities") ? json(message["entities"]) : json::array();
}

}  // namespace

TEST_CASE("texts are stored normalized") {
    TelegramStage stage;
    for (const auto& row : load_texts("normalization")) {
        const auto message = stage.result(
            "sendMessage",
            {{"chat_id", stage.alice}, {"text", row["input"]}, {"parse_mode", row["parse_mode"]}});
        INFO(row["id"] << " " << row["note"] << ": " << message.dump());
        CHECK(message["text"] == row["text"].get<std::string>());
        CHECK(lines(entities_of(message)) == lines(row["entities"]));
    }
}

TEST_CASE("HTML becomes entities") {
    TelegramStage stage;
    for (const auto& row : load_texts("html")) {
        const auto message = stage.result(
            "sendMessage", {{"chat_id", stage.alice}, {"text", row["html"]}, {"parse_mode", "html"}});
        auto expected = row["entities"];
        if (row.contains("auto_entities")) {
            for (const auto& entity : row["auto_entities"]) expected.push_back(entity);
        }
        INFO(row["id"] << ": " << message.dump());
        CHECK(message["text"] == row["text"].get<std::string>());
        CHECK(lines(entities_of(message)) == lines(expected));
    }
}

TEST_CASE("wrong markup is refused") {
    TelegramStage stage;
    for (const auto& row : load_texts("parse_errors")) {
        const auto answer =
            stage.call("sendMessage",
                       {{"chat_id", stage.alice}, {"text", row["input"]}, {"parse_mode", row["parse_mode"]}});
        INFO(row["id"] << " " << row["input"]);
        CHECK(answer.status == 400);
        CHECK(json::parse(answer.body)["description"] == row["description"]);
    }
}

TEST_CASE("the old Markdown is not known, and says so") {
    TelegramStage stage;
    const auto answer =
        stage.call("sendMessage", {{"chat_id", stage.alice}, {"text", "*x*"}, {"parse_mode", "Markdown"}});
    CHECK(answer.status == 501);
}

TEST_CASE("entities are found without being given") {
    TelegramStage stage;
    const auto message =
        stage.result("sendMessage", {{"chat_id", stage.alice},
                                     {"text",
                                      "@alice_novak see https://example.com/a?b=1, (example.com) README.md "
                                      "#tag $USD /cmd@bot a@b.example "
                                      "+12025550143 1.5 e.g. #1"}});
    std::vector<std::string> kinds;
    for (const auto& entity : message["entities"]) kinds.push_back(entity["type"]);
    CHECK(kinds == std::vector<std::string>{"mention", "url", "url", "url", "hashtag", "cashtag",
                                            "bot_command", "email", "phone_number"});
    CHECK(message["entities"][1] == ordered_json({{"offset", 17}, {"length", 25}, {"type", "url"}}));
}

TEST_CASE("given entities hold others as told") {
    TelegramStage stage;
    const auto entity = [](const char* type, int offset, int length) {
        return json{{"type", type}, {"offset", offset}, {"length", length}};
    };
    // "😀 bold both" with a bold that begins before and holds the italic; automatic kinds are passed over.
    const auto message = stage.result(
        "sendMessage", {{"chat_id", stage.alice},
                        {"text", "😀 bold both bold  "},
                        {"entities",
                         {entity("italic", 8, 4),
                          entity("bold", 3, 14),
                          entity("url", 0, 2),
                          {{"type", "text_mention"}, {"offset", 3}, {"length", 4}, {"user", {{"id", 1}}}}}}});
    CHECK(message["text"] == "😀 bold both bold");
    CHECK(lines(entities_of(message)) ==
          lines({entity("bold", 3, 5), entity("bold", 8, 9), entity("italic", 8, 4)}));
    CHECK(message["entities"][0].dump() == R"({"offset":3,"length":5,"type":"bold"})");
}

TEST_CASE("lengths are counted in code points after parsing") {
    TelegramStage stage;
    std::string emoji;
    for (int index = 0; index < 4096; ++index) emoji += "😀";
    const auto send = [&](const std::string& text) {
        return stage.call("sendMessage", {{"chat_id", stage.alice}, {"text", text}, {"parse_mode", "HTML"}})
            .status;
    };
    CHECK(send(emoji) == 200);
    CHECK(send("<b>" + emoji + "</b>  \n") == 200);
    CHECK(send(emoji + "x") == 400);
}

TEST_CASE("only the first 100 given entities count, and dates are known") {
    TelegramStage stage;
    std::string html;
    for (int index = 0; index < 150; ++index) html += "<b>x</b> ";
    const auto many =
        stage.result("sendMessage", {{"chat_id", stage.alice}, {"text", html}, {"parse_mode", "HTML"}});
    CHECK(many["entities"].size() == 100);
    const auto dated =
        stage.result("sendMessage", {{"chat_id", stage.alice},
                                     {"text", "<tg-time unix=\"1793000000\" format=\"wDT\">then</tg-time>"},
                                     {"parse_mode", "HTML"}});
    CHECK(dated["entities"][0] == ordered_json({{"offset", 0},
                                                {"length", 4},
                                                {"type", "date_time"},
                                                {"unix_time", 1793000000},
                                                {"date_time_format", "wDT"}}));
}
