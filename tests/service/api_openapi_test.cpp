// openapi.yaml says what the API does: no more, and no less.
#include "bot/api/keys.hpp"
#include "bot/api/routes.hpp"
#include "bot/notifications/request.hpp"
#include "storage/outbox.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/tickets.hpp"
#include "tests/service/openapi_scene.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using nlohmann::json;
using Names = std::set<std::string>;
using Operation = OpenApiDocument::Operation;

/// The table of the running bot, "GET /health_check", less the pages that show the document and itself.
Names routes_of_the_bot() {
    const storage::testing::ScratchFolder folder;
    boost::asio::io_context io;
    const auto database =
        storage::sqlite::open(folder.path() / "mostik.db", storage::sqlite::Access::service);
    const core::SystemClock clock;
    bot::Pipeline pipeline(io.get_executor(), *database, nullptr, clock, {});
    bot::api::Access access({});
    const bot::api::Parts parts{pipeline, *database, clock, access, {}, {}, {}, {}, {}, {}};
    Names names;
    for (const core::net::HttpRoute& route : bot::api::routes(parts)) {
        const bool page =
            route.path == "/openapi.yaml" || route.path == "/docs" || route.path.starts_with("/docs/");
        if (!page) names.insert(route.method + " " + route.path);
    }
    return names;
}

Names names_of(const json& object) {
    Names names;
    for (const auto& [name, value] : object.items()) names.insert(name);
    return names;
}

Names names_in_path(const std::string& path) {
    Names names;
    for (std::size_t at = 0; (at = path.find('{', at)) != std::string::npos; ++at)
        names.insert(path.substr(at + 1, path.find('}', at) - at - 1));
    return names;
}

Names words_of(const json& list) {
    return list.get<Names>();
}

/// The words in "…expected one of a, b, c".
Names expected_words(const std::string& detail) {
    const std::string before = "expected one of ";
    REQUIRE(detail.find(before) != std::string::npos);
    Names words;
    for (std::size_t at = detail.find(before) + before.size(); at < detail.size();) {
        const std::size_t end = std::min(detail.find(", ", at), detail.size());
        words.insert(detail.substr(at, end - at));
        at = end + 2;
    }
    return words;
}

/// All words of an enumeration of the code: from zero on, until one has no name.
template <class Enumeration>
Names words_of_code() {
    Names words;
    for (int value = 0; value < 100; ++value) {
        const auto word = to_string(static_cast<Enumeration>(value));
        if (word == "unknown" || words.contains(std::string(word))) break;
        words.insert(std::string(word));
    }
    return words;
}

}  // namespace

TEST_CASE("the API's description has every route, and no other") {
    const OpenApiDocument document;
    Names described;
    for (const Operation& operation : document.operations()) described.insert(operation.name());
    CHECK(described == routes_of_the_bot());
}

TEST_CASE("the API's description names the scope that each operation needs") {
    const OpenApiDocument document;
    Names with_keys;
    for (const bot::api::ApiRoute& route : bot::api::api_routes()) {
        const Operation& operation =
            document.operation(std::string(route.method) + " " + std::string(route.path));
        CAPTURE(operation.name());
        const std::string words = operation.content.at("description");
        const std::string scope(route.scope);
        CHECK_THAT(words, Catch::EndsWith(scope.empty() ? "Any key will do." : "Scope: `" + scope + "`.") ||
                              Catch::EndsWith("Scope: `" + scope + "`.\n"));
        CHECK(operation.content.at("security") == json::parse(R"([{"bearer": []}, {"apiKey": []}])"));
        with_keys.insert(operation.name());
    }
    for (const Operation& operation : document.operations()) {
        CAPTURE(operation.name());
        if (!with_keys.contains(operation.name())) CHECK(operation.content.at("security").empty());
        CHECK(operation.content.contains("operationId"));
        CHECK(operation.content.contains("summary"));
    }
}

TEST_CASE("the API's description has the fields of a message that the code reads") {
    const OpenApiDocument document;
    const auto& fields = bot::notification_fields();
    CHECK(names_of(document.schema("MessageRequest").at("properties")) ==
          Names(fields.begin(), fields.end()));
    CHECK(document.schema("MessageRequest").at("additionalProperties") == false);
    const json& single = document.operation("POST /api/v1/messages").request_schema();
    const json& batch = document.operation("POST /api/v1/messages/batch").request_schema();
    CHECK(single.at("properties") == document.schema("MessageRequest").at("properties"));
    CHECK(batch.at("properties").at("messages").at("items") == single);
}

TEST_CASE("the API's description has the states that the code knows") {
    const OpenApiDocument document;
    CHECK(words_of(document.schema("MessageState").at("enum")) == words_of_code<storage::OutboxState>());
    CHECK(words_of(document.schema("TicketState").at("enum")) == words_of_code<storage::TicketState>());
    const Names operations = words_of(document.schema("Message").at("properties").at("operation").at("enum"));
    Names of_code;
    for (int value = 0; value <= static_cast<int>(core::Operation::answer_callback); ++value)
        of_code.insert(std::string(to_string(static_cast<core::Operation>(value))));
    CHECK(operations == of_code);
}

