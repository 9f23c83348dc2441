// Notifications over HTTP, from the request to the message in Telegram.
#include "tests/service/api_scene.hpp"

#include <csignal>
#include <set>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Strings = std::vector<std::string>;

/// The scene with a bot that runs.
struct Api : ApiScene {
    explicit Api(const std::string& notifications = {})
        : ApiScene({}, notifications), bot(scene.mattermost.folder.path(), config()) {
        REQUIRE(scene.wait_until_ready());
    }
    BotInProcess bot;
};

std::string pointer_of(const ApiAnswer& answer) {
    return answer.body.at("errors").at(0).at("pointer");
}

}  // namespace

TEST_CASE("a message is handed in, delivered, and its history told") {
    Api api;
    const auto ids = api.send({{"sender", "TG"}, {"title", "Backup *1*"}, {"body", "_disk_ is full"}});
    REQUIRE(ids.size() == 1);
    CHECK(api.telegram_says({"Backup *1*\n_disk_ is full"}));
    REQUIRE(api.wait_for_state(ids[0], "delivered"));
    const ApiAnswer answer = api.call("GET", "/api/v1/messages/" + std::to_string(ids[0]));
    CHECK(answer.body.at("to") == api.chat());
    CHECK(answer.body.at("title") == "Backup *1*");
    CHECK(answer.body.at("body") == "_disk_ is full");
    CHECK(answer.body.at("format") == "text");
    CHECK(answer.body.at("notification") == true);
    CHECK(answer.body.at("history").size() == 1);
    CHECK(answer.body.at("history")[0].at("outcome") == "delivered");
    CHECK_FALSE(answer.body.at("remote_id").get<std::string>().empty());
}

TEST_CASE("Markdown is shown as such, in both messengers") {
    Api api;
    api.send({{"to", {api.chat(), "mattermost:dev/ops"}},
              {"title", "T"},
              {"body", "**bold** @alice"},
              {"format", "markdown"}});
    CHECK(api.telegram_says({"T\nbold @alice"}));
    const auto post = api.scene.copy_in_mattermost("**T**\n**bold** @alice");
    CHECK(post);
}

TEST_CASE("a list of addresses is a message each") {
    Api api;
    const auto other = api.scene.telegram.add_supergroup("Other", {api.scene.anna});
    const std::string second = "telegram:" + std::to_string(other);
    const auto ids = api.send({{"to", {api.chat(), second, api.chat()}}, {"body", "hello"}});
    REQUIRE(ids.size() == 2);
    CHECK(api.telegram_says({"hello"}));
    for (const auto id : ids) CHECK(api.wait_for_state(id, "delivered"));
}

TEST_CASE("files are sent along, and a failure does not lose them") {
    Api api;
    api.scene.telegram.inject(tg::flood("sendDocument", 1));
    const auto ids = api.send({{"sender", "TG"},
                               {"body", "report"},
                               {"attachments", {{{"name", "a.txt"}, {"content", "aGVsbG8="}}}}});
    REQUIRE(api.wait_for_state(ids[0], "delivered"));
    const auto message = api.scene.telegram.wait_for_message(
        api.scene.group, [](const tg::Message& each) { return each.by_bot; }, patience);
    REQUIRE(message);
    CHECK(message->text == "report");
}

TEST_CASE("a repeated request with an idempotency key sends nothing twice, and is answered the same") {
    Api api;
    const json message = {{"sender", "TG"}, {"body", "once"}, {"idempotency_key", "order-1"}};
    const ApiAnswer first = api.call("POST", "/api/v1/messages", message);
    CHECK(first.status == 202);
    CHECK(api.telegram_says({"once"}));
    const ApiAnswer again = api.call("POST", "/api/v1/messages", message);
    CHECK(again.status == 202);
    CHECK(again.body == first.body);
    CHECK(again.headers.at("location") == first.headers.at("location"));

    json in_header = message;
    in_header.erase("idempotency_key");
    const ApiAnswer by_header =
        api.call("POST", "/api/v1/messages", in_header, {{"Idempotency-Key", "order-1"}});
    CHECK(by_header.body == first.body);

    json other = message;
    other["body"] = "twice";
    const ApiAnswer conflict = api.call("POST", "/api/v1/messages", other);
    CHECK(conflict.status == 409);
    CHECK(pointer_of(conflict) == "#/idempotency_key");
    const std::string known = "event notifications/notification/local/order-1: was handed in before";
    CHECK(api.scene.mattermost.log.wait_for(known, 3));
    CHECK(api.scene.mattermost.log.count("event_id=notifications/notification/local/order-1") == 1);

    other["idempotency_key"] = "order-2";
    CHECK(api.call("POST", "/api/v1/messages", other).status == 202);
    CHECK(api.telegram_says({"once", "twice"}));
}

