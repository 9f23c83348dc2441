// The recorded basics - headers, users, channels, limits of the server - and which recording is played where.
#include "tests/contract/mattermost_stage.hpp"
#include "tests/simulators/mattermost/rate_limiter.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;
namespace sim = mostik::simulators::mattermost;

namespace {

// Every file of tests/fixtures/mattermost: the test case that plays it, or why none does.
const std::map<std::string, std::string> coverage = {
    {"channels", "channels and membership"},
    {"collapsed_threads_on", "not played: the simulator has collapsed threads disabled, as 6.7 by default"},
    {"ephemeral", "ephemeral posts"},
    {"errors_413", "a body that is too large"},
    {"files", "files"},
    {"incoming_webhook", "not played: Mostik posts with its own token"},
    {"interactive_buttons", "not played: Mostik offers no buttons in Mattermost"},
    {"outgoing_webhook", "not played: Mostik listens on the websocket"},
    {"ping_and_headers", "ping and headers"},
    {"posts_by_id", "posts by id"},
    {"posts_edit_delete", "edit, patch, pin, delete"},
    {"posts_limits_and_errors", "limits and error answers"},
    {"posts_paging", "pages, before, after, since"},
    {"posts_pending_post_id", "pending_post_id, three cases"},
    {"posts_props_and_types", "props, attachments and types"},
    {"posts_since_changes", "since after changes"},
    {"posts_since_limit", "since is cut at 1000 rows"},
    {"rate_limit_429", "rate limit"},
    {"reactions", "reactions"},
    {"slash_command", "not played: Mostik registers no slash commands"},
    {"threads", "threads"},
    {"typing", "typing"},
    {"users", "users and authentication"},
    {"ws_authentication", "websocket handshake and authentication"},
    {"ws_events_team_membership", "team membership"},
    {"ws_events_users_and_channels", "events of users and channels"},
    {"ws_keepalive", "pings and the pong deadline"},
    {"ws_ordering", "not played: statistics of concurrent authors; the simulator's events are in order"},
    {"ws_posted", "posted events"},
    {"ws_requests", "websocket requests"},
    {"ws_resume", "resume, several cases"},
    {"ws_slow_reader", "slow readers"},
    {"ws_status_and_viewed", "status and viewed"},
    {"ws_token_revoked", "revoked tokens and disabled accounts"},
};

}  // namespace

TEST_CASE("every recording is played or has a reason") {
    std::size_t files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(MOSTIK_FIXTURES) + "/mattermost")) {
        if (entry.path().extension() != ".json") continue;
        INFO(entry.path());
        CHECK(coverage.count(entry.path().stem()) == 1);
        ++files;
    }
    CHECK(files == coverage.size());
}

TEST_CASE("ping and headers: ping_and_headers.json") {
    MattermostStage stage;
    stage.play("ping_and_headers");
    // Each request has an id of its own.
    const auto first = fetch(stage.port(), "GET", "/api/v4/system/ping");
    const auto second = fetch(stage.port(), "GET", "/api/v4/system/ping");
    CHECK(first.headers.at("x-request-id") != second.headers.at("x-request-id"));
    CHECK(first.headers.at("content-length") == "105");
}

TEST_CASE("users and authentication: users.json") {
    MattermostStage stage;
    // What was minutes apart on the recorded server happens within one millisecond here.
    stage.comparer.strict_times = false;
    stage.server.advance(5ms);
    {
        const EventStream was_here(stage.port(), stage.bot.token);
        REQUIRE(stage.server.wait_for_websockets(1));
    }
    REQUIRE(stage.server.wait_for_websockets(0));
    stage.server.advance(5ms);
    stage.connect("alice");
    stage.server.advance(5ms);
    stage.before["POST /users/ids?since="] = [&] {
        stage.comparer.bind_time(1795260236671, stage.server.now());
    };
    stage.play("users");
}

TEST_CASE("login and logout") {
    MattermostStage stage;
    const auto login = fetch(stage.port(), "POST", "/api/v4/users/login", {},
                             json{{"login_id", "alice"}, {"password", "password"}}.dump());
    REQUIRE(login.status == 200);
    const Headers with_token = {{"Authorization", "Bearer " + login.headers.at("token")}};
    CHECK(json::parse(fetch(stage.port(), "GET", "/api/v4/users/me", with_token).body)["id"] ==
          stage.alice.id);
    CHECK(fetch(stage.port(), "POST", "/api/v4/users/logout", with_token).status == 200);
    CHECK(fetch(stage.port(), "GET", "/api/v4/users/me", with_token).status == 401);
    const auto wrong = fetch(stage.port(), "POST", "/api/v4/users/login", {},
                             json{{"login_id", "alice"}, {"password", "no"}}.dump());
    CHECK(wrong.status == 401);
}

