// What openapi.yaml says of a message's fields is what the code accepts: both judge the same values.
#include "tests/service/api_scene.hpp"
#include "tests/service/openapi_document.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using nlohmann::json;

/// A value for a field, and what it is, for people.
struct Trial {
    std::string name;
    json message;
};

std::string bytes_in_base64(std::size_t characters) {
    const std::string padding = characters < 4 ? "" : "==";
    return std::string(characters - padding.size(), 'A') + padding;
}

/// What the schema cannot say: a text of these fields has to name something that is there. The others take
/// any.
std::string text_for(const std::string& field, std::size_t length) {
    if (field == "sender") return "TG";
    if (field == "template") return "plain";
    if (field == "to") return "telegram:1001";
    if (field == "not_before") return "2099-01-01T00:00:00Z";
    if (field == "not_after") return "2099-12-31T00:00:00Z";
    if (field == "content") return bytes_in_base64(length);
    return std::string(length, 'k');
}

bool takes_any_text(const std::string& field) {
    return text_for(field, 1) != text_for(field, 8);
}

json address(std::size_t number) {
    return "telegram:" + std::to_string(1'000 + number);
}

json item_for(const std::string& field, std::size_t number) {
    if (field == "to") return address(number);
    return {{"name", "a" + std::to_string(number)}, {"content", "QQ=="}};
}

/// Everything that could make a difference to a field: each type, and sizes around the schema's limits and
/// others that it may have lost.
std::vector<json> values_for(const std::string& field, const json& schema) {
    std::vector<json> values = {nullptr,   true, -1000000,      1000000,
                                0.5,       0,    json::array(), json::object(),
                                {nullptr}, {1},  {{{"no", 1}}}, json::array({json::array()})};
    std::vector<std::int64_t> sizes = {1,   4,   8,   35,  36,     100,    101,    104,
                                       255, 256, 257, 300, 50'000, 50'001, 100'000};
    std::vector<std::int64_t> counts = {1, 2, 10, 11, 100, 1'000, 1'001};
    std::vector<std::int64_t> numbers = {-100, -10, -1, 1, 10, 100};
    std::vector<json> words = {"nonsense"};
    json variants = schema.value("oneOf", json::array());
    variants.push_back(schema);
    for (const json& each : variants) {
        for (const int beside : {-1, 0, 1}) {
            for (const char* const limit : {"minLength", "maxLength"})
                if (each.contains(limit)) sizes.push_back(each.at(limit).get<std::int64_t>() + beside);
            for (const char* const limit : {"minItems", "maxItems"})
                if (each.contains(limit)) counts.push_back(each.at(limit).get<std::int64_t>() + beside);
            for (const char* const limit : {"minimum", "maximum"})
                if (each.contains(limit)) numbers.push_back(each.at(limit).get<std::int64_t>() + beside);
        }
        for (const json& word : each.value("enum", json::array())) words.push_back(word);
    }
    if (!takes_any_text(field)) sizes = {1};
    for (const std::int64_t size : sizes) {
        // Base64 has four characters at a time, or none.
        const bool whole = field != "content" || size % 4 == 0;
        if (size >= 0 && whole) values.emplace_back(text_for(field, static_cast<std::size_t>(size)));
    }
    if (schema.contains("enum") || field == "not_before" || field == "not_after")
        values.insert(values.end(), words.begin(), words.end());
    if (field == "to" || field == "attachments") {
        for (const std::int64_t count : counts) {
            json list = json::array();
            for (std::int64_t i = 0; i < count; ++i)
                list.push_back(item_for(field, static_cast<std::size_t>(i)));
            values.push_back(std::move(list));
        }
    }
    values.insert(values.end(), numbers.begin(), numbers.end());
    return values;
}

/// A message that is right, and stays so whatever right value the field gets.
json message_around(const std::string& field) {
    json message = {{"sender", "TG"}, {"not_before", "2099-01-01T00:00:00Z"}};
    if (field == "data" || field == "locale") {
        message["template"] = "plain";
        return message;
    }
    message["attachments"] = {{{"name", "a"}, {"content", "QQ=="}}};
    if (field == "template") return message;
    message["title"] = "title";
    message["body"] = "body";
    if (field == "sender") message["to"] = address(1);
    return message;
}

std::vector<Trial> trials(const json& schema) {
    std::vector<Trial> all;
    for (const auto& [field, property] : schema.at("properties").items()) {
        for (const json& value : values_for(field, property)) {
            json message = message_around(field);
            message[field] = value;
            all.push_back({field + " " + value.dump().substr(0, 60), std::move(message)});
        }
        json without = message_around(field);
        without.erase(field);
        all.push_back({field + " left out", std::move(without)});
    }
    const json& file = schema.at("properties").at("attachments").at("items");
    for (const auto& [field, property] : file.at("properties").items()) {
        json whole = {{"name", "a"}, {"mime_type", "text/plain"}, {"content", "QQ=="}};
        const auto add = [&all, path = "attachments/" + field](const std::string& name,
                                                               const json& attachment) {
            json message = message_around("body");
            message["attachments"] = json::array({attachment});
            all.push_back({path + " " + name, std::move(message)});
        };
        for (const json& value : values_for(field, property)) {
            json attachment = whole;
            attachment[field] = value;
            add(value.dump().substr(0, 60), attachment);
        }
        whole.erase(field);
        add("left out", whole);
    }
    for (const char* const unknown : {"no_such", "Body", ""}) {
        json message = message_around("body");
        message[unknown] = "x";
        all.push_back({std::string("unknown ") + unknown, message});
        message.erase(unknown);
        message["attachments"][0][unknown] = "x";
        all.push_back({std::string("unknown attachments/") + unknown, message});
    }
    for (const json& odd : {json(nullptr), json(1), json("text"), json::array(), json(true)})
        all.push_back({odd.dump(), odd});
    return all;
}

}  // namespace

TEST_CASE("a message that fits the API's description is accepted, and any other is refused") {
    ApiScene scene({}, "  templates: {plain: {body: \"hello\"}}\n");
    BotInProcess bot(scene.scene.mattermost.folder.path(), scene.config());
    REQUIRE(scene.scene.wait_until_ready());
    const OpenApiDocument document;
    const json& schema = document.schema("MessageRequest");
    const std::vector<Trial> all = trials(schema);
    std::size_t fitting = 0;
    constexpr std::size_t at_once = 100;
    for (std::size_t first = 0; first < all.size(); first += at_once) {
        json batch = {{"messages", json::array()}};
        const std::size_t end = std::min(first + at_once, all.size());
        for (std::size_t i = first; i < end; ++i) batch["messages"].push_back(all[i].message);
        const ApiAnswer answer = scene.call("POST", "/api/v1/messages/batch", batch);
        REQUIRE(answer.status == 207);
        for (std::size_t i = first; i < end; ++i) {
            const json& result = answer.body.at("results").at(i - first);
            INFO(all[i].name << ": " << result.dump().substr(0, 500));
            const std::string wrong = misfit(schema, all[i].message);
            INFO("the description: " << wrong);
            fitting += wrong.empty() ? 1 : 0;
            CHECK(result.at("status") == (wrong.empty() ? 202 : 422));
        }
    }
    CHECK(fitting > 60);
    CHECK(fitting < all.size() - 100);
}

TEST_CASE("a batch has as many messages as the API's description says") {
    ApiScene scene;
    BotInProcess bot(scene.scene.mattermost.folder.path(), scene.config());
    REQUIRE(scene.scene.wait_until_ready());
    const OpenApiDocument document;
    const json& schema = document.operation("POST /api/v1/messages/batch").request_schema();
    const json& list = schema.at("properties").at("messages");
    const int least = list.at("minItems");
    const int most = list.at("maxItems");
    for (const int count : {least - 1, least, most, most + 1}) {
        json batch = {{"messages", json::array()}};
        for (int i = 0; i < count; ++i)
            batch["messages"].push_back(
                {{"sender", "TG"}, {"body", "x"}, {"not_before", "2099-01-01T00:00:00Z"}});
        CAPTURE(count);
        const bool fits = count >= least && count <= most;
        CHECK(scene.call("POST", "/api/v1/messages/batch", batch).status == (fits ? 202 : 422));
    }
    const json message = {{"sender", "TG"}, {"body", "x"}};
    CHECK(scene.call("POST", "/api/v1/messages/batch", {{"messages", {message}}, {"more", 1}}).status == 422);
}

}  // namespace mostik::service_tests
