// What /metrics says after what is known to have happened.
#include "bot/metrics.hpp"

#include "storage/error.hpp"
#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/service/scene.hpp"
#include "tests/service/scraped.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <optional>
#include <stdexcept>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
namespace sim = simulators::mattermost;

/// A bot that has read the past.
struct Watched {
    explicit Watched(const bot::ServiceTiming& timing = quick()) { run(timing); }

    void run(const bot::ServiceTiming& timing = quick()) {
        Wishes wishes;
        wishes.http_port = port.number();
        const std::size_t opened = scene.server.websockets_opened();
        bot = std::make_unique<BotInProcess>(scene.folder.path(), scene.config(wishes), timing);
        REQUIRE(scene.server.wait_for_websockets_opened(opened + 1));
        REQUIRE(scene.log.wait_for("posts read in"));
    }
    Scraped scrape() const { return Scraped(port.number()); }
    /// Scrapes until each series has its value in one look; returns the last look.
    Scraped wait_for(const std::map<std::string, double>& expected) {
        std::optional<Scraped> last;
        const auto all = [&](const auto& series) { return (*last)[series.first] == series.second; };
        const auto deadline = std::chrono::steady_clock::now() + patience;
        do {
            last.emplace(port.number());
        } while (!std::ranges::all_of(expected, all) && std::chrono::steady_clock::now() < deadline);
        for (const auto& [series, value] : expected) {
            CAPTURE(series);
            CHECK((*last)[series] == value);
        }
        return *last;
    }
    Scraped wait_for(const std::string& series, double value) { return wait_for({{series, value}}); }
    static std::string events(const std::string& type, const std::string& outcome) {
        return "mostik_events_total{messenger=\"mattermost\",type=\"" + type + "\",outcome=\"" + outcome +
               "\"}";
    }
    static std::string attempts(const std::string& outcome, const std::string& rejection = {}) {
        return "mostik_delivery_attempts_total{messenger=\"mattermost\",outcome=\"" + outcome +
               "\",class=\"" + rejection + "\"}";
    }

    Scene scene;
    ReservedPort port;
    std::unique_ptr<BotInProcess> bot;
};

}  // namespace

TEST_CASE("what has happened is counted exactly") {
    Watched stage;
    stage.bot->database().before_save(
        [failures_left = std::make_shared<std::atomic<int>>(1)](const storage::StoredPost& post) {
            if (post.text == "deploy and fail") throw std::runtime_error("it failed");
            if (post.text == "deploy in trouble" && (*failures_left)-- > 0)
                throw storage::StorageError("no disk");
        });
    const Scraped before = stage.scrape();
    stage.scene.server.inject(sim::server_error("POST", "/api/v4/posts", 500));
    const auto post = stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy");
    stage.scene.server.react_as(stage.scene.bob.id, post.id, "eyes");
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy and fail");
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy in trouble");
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "!ping");
    REQUIRE(stage.scene.wait_for_answers(stage.scene.ops, "pong"));
    // Its own answer is heard, too, mostly before the server has said that it is made, and that is written
    // down.
    const Scraped after =
        stage.wait_for({{Watched::events("posted", "ok"), before[Watched::events("posted", "ok")] + 4},
                        {"mostik_outbox_messages{state=\"delivered\"}", 1}});
    CHECK(after[Watched::events("posted", "failed")] == 1);
    CHECK(after[Watched::events("posted", "repeated")] == 0);
    CHECK(after[Watched::events("reaction_added", "unhandled")] == 1);
    CHECK(after["mostik_group_failures_total"] == 1);
    CHECK(after["mostik_failed_events"] == 1);
    CHECK(after["mostik_stored_posts"] - before["mostik_stored_posts"] == 2);
    const std::string lags = "mostik_live_event_lag_seconds_count{messenger=\"mattermost\"}";
    CHECK(after[lags] - before[lags] == 4);
    CHECK(after.has("mostik_last_live_event_lag_seconds"));
    const std::string chains = "mostik_chain_duration_seconds_count{messenger=\"mattermost\"}";
    CHECK(after[chains] - before[chains] == 5);
    CHECK(after["mostik_group_events_sum"] - before["mostik_group_events_sum"] == 6);
    CHECK(after["mostik_group_commit_duration_seconds_count"] == after["mostik_group_events_count"]);

    // Of a 500 nobody knows whether the answer was made.
    CHECK(after[Watched::attempts("unknown")] == 1);
    CHECK(after["mostik_uncertain_attempts_total"] == 1);
    CHECK(after[Watched::attempts("delivered")] == 1);
    CHECK(after[Watched::attempts("rejected", "forbidden")] == 0);
    CHECK(after["mostik_delivery_attempt_duration_seconds_count{messenger=\"mattermost\"}"] == 2);
    CHECK(after["mostik_outbox_messages{state=\"queued\"}"] == 0);
    CHECK(after["mostik_outbox_oldest_due_seconds"] == 0);

    CHECK(after["mostik_receiver_connected{messenger=\"mattermost\"}"] == 1);
    CHECK(after["mostik_receiver_silence_seconds{messenger=\"mattermost\"}"] < 30);
    CHECK(after["mostik_receiver_reconnects_total{messenger=\"mattermost\"}"] == 0);
    CHECK(after["mostik_pipeline_waiting_events"] == 0);
    CHECK(after["mostik_pipeline_waiting_bytes"] == 0);
    CHECK(after["mostik_scrape_errors_total"] == 0);
    for (const core::MetricDeclaration& metric : bot::metric_table({"mattermost"})) {
        CAPTURE(metric.name);
        CHECK(after.knows(metric.name));
    }
}