TEST_CASE("channels and membership: channels.json") {
    MattermostStage stage;
    const auto create = [&](const char* name, const char* display_name, const char* type) -> std::string {
        const auto answer = stage.as_admin(
            "POST", "/api/v4/channels",
            {{"team_id", stage.team}, {"name", name}, {"display_name", display_name}, {"type", type}});
        return json::parse(answer.body).at("id");
    };
    stage.bind(recorded_ids::secret_room, create("secret-room", "Secret room", "P"));
    stage.bind(recorded_ids::not_joined, create("not-joined", "Not joined", "O"));
    const auto old_stuff = create("old-stuff", "Old stuff", "O");
    stage.as_admin("DELETE", "/api/v4/channels/" + old_stuff);
    stage.add_direct_and_group();
    const auto direct = stage.comparer.translate(std::string(recorded_ids::direct));
    const auto group = stage.comparer.translate(std::string(recorded_ids::group));
    const auto oneself = stage.server.direct_channel(stage.bot.id, stage.bot.id);
    stage.server.post_as(stage.alice.id, direct, "hi bot");
    stage.server.post_as(stage.bot.id, direct, "hi human");
    stage.server.post_as(stage.alice.id, group, "hi group");
    stage.server.post_as(stage.alice.id, stage.ops, "the last");
    // How much was written before is another story.
    for (const auto* name : {"total_msg_count", "total_msg_count_root", "msg_count", "msg_count_root",
                             "mention_count", "mention_count_root"}) {
        stage.comparer.any_value.insert(name);
    }
    stage.skipped["channels the bot is in"] = "in no promised order; see below";
    stage.play("channels");

    const auto answer = fetch(stage.port(), "GET", "/api/v4/users/me/teams/" + stage.team + "/channels",
                              {{"Authorization", "Bearer " + stage.bot.token}});
    std::vector<std::string> ids;
    for (const auto& channel : json::parse(answer.body)) ids.push_back(channel["id"]);
    std::vector<std::string> expected = {oneself, direct, group, stage.ops, stage.town_square};
    std::sort(ids.begin(), ids.end());
    std::sort(expected.begin(), expected.end());
    CHECK(ids == expected);
}

TEST_CASE("a body that is too large: errors_413.json") {
    MattermostStage stage;
    const auto recorded = load_recording("errors_413")["steps"][0]["response"];
    const Socket socket(stage.port());
    socket.send("POST /api/v4/files?channel_id=" + stage.ops +
                "&filename=big.bin HTTP/1.1\r\nHost: mattermost.example\r\nAuthorization: Bearer " +
                stage.bot.token +
                "\r\nContent-Type: application/octet-stream\r\nContent-Length: 104858200\r\n\r\n");
    std::string buffer;
    const auto answer = read_answer(socket, buffer);
    CHECK(answer.status == recorded["status"]);
    CHECK(answer.headers.at("content-length") == recorded["headers"]["Content-Length"]);
    CHECK(answer.headers.at("connection") == recorded["headers"]["Connection"]);
    for (const auto& difference : stage.comparer.differences(recorded["body"], json::parse(answer.body))) {
        FAIL_CHECK(difference);
    }
    CHECK(socket.read_some(buffer) != Socket::End::none);
}

TEST_CASE("rate limit: rate_limit_429.json") {
    const auto recorded = load_recording("rate_limit_429")["steps"][1];
    sim::RateLimiter limiter(10, 100);
    sim::Milliseconds now = 1'795'259'000'000;
    std::map<int, sim::RateLimiter::Decision> decisions;
    for (int number = 1; number <= 130; ++number) decisions[number] = limiter.decide("127.0.0.1", now);
    now += 1050;
    std::vector<int> after_rest;
    for (int number = 131; number <= 145; ++number) {
        decisions[number] = limiter.decide("127.0.0.1", now);
        after_rest.push_back(decisions[number].allowed ? 200 : 429);
    }
    auto answers = recorded["answers"];
    answers.push_back(recorded["first_answer_after_the_rest"]);
    for (const auto& answer : answers) {
        const auto& decision = decisions.at(answer["request_number"]);
        INFO("request " << answer["request_number"]);
        CHECK((decision.allowed ? 200 : 429) == answer["status"]);
        CHECK(std::to_string(decision.limit) == answer["headers"]["X-Ratelimit-Limit"]);
        CHECK(std::to_string(decision.remaining) == answer["headers"]["X-Ratelimit-Remaining"]);
        CHECK(std::to_string(decision.reset_seconds) == answer["headers"]["X-Ratelimit-Reset"]);
        if (!decision.allowed)
            CHECK(std::to_string(decision.retry_after_seconds) == answer["headers"]["Retry-After"]);
    }
    CHECK(json(after_rest) == recorded["after_1_05_s_of_rest"]);

    MattermostStage stage;
    stage.server.set_rate_limit(true);
    Answer refused;
    for (int number = 0; number < 1000 && refused.status != 429; ++number) {
        refused = fetch(stage.port(), "GET", "/api/v4/system/ping");
    }
    const auto& expected = recorded["answers"][3];
    REQUIRE(expected["status"] == 429);
    REQUIRE(refused.status == 429);
    CHECK(refused.body == expected["body_raw"].get<std::string>());
    CHECK(refused.headers.at("content-type") == expected["headers"]["Content-Type"]);
    CHECK(refused.headers.at("retry-after") == expected["headers"]["Retry-After"]);
    CHECK(refused.headers.at("x-ratelimit-remaining") == "0");
    CHECK(refused.headers.count("x-request-id") == 0);
    CHECK(refused.headers.count("x-version-id") == 0);
}
