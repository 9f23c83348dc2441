#include "core/net/task_group.hpp"
#include "tests/unit/core/net/scripted_server.hpp"
#include "tests/unit/messengers/mattermost/transport_stage.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using mostik::core::Errc;

namespace mostik::messengers::mattermost::testing {

TEST_CASE_METHOD(TransportStage, "a call carries the token and gives the body") {
    const auto body = call(me());
    REQUIRE(body);
    CHECK(nlohmann::json::parse(*body)["id"] == bot.id);
    REQUIRE(requests().size() == 1);
    CHECK(requests().front().user_id == bot.id);
    CHECK(requests().front().path == "/api/v4/users/me");
}

TEST_CASE_METHOD(TransportStage, "a passing 5xx is got over, with pauses that grow") {
    const int status = GENERATE(500, 502, 503);
    server.inject(sim::server_error("GET", "/api/v4/users/me", status, 3));
    REQUIRE(call(me()));
    const auto seen = requests();
    REQUIRE(seen.size() == 4);
    // Each pause is at least half of 20, 40 and 40 ms.
    CHECK(seen[1].at - seen[0].at >= 10);
    CHECK(seen[2].at - seen[1].at >= 20);
    CHECK(seen[3].at - seen[2].at >= 20);
}

TEST_CASE_METHOD(TransportStage, "a 5xx that stays is given up after the attempts agreed") {
    const int attempts = GENERATE(1, 3);
    server.inject(sim::server_error("GET", "/api/v4/users/me", 503, 0));
    const auto body = call(me({.attempts = attempts}));
    REQUIRE_FALSE(body);
    CHECK(body.error().code == Errc::unavailable);
    CHECK(body.error().status == 503);
    CHECK(requests().size() == static_cast<std::size_t>(attempts));
}

TEST_CASE_METHOD(TransportStage, "a connection that is refused for a while is tried again") {
    server.refuse_connections_for(60ms);
    CHECK(call(me({.attempts = 100})));
}

TEST_CASE_METHOD(TransportStage, "a connection that stays refused is given up") {
    server.refuse_connections();
    const auto begin = std::chrono::steady_clock::now();
    const auto body = call(me({.attempts = 3}));
    REQUIRE_FALSE(body);
    CHECK(body.error().code == Errc::unavailable);
    CHECK(body.error().status == 0);
    CHECK(std::chrono::steady_clock::now() - begin >= 10ms + 20ms);
}

TEST_CASE_METHOD(TransportStage, "an answer that never came is asked for again where that does no harm") {
    server.inject(sim::swallowed_before_processing("GET", "/api/v4/users/me", 2));
    CHECK(call(me()));
    // The HTTP client may ask once more by itself: reading again is harmless.
    CHECK(requests().size() >= 3);
}

TEST_CASE_METHOD(TransportStage, "what creates something is sent once, whatever happens") {
    const RestCall create{.method = "POST", .path = "/posts", .body = "{}", .repeat = Repeat::never};
    SECTION("a 5xx") {
        server.inject(sim::server_error("POST", "/api/v4/posts", 503, 0));
        const auto body = call(create);
        REQUIRE_FALSE(body);
        CHECK(body.error().code == Errc::unavailable);
        CHECK(body.error().status == 503);
    }
    SECTION("no answer, though it was done") {
        server.inject(sim::swallowed_after_processing("POST", "/api/v4/posts", 0));
        const auto body = call(create);
        REQUIRE_FALSE(body);
        CHECK(body.error().code == Errc::unknown);
    }
    SECTION("no answer on a connection that was used before") {
        REQUIRE(call(me()));
        server.inject(sim::swallowed_before_processing("POST", "/api/v4/posts", 0));
        const auto body = call(create);
        REQUIRE_FALSE(body);
        CHECK(body.error().code == Errc::unknown);
    }
    SECTION("an answer that takes too long") {
        server.inject(sim::delayed("POST", "/api/v4/posts", 10s));
        RestCall hasty = create;
        hasty.patience.timeout = 50ms;
        const auto body = call(hasty);
        REQUIRE_FALSE(body);
        CHECK(body.error().code == Errc::unknown);
        CHECK(server.wait_for_request("POST", "/api/v4/posts"));
    }
    std::size_t posts = 0;
    for (const auto& request : requests()) posts += request.method == "POST" ? 1U : 0U;
    CHECK(posts == 1);
}

TEST_CASE_METHOD(TransportStage, "a refused connection sends nothing, also of what may be sent once only") {
    server.refuse_connections();
    const auto body = call({.method = "POST", .path = "/posts", .body = "{}", .repeat = Repeat::never});
    REQUIRE_FALSE(body);
    CHECK(body.error().code == Errc::unavailable);
    CHECK(body.error().status == 0);
}

TEST_CASE_METHOD(TransportStage, "errors of the request itself are not repeated") {
    const auto [path, code] = GENERATE(table<std::string, Errc>({
        {"/users/aaaaaaaaaaaaaaaaaaaaaaaaaa", Errc::not_found},
        {"/users/short", Errc::invalid},
        {"/no/such/route", Errc::not_found},
    }));
    const auto body = call({.path = path});
    REQUIRE_FALSE(body);
    CHECK(body.error().code == code);
    CHECK_FALSE(body.error().id.empty());
    CHECK(requests().size() == 1);
}

TEST_CASE("a refused token is told once and ends everything: no further request leaves") {
    TransportStage stage("wrong-token");
    int told = 0;
    stage.transport.on_refused([&] { ++told; });
    const auto first = stage.call(TransportStage::me());
    REQUIRE_FALSE(first);
    CHECK(first.error().code == Errc::unauthorized);
    CHECK(first.error().id == "api.context.session_expired.app_error");
    CHECK(stage.transport.refused());
    for (int repeat = 0; repeat < 3; ++repeat) {
        const auto again = stage.call(TransportStage::me());
        REQUIRE_FALSE(again);
        CHECK(again.error().code == Errc::unauthorized);
        CHECK(again.error().status == 401);
    }
    CHECK(told == 1);
    CHECK(stage.requests().size() == 1);
}

TEST_CASE("a refusal that several calls hear at once is told once") {
    TransportStage stage("wrong-token");
    int told = 0;
    stage.transport.on_refused([&] { ++told; });
    core::net::TaskGroup tasks(stage.loop.executor(),
                               [](const std::string& task, const std::exception_ptr&) { FAIL(task); });
    int refused = 0;
    const auto ask = [&]() -> boost::asio::awaitable<void> {
        const auto body = co_await stage.transport.call(TransportStage::me());
        if (!body && body.error().code == Errc::unauthorized) ++refused;
    };
    for (int number = 0; number < 5; ++number) tasks.spawn("ask", ask());
    stage.loop.run([&] { return tasks.join(); });
    CHECK(refused == 5);
    CHECK(told == 1);
}

TEST_CASE_METHOD(TransportStage, "a token that is revoked ends what was going well") {
    REQUIRE(call(me()));
    server.revoke_token(bot.token);
    CHECK(call(me()).error().code == Errc::unauthorized);
    const auto before = requests().size();
    CHECK(call(me()).error().code == Errc::unauthorized);
    CHECK(requests().size() == before);
}

}  // namespace mostik::messengers::mattermost::testing
