// Requests that are repeated, and whose messages they are.
#include "tests/service/api_scene.hpp"

#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

const std::string with_template = "  templates: {deployed: {body: \"{{service}} is deployed\"}}\n";
const std::string far_away = "2099-01-01T00:00:00Z";

/// A header with one of the keys below.
contract::Headers bearer(const std::string& key) {
    return {{"Authorization", "Bearer " + key}};
}
const std::string billing = "billing-billing-billing";
const std::string shop = "shop-shop-shop-shop";
const std::string boss = "boss-boss-boss-boss";

std::string keys() {
    const auto row = [](const std::string& name, const std::string& key, const std::string& scopes) {
        return "{name: " + name + ", key: " + key + ", scopes: [" + scopes + "], rate: 1000/s}";
    };
    return "[" + row("billing", billing, "\"messages:send\"") + ", " +
           row("shop", shop, "\"messages:send\", \"messages:read\"") + ", " + row("boss", boss, "admin") +
           "]";
}

}  // namespace

TEST_CASE("a repetition is answered as the first time, although it would be wrong by now") {
    ApiScene api({}, with_template);
    BotInProcess bot(api.scene.mattermost.folder.path(), api.config());
    REQUIRE(api.scene.wait_until_ready());
    const json message = {{"sender", "TG"},
                          {"template", "deployed"},
                          {"data", {{"service", "billing"}}},
                          {"idempotency_key", "k"}};
    const ApiAnswer first = api.call("POST", "/api/v1/messages", message);
    REQUIRE(first.status == 202);
    REQUIRE(api.telegram_says({"billing is deployed"}));

    std::string text = api.config();
    text.erase(text.find(with_template), with_template.size());
    std::ofstream(api.scene.mattermost.folder.path() / "config.yaml") << text;
    REQUIRE(api.scene.mattermost.log.wait_for("config.yaml: applied"));
    json fresh = message;
    fresh["idempotency_key"] = "other";
    REQUIRE(api.call("POST", "/api/v1/messages", fresh).status == 422);

    const ApiAnswer again = api.call("POST", "/api/v1/messages", message);
    CHECK(again.status == 202);
    CHECK(again.body == first.body);
    // Only what was taken stands in the log as an event.
    CHECK(api.scene.mattermost.log.count("event_id=notifications/notification/local/k") == 1);
    json changed = message;
    changed["data"]["service"] = "shop";
    CHECK(api.call("POST", "/api/v1/messages", changed).status == 409);
    json keyless = message;
    keyless.erase("idempotency_key");
    CHECK(api.call("POST", "/api/v1/messages", keyless).status == 422);
    CHECK(api.call("POST", "/api/v1/messages", keyless, {{"Idempotency-Key", "k"}}).body == first.body);

    const json batch = {{"messages", {fresh, message, {{"sender", "TG"}, {"body", "new"}}, changed}}};
    const ApiAnswer answer = api.call("POST", "/api/v1/messages/batch", batch);
    CHECK(answer.status == 207);
    std::vector<int> statuses;
    for (const json& result : answer.body.at("results")) statuses.push_back(result.at("status"));
    CHECK(statuses == std::vector<int>{422, 202, 202, 409});
    CHECK(answer.body.at("results")[1].at("messages") == first.body.at("messages"));
    CHECK(api.telegram_says({"billing is deployed", "new"}));
}

TEST_CASE("a header with a key says one") {
    ApiScene api;
    BotInProcess bot(api.scene.mattermost.folder.path(), api.config());
    REQUIRE(api.scene.wait_until_ready());
    const json message = {{"sender", "TG"}, {"body", "x"}, {"not_before", far_away}};
    CHECK(api.call("POST", "/api/v1/messages", message, {{"Idempotency-Key", ""}}).status == 422);
    CHECK(api.call("POST", "/api/v1/messages", message, {{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}})
              .status == 400);
    CHECK(api.call("POST", "/api/v1/messages", message, {{"Idempotency-Key", "a"}}).status == 202);
}

