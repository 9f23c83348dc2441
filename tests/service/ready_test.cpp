// /ready: each part is made to fail, and comes back.
#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/bridge_scene.hpp"
#include "tests/service/reserved_port.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

bot::ServiceTiming impatient() {
    bot::ServiceTiming timing = quick();
    timing.receiver.idle_timeout = 1s;
    timing.receiver.long_poll = 1s;
    timing.probe_every = 20ms;
    timing.watch_limit = 500ms;
    timing.stuck_after = 300ms;
    return timing;
}

/// The bot between both simulated servers.
struct Stage : BridgeScene {
    explicit Stage(const bot::ServiceTiming& timing = impatient()) : timing_(timing) {}

    void run() {
        std::string text = config();
        const std::string free = "port: 0";
        text.replace(text.find(free), free.size(), "port: " + std::to_string(port.number()));
        bot = std::make_unique<BotInProcess>(mattermost.folder.path(), text, timing_);
        REQUIRE(mattermost.log.wait_for("http: listening on"));
    }

    struct Look {
        int status = 0;
        std::vector<std::string> parts;  ///< those that are not ready, with the reason
    };
    Look look() {
        const auto asked = std::chrono::steady_clock::now();
        const contract::Answer answer = contract::fetch(port.number(), "GET", "/ready");
        CHECK(std::chrono::steady_clock::now() - asked < 3s);
        const auto body = nlohmann::json::parse(answer.body);
        Look look{answer.status, {}};
        CHECK(body["parts"].size() == 7);
        for (const auto& part : body["parts"]) {
            CHECK(part["ready"].get<bool>() == !part.contains("reason"));
            if (!part["ready"].get<bool>())
                look.parts.push_back(part["name"].get<std::string>() + ": " +
                                     part["reason"].get<std::string>());
        }
        CHECK(body["status"] == (look.parts.empty() ? "ready" : "not ready"));
        CHECK(answer.status == (look.parts.empty() ? 200 : 503));
        CHECK(answer.body.find(mattermost.bot.token) == std::string::npos);
        CHECK(answer.body.find(telegram.token()) == std::string::npos);
        return look;
    }
    bool wait_until_all_work() {
        return wait_for([](const Look& seen) { return seen.status == 200; });
    }
    /// Some part complains in these words.
    bool wait_for_complaint(const std::string& words) {
        return wait_for([&](const Look& seen) {
            return std::any_of(seen.parts.begin(), seen.parts.end(), [&](const std::string& part) {
                return part.find(words) != std::string::npos;
            });
        });
    }
    /// The database does not do this from now on: "INSERT ON posts".
    void refuse(const std::string& statement) const {
        open().exec("CREATE TRIGGER sabotage BEFORE " + statement +
                    " BEGIN SELECT RAISE(ABORT, 'sabotaged'); END");
    }
    void refuse_nothing() const { open().exec("DROP TRIGGER sabotage"); }

    ReservedPort port;
    std::unique_ptr<BotInProcess> bot;

  private:
    SQLite::Database open() const {
        return SQLite::Database(mattermost.database().string(), SQLite::OPEN_READWRITE, 10'000);
    }
    bool wait_for(const std::function<bool(const Look&)>& condition) {
        return eventually([&] { return condition(look()); });
    }
    bot::ServiceTiming timing_;
};

}  // namespace

TEST_CASE("before the first connection nothing is ready but what is inside") {
    Stage stage;
    stage.mattermost.server.refuse_connections();
    stage.telegram.refuse_connections();
    stage.run();
    const Stage::Look look = stage.look();
    CHECK(look.parts == std::vector<std::string>{"mattermost receiver: not connected yet",
                                                 "telegram receiver: not connected yet"});
    CHECK(contract::fetch(stage.port.number(), "GET", "/health_check").status == 200);
    stage.mattermost.server.accept_connections();
    stage.telegram.accept_connections();
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("a server that is gone makes its receiver not ready, until it is back") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.mattermost.server.refuse_connections();
    stage.mattermost.server.cut_everything();
    CHECK(stage.wait_for_complaint("mattermost receiver: not connected"));
    stage.mattermost.server.accept_connections();
    REQUIRE(stage.wait_until_all_work());
    stage.telegram.refuse_connections();
    stage.telegram.cut_everything();
    CHECK(stage.wait_for_complaint("telegram receiver: not connected"));
    stage.telegram.accept_connections();
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("a quiet websocket is alive by its pings") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    // Longer than a connection without a sign of life would count.
    const auto until = std::chrono::steady_clock::now() + 4s;
    while (std::chrono::steady_clock::now() < until) {
        // Other parts may be late on a machine that is busy.
        for (const std::string& part : stage.look().parts)
            REQUIRE_THAT(part, !Catch::StartsWith("mattermost receiver"));
    }
}

TEST_CASE("a Telegram that takes questions and answers none is not heard, although connected") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.telegram.inject(tg::silent("getUpdates", false, 0));
    CHECK(stage.wait_for_complaint("telegram receiver: no sign of life"));
    stage.telegram.clear_faults();
    stage.telegram.cut_everything();
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("a sender whose token is refused is not ready until a message gets through") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.telegram.inject(tg::api_error("sendMessage", 401, "Unauthorized"));
    stage.says_in_mattermost("hello");
    CHECK(stage.wait_for_complaint("telegram sender: nothing is sent"));
    REQUIRE(stage.copy_in_telegram("hello"));  // the breaker tries after a while
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("a database that another process holds is not ready, the answer comes all the same") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    SQLite::Database other(stage.mattermost.database().string(), SQLite::OPEN_READWRITE, 10'000);
    other.exec("BEGIN IMMEDIATE");
    CHECK(stage.wait_for_complaint("database: cannot be written"));
    other.exec("ROLLBACK");
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("a database that refuses to write is not ready") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.refuse("UPDATE ON facts");
    CHECK(stage.wait_for_complaint("database: cannot be written"));
    CHECK(stage.mattermost.log.wait_for("the database cannot be written: "));
    stage.refuse_nothing();
    CHECK(stage.wait_until_all_work());
}

TEST_CASE("what was handed in and refused holds up nothing") {
    bot::ServiceTiming timing = impatient();
    timing.stuck_after = 1s;
    Stage stage(timing);
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.refuse("INSERT ON outbox");
    const std::string message = R"({"to": "telegram:1001", "body": "hello"})";
    const auto refused = contract::fetch(stage.port.number(), "POST", "/api/v1/messages",
                                         {{"Content-Type", "application/json"}}, message);
    CHECK(refused.status == 503);
    // Longer than a group may take.
    const auto until = std::chrono::steady_clock::now() + 2s;
    while (std::chrono::steady_clock::now() < until) {
        for (const std::string& part : stage.look().parts) REQUIRE_THAT(part, !Catch::StartsWith("pipeline"));
    }
}

TEST_CASE("a pipeline that cannot commit what was heard is not ready") {
    Stage stage;
    stage.run();
    REQUIRE(stage.wait_until_all_work());
    stage.refuse("INSERT ON posts");
    stage.says_in_mattermost("deploy");
    CHECK(stage.wait_for_complaint("pipeline: what was heard waits for its commit"));
    stage.refuse_nothing();
    CHECK(stage.wait_until_all_work());
    CHECK(stage.copy_in_telegram("deploy"));
}

}  // namespace mostik::service_tests
