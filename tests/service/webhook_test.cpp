// Telegram calls Mostik: the webhook is set, updates run their chains, and a call is answered when its update
// is committed.
#include "tests/service/webhook_scene.hpp"

#include <algorithm>
#include <future>
#include <map>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;
using nlohmann::json;

constexpr auto is_set = "telegram: the webhook is set";

std::vector<std::string> numbered(int count) {
    std::vector<std::string> texts;
    for (int number = 0; number < count; ++number) texts.push_back("number " + std::to_string(number));
    return texts;
}

}  // namespace

TEST_CASE("the webhook is set at the start, and stays set at the end") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    const auto requests = scene.telegram.requests("setWebhook");
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].parameter("url") == scene.url);
    CHECK(requests[0].parameter("secret_token") == WebhookScene::secret);
    CHECK(requests[0].parameter("max_connections") == "40");
    // What comes from this machine comes from a proxy, which may speak for anybody.
    CHECK(contract::fetch(scene.port.number(), "GET", "/api/v1/status").status == 403);
    CHECK(contract::fetch(scene.port.number(), "GET", "/health_check").status == 200);
    const json kinds = json::parse(requests[0].parameter("allowed_updates"));
    CHECK(kinds.size() == 7);
    CHECK(std::count(kinds.begin(), kinds.end(), "message_reaction") == 1);
    CHECK(scene.telegram.wait_for([&] { return !scene.telegram.commands().empty(); }));
    CHECK(bot->stop() == 0);
    CHECK(scene.telegram.webhook_url() == scene.url);
    CHECK(scene.telegram.requests("getUpdates").empty());
    CHECK(scene.telegram.requests("deleteWebhook").empty());
}

TEST_CASE("what is said in Telegram is stored and answered, once and in its order") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    scene.telegram.write(scene.alice, scene.alice, "/ping");
    CHECK(scene.wait_for_answers(1));
    for (const std::string& text : numbered(30)) scene.telegram.write(scene.anna, scene.ops, text);
    CHECK(scene.telegram.wait_for_confirmed(patience));
    CHECK(bot->stop() == 0);
    CHECK(stored_texts(scene.mattermost.database()) == numbered(30));
    CHECK(scene.answers() == std::vector<std::string>{"pong"});
}

TEST_CASE("what was said while nobody was there comes after the start, and before what is said then") {
    WebhookScene scene;
    {
        const auto bot = scene.run();
        REQUIRE(scene.log().wait_for(is_set));
        CHECK(bot->stop() == 0);
    }
    scene.telegram.write(scene.alice, scene.ops, "said meanwhile");
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set, 2));
    scene.telegram.write(scene.alice, scene.ops, "said afterwards");
    // Telegram has tried in vain, and tries again.
    CHECK(scene.wait_for_repetitions());
    CHECK(bot->stop() == 0);
    CHECK(stored_texts(scene.mattermost.database()) ==
          std::vector<std::string>{"said meanwhile", "said afterwards"});
}

TEST_CASE("a call is answered after the commit and not before") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    std::promise<void> reached;
    std::promise<void> release;
    bot->database().before_save(
        [&, released = release.get_future().share()](const storage::StoredPost& post) {
            if (post.text != "slowly") return;
            reached.set_value();
            released.wait();
        });
    auto answer = std::async(std::launch::async, [&] { return scene.call(scene.update(7, "slowly")); });
    reached.get_future().wait();
    // What is asked later is answered: the call itself is what waits.
    CHECK(contract::fetch(scene.port.number(), "GET", "/health_check").status == 200);
    CHECK(answer.wait_for(0s) == std::future_status::timeout);
    CHECK(stored_texts(scene.mattermost.database()).empty());
    release.set_value();
    CHECK(answer.get().status == 200);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{"slowly"});
}

TEST_CASE("the same update twice has one effect") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    const std::string ping = "/ping@" + telegram_sim::BotOptions().username;
    for (int time = 0; time < 3; ++time) CHECK(scene.call(scene.update(7, ping)).status == 200);
    CHECK(scene.call(scene.update(8, ping)).status == 200);
    CHECK(scene.telegram.wait_for([&] { return scene.telegram.sent_by_bot(scene.ops).size() == 2; }));
    CHECK(bot->stop() == 0);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{ping, ping});
    CHECK(bot->remembered().outbox().size() == 2);
    CHECK(scene.telegram.sent_by_bot(scene.ops).size() == 2);
}

TEST_CASE("a call without the secret is refused, has no effect, and is said once") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    const std::string name = "X-Telegram-Bot-Api-Secret-Token";
    const std::string secret = WebhookScene::secret;
    std::string other = secret;
    other.back() = 'x';
    for (const contract::Headers& headers : {contract::Headers{},
                                             {{name, ""}},
                                             {{name, "x"}},
                                             {{name, other}},
                                             {{name, secret + "x"}},
                                             {{name, secret.substr(1)}},
                                             {{"Authorization", secret}}}) {
        const auto answer = scene.call(scene.update(7, "forged"), headers);
        CHECK(answer.status == 403);
        CHECK_THAT(answer.body, !Contains(secret));
    }
    CHECK(scene.call(scene.update(8, "genuine"), {{"x-telegram-bot-api-SECRET-token", secret}}).status ==
          200);
    CHECK(bot->stop() == 0);
    CHECK(stored_texts(scene.mattermost.database()) == std::vector<std::string>{"genuine"});
    CHECK(scene.log().count("its secret is missing or wrong") == 1);
    CHECK(scene.log().count(secret) == 0);
}

TEST_CASE("a body that is no update is a 400, one that is only not understood is taken") {
    WebhookScene scene;
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    for (const char* body : {"", "{", "[]", "{}", "null", R"({"message": {}})", R"([{"update_id": 1}])",
                             R"({"update_id": "1"})", "\xff\xfe"}) {
        CAPTURE(body);
        CHECK(scene.call(body).status == 400);
    }
    // Telegram would repeat these for a day, and nothing else of that chat would come.
    for (const char* body : {R"({"update_id": 1, "message": {"text": "of nobody"}})",
                             R"({"update_id": 2, "brand_new": {"a": 1}})", R"({"update_id": 3})"}) {
        CAPTURE(body);
        CHECK(scene.call(body).status == 200);
    }
    CHECK(
        contract::fetch(scene.port.number(), "GET", WebhookScene::path, WebhookScene::with_secret()).status ==
        405);
    CHECK(bot->stop() == 0);
    CHECK(bot->remembered().failed_events().empty());
}

TEST_CASE("calls for many chats are taken at once") {
    WebhookScene scene;
    std::vector<telegram_sim::ChatId> groups;
    for (int number = 0; number < 60; ++number) {
        groups.push_back(scene.telegram.add_supergroup("Group", {scene.alice}));
    }
    const auto bot = scene.run();
    REQUIRE(scene.log().wait_for(is_set));
    for (int round = 0; round < 5; ++round) {
        for (const auto group : groups) {
            scene.telegram.write(scene.alice, group, std::to_string(group) + " " + std::to_string(round));
        }
    }
    CHECK(scene.telegram.wait_for_confirmed(patience));
    CHECK(bot->stop() == 0);
    std::map<std::string, std::string> rounds;
    for (const std::string& text : stored_texts(scene.mattermost.database())) {
        rounds[text.substr(0, text.find(' '))] += text.substr(text.find(' ') + 1);
    }
    CHECK(rounds.size() == groups.size());
    for (const auto& [group, order] : rounds) CHECK(order == "01234");
}

}  // namespace mostik::service_tests