TEST_CASE("many at the same moment with one key are one message") {
    Api api;
    const json message = {{"sender", "TG"}, {"body", "once"}, {"idempotency_key", "race"}};
    std::vector<json> answers(16);
    std::vector<std::thread> callers;
    for (json& answer : answers) {
        callers.emplace_back([&] { answer = api.call("POST", "/api/v1/messages", message).body; });
    }
    for (std::thread& caller : callers) caller.join();
    for (const json& answer : answers) CHECK(answer == answers.front());
    REQUIRE(api.wait_for_state(answers.front().at("messages")[0].at("id"), "delivered"));
    CHECK(api.telegram_says({"once"}));
}

TEST_CASE("of a batch each is judged alone") {
    Api api;
    const json batch = {{"messages",
                         {{{"sender", "TG"}, {"body", "one"}, {"idempotency_key", "a"}},
                          {{"sender", "TG"}, {"bdy", "two"}},
                          {{"sender", "nobody"}, {"body", "three"}},
                          {{"sender", "TG"}, {"body", "one"}, {"idempotency_key", "a"}},
                          {{"sender", "TG"}, {"body", "other"}, {"idempotency_key", "a"}},
                          {{"sender", "TG"}, {"body", "six"}}}}};
    const ApiAnswer answer = api.call("POST", "/api/v1/messages/batch", batch);
    CHECK(answer.status == 207);
    const json& results = answer.body.at("results");
    std::vector<int> statuses;
    for (const json& result : results) statuses.push_back(result.at("status"));
    CHECK(statuses == std::vector<int>{202, 422, 422, 202, 409, 202});
    CHECK(results[0].at("messages") == results[3].at("messages"));
    CHECK(results[1].at("problem").at("errors")[0].at("pointer") == "#/bdy");
    CHECK(api.telegram_says({"one", "six"}));
    CHECK(api.call("POST", "/api/v1/messages/batch", {{"messages", {{{"sender", "TG"}, {"body", "x"}}}}})
              .status == 202);
    CHECK(api.call("POST", "/api/v1/messages/batch", {{"messages", json::array()}}).status == 422);
    CHECK(api.call("POST", "/api/v1/messages/batch", json::array()).status == 422);
}

TEST_CASE("a batch of a thousand") {
    Api api;
    json batch;
    for (int i = 0; i < 1000; ++i) {
        batch["messages"].push_back(
            {{"sender", "TG"}, {"body", std::to_string(i)}, {"not_before", "2099-01-01T00:00:00Z"}});
    }
    const ApiAnswer answer = api.call("POST", "/api/v1/messages/batch", batch);
    CHECK(answer.status == 202);
    std::set<std::int64_t> ids;
    for (const json& result : answer.body.at("results"))
        ids.insert(result.at("messages")[0].at("id").get<std::int64_t>());
    CHECK(ids.size() == 1000);
    batch["messages"].push_back(batch["messages"][0]);
    CHECK(api.call("POST", "/api/v1/messages/batch", batch).status == 422);

    // In pages, each once.
    std::set<std::int64_t> listed;
    std::string path = "/api/v1/messages?state=queued&limit=300";
    for (std::string cursor; path.size() > cursor.size();) {
        const ApiAnswer page = api.call("GET", path + cursor);
        REQUIRE(page.status == 200);
        for (const json& message : page.body.at("messages"))
            CHECK(listed.insert(message.at("id").get<std::int64_t>()).second);
        if (page.body.at("next_cursor").is_null()) break;
        cursor = "&cursor=" + page.body.at("next_cursor").get<std::string>();
    }
    CHECK(listed == ids);
}

TEST_CASE("what waits can be taken back, what failed tried again") {
    Api api;
    const auto waiting =
        api.send({{"sender", "TG"}, {"body", "later"}, {"not_before", "2099-01-01T00:00:00Z"}}).front();
    const std::string path = "/api/v1/messages/" + std::to_string(waiting);
    CHECK(api.call("POST", path + "/retry").status == 409);
    const ApiAnswer cancelled = api.call("POST", path + "/cancel");
    CHECK(cancelled.status == 200);
    CHECK(cancelled.body.at("state") == "cancelled");
    CHECK(api.call("POST", path + "/cancel").status == 409);

    const auto failing = api.send({{"sender", "quiet"}, {"to", "424242"}, {"body", "hello"}}).front();
    REQUIRE(api.wait_for_state(failing, "failed"));
    const ApiAnswer failed = api.call("GET", "/api/v1/messages?state=failed");
    REQUIRE(failed.body.at("messages").size() == 1);
    CHECK(failed.body.at("messages")[0].at("id") == failing);
    CHECK_FALSE(failed.body.at("messages")[0].at("reason").get<std::string>().empty());
    CHECK(api.scene.mattermost.log.wait_for("message " + std::to_string(waiting) +
                                            ": taken back by the API key local: cancelled now"));
    const ApiAnswer retried = api.call("POST", "/api/v1/messages/" + std::to_string(failing) + "/retry");
    CHECK(retried.status == 200);
    CHECK(api.call("POST", "/api/v1/messages/4711/retry").status == 404);
    CHECK(api.call("POST", "/api/v1/messages/x/cancel").status == 404);
    CHECK(api.call("GET", "/api/v1/messages/99999999999999999999").status == 404);
}