TEST_CASE("the API's description refers to parameters as its paths have them") {
    const OpenApiDocument document;
    for (const Operation& operation : document.operations()) {
        CAPTURE(operation.name());
        Names named;
        for (const json& parameter : operation.parameters("path")) {
            CHECK(parameter.at("required") == true);
            named.insert(parameter.at("name"));
        }
        CHECK(named == names_in_path(operation.path));
    }
}

TEST_CASE("answers of the API's description fit its own schemas") {
    const OpenApiDocument document;
    int examples = 0;
    const auto check = [&](const json& content, const std::string& where) {
        CAPTURE(where);
        json values = json::array();
        if (content.contains("example")) values.push_back(content.at("example"));
        for (const json& each : content.value("examples", json::object())) values.push_back(each.at("value"));
        for (const json& value : values) {
            ++examples;
            CHECK(misfit(content.at("schema"), value) == "");
        }
    };
    for (const Operation& operation : document.operations()) {
        for (const json& response : operation.content.at("responses")) {
            for (const json& content : response.at("content")) check(content, operation.name());
        }
        for (const json& parameter : operation.content.value("parameters", json::array()))
            check(parameter, operation.name());
        if (!operation.request_schema().is_null())
            check(operation.content.at("requestBody").at("content").at("application/json"), operation.name());
    }
    CHECK(examples >= 9);
}

TEST_CASE("requests of the API's description are accepted as they stand there") {
    AnswerJudge judge;
    OpenApiScene scene(judge);
    int sent = 0;
    for (const Operation& operation : judge.document.operations()) {
        if (operation.request_schema().is_null()) continue;
        const json& content = operation.content.at("requestBody").at("content").at("application/json");
        for (const json& example : content.at("examples")) {
            CAPTURE(operation.name(), example.dump());
            const ApiAnswer answer = scene.ask(operation.name(), operation.path, example.at("value"));
            CHECK(answer.status == 202);
            ++sent;
        }
    }
    CHECK(sent >= 5);
}

TEST_CASE("parameters of the API's description are those that the code takes, with the same limits") {
    AnswerJudge judge;
    OpenApiScene scene(judge);
    for (const Operation& operation : judge.document.operations()) {
        const std::vector<json> parameters = operation.parameters("query");
        if (parameters.empty()) continue;
        std::string required = "?";
        Names known;
        for (const json& parameter : parameters) {
            known.insert(parameter.at("name"));
            if (parameter.value("required", false))
                required += parameter.at("name").get<std::string>() + "=words&";
        }
        const auto ask = [&](const std::string& more) {
            CAPTURE(operation.name(), more);
            return scene.ask(operation.name(), operation.path + required + more);
        };
        const ApiAnswer unknown = ask("no_such=1");
        REQUIRE(unknown.status == 422);
        CHECK(unknown.body.at("errors").at(0).at("parameter") == "no_such");
        CHECK(expected_words(unknown.body.at("errors").at(0).at("detail")) == known);
        if (required != "?") CHECK(scene.ask(operation.name(), operation.path).status == 422);

        for (const json& parameter : parameters) {
            if (parameter.value("required", false)) continue;
            const json& schema = parameter.at("schema");
            const std::string name = parameter.at("name");
            const auto status = [&](const std::string& value) { return ask(name + "=" + value).status; };
            CAPTURE(operation.name(), name);
            if (schema.contains("enum")) {
                for (const std::string word : schema.at("enum")) CHECK(status(word) == 200);
                const ApiAnswer wrong = ask(name + "=nonsense");
                CHECK(wrong.status == 422);
                CHECK(expected_words(wrong.body.at("errors").at(0).at("detail")) ==
                      words_of(schema.at("enum")));
            } else if (schema.at("type") == "integer") {
                const int least = schema.at("minimum");
                const int most = schema.at("maximum");
                CHECK(status(std::to_string(least)) == 200);
                CHECK(status(std::to_string(most)) == 200);
                CHECK(status(std::to_string(least - 1)) == 422);
                CHECK(status(std::to_string(most + 1)) == 422);
                CHECK(status("one") == 422);
            } else if (schema.at("type") == "boolean") {
                CHECK(status("true") == 200);
                CHECK(status("false") == 200);
                CHECK(status("yes") == 422);
            } else if (schema.value("format", "") == "date-time") {
                CHECK(status("2026-01-31T12:00:00Z") == 200);
                CHECK(status("yesterday") == 422);
            } else {
                CHECK(status(parameter.value("example", "7")) == 200);
            }
        }
    }
}

TEST_CASE("a page is as long as the API's description says where nothing is asked for") {
    AnswerJudge judge;
    OpenApiScene scene(judge);
    const Operation& list = judge.document.operation("GET /api/v1/messages");
    json batch;
    for (int i = 0; i < 60; ++i)
        batch["messages"].push_back(
            {{"sender", "TG"}, {"body", "later"}, {"not_before", "2099-01-01T00:00:00Z"}});
    REQUIRE(scene.ask("POST /api/v1/messages/batch", "/api/v1/messages/batch", batch).status == 202);
    for (const json& parameter : list.parameters("query")) {
        if (parameter.at("name") != "limit") continue;
        const ApiAnswer page = scene.ask(list.name(), list.path);
        CHECK(page.body.at("messages").size() == parameter.at("schema").at("default"));
        CHECK_FALSE(page.body.at("next_cursor").is_null());
    }
}

}  // namespace mostik::service_tests