TEST_CASE("whoever handed a message in decides about it, and an admin") {
    ApiScene api(keys());
    BotInProcess bot(api.scene.mattermost.folder.path(), api.config());
    REQUIRE(api.scene.wait_until_ready());
    const json message = {{"sender", "TG"}, {"body", "secret"}, {"not_before", far_away}};
    const auto hand_in = [&](const std::string& key) {
        const ApiAnswer answer = api.call("POST", "/api/v1/messages", message, bearer(key));
        REQUIRE(answer.status == 202);
        return "/api/v1/messages/" +
               std::to_string(answer.body.at("messages")[0].at("id").get<std::int64_t>());
    };
    const std::string of_billing = hand_in(billing);
    const std::string of_shop = hand_in(shop);
    CHECK(api.call("GET", of_billing, nullptr, bearer(billing)).status == 403);
    CHECK(api.call("GET", of_billing, nullptr, bearer(shop)).status == 200);
    const ApiAnswer refused = api.call("POST", of_billing + "/cancel", nullptr, bearer(shop));
    CHECK(refused.status == 403);
    CHECK(api.call("GET", of_billing, nullptr, bearer(shop)).body.at("state") == "queued");
    const ApiAnswer cancelled = api.call("POST", of_billing + "/cancel", nullptr, bearer(billing));
    CHECK(cancelled.status == 200);
    // Who may only send learns nothing more.
    CHECK(cancelled.body == json{{"id", api.call("GET", of_billing, nullptr, bearer(boss)).body.at("id")},
                                 {"state", "cancelled"}});
    CHECK(api.call("POST", of_shop + "/retry", nullptr, bearer(billing)).status == 403);
    CHECK(api.call("POST", of_shop + "/cancel", nullptr, bearer(boss)).status == 200);
    CHECK(api.scene.mattermost.log.wait_for("taken back by the API key billing"));
}

TEST_CASE("what would be too much with all its addresses is refused as a whole") {
    ApiScene api;
    bot::ServiceTiming timing = quick();
    timing.pipeline_queue_bytes = 200'000;
    BotInProcess bot(api.scene.mattermost.folder.path(), api.config(), timing);
    REQUIRE(api.scene.wait_until_ready());
    json message = {{"sender", "quiet"}, {"body", std::string(2'000, 'x')}, {"not_before", far_away}};
    for (int i = 0; i < 100; ++i) message["to"].push_back(std::to_string(1'000 + i));
    CHECK(api.call("POST", "/api/v1/messages", message).status == 413);
    CHECK(api.call("POST", "/api/v1/messages/batch", {{"messages", {message}}}).status == 413);
    CHECK(api.call("GET", "/api/v1/messages").body.at("messages").empty());
    message["to"] = {"1001", "1002"};
    CHECK(api.call("POST", "/api/v1/messages", message).status == 202);
}

TEST_CASE("mostik send beside the running service, and its outcome") {
    ApiScene api;
    const std::string config = api.write_config().string();
    BotProcess bot({"run", "--config", config}, api.scene.environment());
    REQUIRE(bot.wait_for_output("http: listening on"));
    std::string output;
    const auto send = [&](Strings more) {
        Strings arguments = {"send", "--config", config, "--wait", "30"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_mostik(arguments, api.scene.environment(), output);
    };
    CHECK(send({"--sender", "TG", "--title", "Backup", "it is done"}) == 0);
    CHECK_THAT(output, Catch::Contains("message 1 to " + api.chat() + ": delivered"));
    CHECK(api.telegram_says({"Backup\nit is done"}));
    CHECK(send({"--to", "telegram:424242", "nobody is there"}) == 1);
    CHECK_THAT(output, Catch::Contains("message 2 to telegram:424242: failed: "));

    // --wait without a number, also where a text follows that is none.
    const auto wait = [&](Strings more) {
        more.insert(more.begin(), {"send", "--config", config, "--sender", "TG"});
        return run_mostik(more, api.scene.environment(), output);
    };
    CHECK(wait({"one", "--wait"}) == 0);
    CHECK_THAT(output, Catch::Contains("delivered"));
    CHECK(wait({"--wait", "42 disks are full"}) == 0);
    CHECK_THAT(output, Catch::Contains("delivered"));
    CHECK(wait({"--wait=20", "three"}) == 0);
    CHECK(wait({"--wait", "soon", "four"}) == 2);
    CHECK_THAT(output, Catch::Contains("expected a number of seconds"));
    CHECK(wait({"-", "five"}) == 2);
    CHECK(api.telegram_says({"Backup\nit is done", "one", "42 disks are full", "three"}));
}

}  // namespace mostik::service_tests