TEST_CASE("templates are filled in the configuration's words") {
    Api api(
        "  templates:\n    deployed: {title: \"{{service}}\", body: {en: \"deployed\", ru: \"выложен\"}}\n");
    api.send(
        {{"sender", "TG"}, {"template", "deployed"}, {"data", {{"service", "billing"}}}, {"locale", "ru"}});
    CHECK(api.telegram_says({"billing\nвыложен"}));
}

TEST_CASE("what has expired is not sent") {
    Api api;
    const auto id = api.send({{"sender", "TG"},
                              {"body", "too late"},
                              {"not_before", "2099-01-01T00:00:00Z"},
                              {"not_after", "2099-01-01T00:00:01Z"}})
                        .front();
    const ApiAnswer answer = api.call("GET", "/api/v1/messages/" + std::to_string(id));
    CHECK(answer.body.at("not_after") == "2099-01-01T00:00:01.000Z");
    CHECK(api.scene.texts_in_telegram().empty());
}

TEST_CASE("a database that fails refuses what is handed in, and takes it later") {
    Api api;
    SQLite::Database saboteur((api.scene.mattermost.database()).string(), SQLite::OPEN_READWRITE, 10'000);
    saboteur.exec("CREATE TRIGGER sabotage BEFORE INSERT ON outbox BEGIN SELECT RAISE(FAIL, 'broken'); END");
    const json message = {{"sender", "TG"}, {"body", "hello"}, {"idempotency_key", "k"}};
    const ApiAnswer refused = api.call("POST", "/api/v1/messages", message);
    CHECK(refused.status == 503);
    CHECK(refused.headers.contains("retry-after"));
    saboteur.exec("DROP TRIGGER sabotage");
    const auto ids = api.send(message);
    REQUIRE(api.wait_for_state(ids.front(), "delivered"));
    CHECK(api.telegram_says({"hello"}));
}

TEST_CASE("what was accepted survives a kill") {
    ApiScene api;
    const std::string config = api.write_config().string();
    const json message = {{"sender", "TG"}, {"body", "hello"}, {"idempotency_key", "k"}};
    std::vector<std::int64_t> ids;
    {
        BotProcess bot({"run", "--config", config}, api.scene.environment());
        REQUIRE(bot.wait_for_output("http: listening on"));
        ids = api.send(message);
        bot.signal(SIGKILL);
        CHECK(bot.wait() == -SIGKILL);
    }
    BotProcess bot({"run", "--config", config}, api.scene.environment());
    REQUIRE(bot.wait_for_output("http: listening on"));
    CHECK(api.wait_for_state(ids.front(), "delivered"));
    CHECK(api.send(message) == ids);
}

#ifdef MOSTIK_KILL_POINTS
TEST_CASE("killed before it is sent, what was handed in is sent once, also when the client repeats it") {
    // Only the first one comes before every answer.
    const auto [kill_point, unanswered] = GENERATE(table<std::string, bool>(
        {{"pipeline.accepted", true}, {"delivery.claimed", false}, {"telegram.before_send", false}}));
    CAPTURE(kill_point);
    ApiScene api;
    const std::string config = api.write_config().string();
    const json message = {{"sender", "TG"}, {"body", "hello"}, {"idempotency_key", "k"}};
    {
        BotProcess bot({"run", "--config", config}, api.scene.environment(kill_point));
        REQUIRE(bot.wait_for_output("http: listening on"));
        const int status = api.call("POST", "/api/v1/messages", message).status;
        CHECK((status == 0 || (!unanswered && status == 202)));
        CHECK(bot.wait() == -SIGKILL);
    }
    BotProcess bot({"run", "--config", config}, api.scene.environment());
    REQUIRE(bot.wait_for_output("http: listening on"));
    const auto ids = api.send(message);
    CHECK(api.wait_for_state(ids.front(), "delivered"));
    CHECK(api.telegram_says({"hello"}));
}
#endif

}  // namespace mostik::service_tests