TEST_CASE("frames that cannot be read, new connections and gaps are counted") {
    Watched stage;
    const auto receiver = [](const std::string& what) {
        return "mostik_receiver_" + what + "{messenger=\"mattermost\"}";
    };
    stage.scene.server.send_text("no frame");
    CHECK(stage.wait_for(receiver("malformed_total"), 1)[receiver("gaps_total")] == 0);
    stage.scene.server.refuse_connections();
    stage.scene.server.cut_websockets();
    stage.wait_for(receiver("connected"), 0);
    stage.scene.server.restart();  // and knows the connection no more
    stage.scene.server.accept_connections();
    const Scraped again = stage.wait_for(receiver("connected"), 1);
    CHECK(again[receiver("reconnects_total")] == 1);
    CHECK(again[receiver("gaps_total")] == 1);
    CHECK(again[receiver("malformed_total")] == 1);
}

TEST_CASE("what comes a second time is counted as repeated") {
    Watched stage;
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy");
    stage.scene.server.post_as(stage.scene.bob.id, stage.scene.ops, "!ping");
    REQUIRE(stage.scene.wait_for_answers(stage.scene.ops, "pong"));
    REQUIRE(stage.bot->wait_until([&] { return stage.bot->remembered().post_ids().size() == 1; }));
    stage.bot.reset();
    stage.run();
    // The last posts are read again after every pause; those that did something are known.
    stage.wait_for(Watched::events("posted", "repeated"), 2);
}

TEST_CASE("requests are counted by the path of their route, never by what was asked for") {
    Watched stage;
    const auto requests = [](const std::string& method, const std::string& route, int status) {
        return "mostik_http_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
               std::to_string(status) + "\"}";
    };
    for (int i = 0; i < 20; ++i) contract::fetch(stage.port.number(), "GET", "/nothing/" + std::to_string(i));
    contract::fetch(stage.port.number(), "GET", "/health_check");
    contract::fetch(stage.port.number(), "HEAD", "/health_check");
    contract::fetch(stage.port.number(), "BREW", "/health_check");
    contract::fetch(stage.port.number(), "GET", "/api/v1/status", {{"Via", "1.1 elsewhere"}});
    const Scraped first = stage.scrape();
    CHECK(first[requests("GET", "other", 404)] == 20);
    CHECK(first[requests("GET", "/health_check", 200)] == 1);
    CHECK(first[requests("HEAD", "/health_check", 200)] == 1);
    CHECK(first[requests("other", "other", 405)] == 1);
    CHECK(first[requests("GET", "/api/v1/status", 403)] == 1);
    CHECK(first["mostik_http_connections"] >= 1);
    CHECK(first[requests("GET", "/metrics", 200)] == 0);
    // An answer counts when it is written: the one before has been.
    CHECK(stage.scrape()[requests("GET", "/metrics", 200)] == 1);
    const std::string duration =
        "mostik_http_request_duration_seconds_count{method=\"GET\",route=\"/health_check\"}";
    CHECK(first[duration] == 1);
    CHECK(first.text.find("/nothing/") == std::string::npos);
}

TEST_CASE("the process tells its version, its beginning, its memory and its files") {
    Watched stage;
    const Scraped scraped = stage.scrape();
    CHECK(scraped.text.find("mostik_build_info{version=\"") != std::string::npos);
    const auto now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    CHECK(scraped["process_start_time_seconds"] > now - 3600);
    CHECK(scraped["process_start_time_seconds"] < now + 5);
    CHECK(scraped["process_resident_memory_bytes"] > 1e6);
    CHECK(scraped["process_open_fds"] > 5);
    CHECK(scraped["process_open_fds"] < 1000);
}

TEST_CASE("while the database cannot be read the page comes without what it knows, and says so") {
    bot::ServiceTiming timing = quick();
    timing.watch_limit = 200ms;
    Watched stage(timing);
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy");
    const Scraped before = stage.wait_for("mostik_stored_posts", 1);
    std::promise<void> stuck;
    stage.bot->database().before_read([wait = stuck.get_future().share()] { wait.wait(); });
    const Scraped blind = stage.scrape();
    CHECK(blind["mostik_scrape_errors_total"] - before["mostik_scrape_errors_total"] == 1);
    CHECK_FALSE(blind.has("mostik_stored_posts"));
    CHECK_FALSE(blind.has("mostik_outbox_messages{state=\"queued\"}"));
    CHECK(blind["mostik_receiver_connected{messenger=\"mattermost\"}"] == 1);
    CHECK(blind.knows("mostik_stored_posts"));
    stuck.set_value();
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy again");
    const Scraped seeing = stage.wait_for("mostik_stored_posts", 2);
    CHECK(seeing.has("mostik_outbox_messages{state=\"queued\"}"));
}

TEST_CASE("a transaction that takes its time does not hold up the page") {
    Watched stage;
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy");
    stage.wait_for("mostik_stored_posts", 1);
    std::promise<void> stuck;
    std::promise<void> arrived;
    stage.bot->database().before_save(
        [wait = stuck.get_future().share(), &arrived](const storage::StoredPost&) {
            arrived.set_value();
            wait.wait();
        });
    stage.scene.server.post_as(stage.scene.alice.id, stage.scene.ops, "deploy again");
    REQUIRE(arrived.get_future().wait_for(patience) == std::future_status::ready);
    const Scraped meanwhile = stage.scrape();
    CHECK(meanwhile["mostik_scrape_errors_total"] == 0);
    CHECK(meanwhile["mostik_stored_posts"] == 1);
    stuck.set_value();
    stage.wait_for("mostik_stored_posts", 2);
}

}  // namespace mostik::service_tests
