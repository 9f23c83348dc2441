#include "core/net/task_group.hpp"
#include "tests/unit/messengers/mattermost/transport_stage.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using mostik::core::Errc;

// The server's rate limit: 429 with Retry-After in whole seconds, in plain text.
namespace mostik::messengers::mattermost::testing {

namespace {

RestCall team(Patience patience = {}) {
    return {.path = "/users/me/teams", .patience = patience};
}

}  // namespace

TEST_CASE_METHOD(TransportStage, "a rate limit pauses all calls for as long as the server says") {
    server.inject(sim::too_many_requests("GET", "/api/v4/users/me", 1));
    REQUIRE(call(me({.attempts = 1})).error().code == Errc::rate_limited);
    core::net::TaskGroup tasks(loop.executor(),
                               [](const std::string& task, const std::exception_ptr&) { FAIL(task); });
    int succeeded = 0;
    const auto ask = [&](RestCall what) -> boost::asio::awaitable<void> {
        const auto body = co_await transport.call(std::move(what));
        if (body) ++succeeded;
    };
    tasks.spawn("the same", ask(me()));
    tasks.spawn("another", ask(team()));
    loop.run([&] { return tasks.join(); });
    CHECK(succeeded == 2);
    const auto seen = requests();
    REQUIRE(seen.size() == 3);
    for (const std::size_t later : {1U, 2U}) CHECK(seen[later].at - seen[0].at >= 990);
}

TEST_CASE_METHOD(TransportStage, "the call that hears of a rate limit is repeated after it") {
    server.inject(sim::too_many_requests("GET", "/api/v4/users/me", 0, 2));  // taken for a tenth of a second
    REQUIRE(call(me()));
    const auto seen = requests();
    REQUIRE(seen.size() == 3);
    CHECK(seen[1].at - seen[0].at >= 99);
    CHECK(seen[2].at - seen[1].at >= 99);
}

TEST_CASE_METHOD(TransportStage,
                 "a rate limit without a time that makes sense is one of a second, the longest is a minute") {
    sim::Fault fault = sim::too_many_requests("GET", "/api/v4/users/me", 0);
    const auto [value, expected] =
        GENERATE(table<std::string, std::chrono::milliseconds>({{"", 1s},
                                                                {"0", 100ms},
                                                                {"7", 7s},
                                                                {"86400", 60s},
                                                                {"soon", 1s},
                                                                {"-5", 100ms},
                                                                {"99999999999999999999", 1s}}));
    fault.headers.erase("Retry-After");
    if (!value.empty()) fault.headers["Retry-After"] = value;
    server.inject(fault);
    const auto body = call(me({.attempts = 1}));
    REQUIRE_FALSE(body);
    CHECK(body.error().code == Errc::rate_limited);
    CHECK(body.error().retry_after == expected);
}

TEST_CASE_METHOD(TransportStage, "a rate limit that stays is given up after the attempts agreed") {
    server.inject(sim::too_many_requests("GET", "/api/v4/users/me", 0, 0));
    const auto body = call(me({.attempts = 2}));
    REQUIRE_FALSE(body);
    CHECK(body.error().code == Errc::rate_limited);
    CHECK(requests().size() == 2);
}

TEST_CASE_METHOD(TransportStage,
                 "a rate limit refused the call before anything was done: it is always repeated") {
    server.inject(sim::too_many_requests("POST", "/api/v4/users/ids", 0));
    const std::string ids = nlohmann::json::array({bot.id}).dump();
    CHECK(call({.method = "POST", .path = "/users/ids", .body = ids, .repeat = Repeat::never}));
    CHECK(requests().size() == 2);
}

TEST_CASE_METHOD(TransportStage, "nobody waits longer for a rate limit than for an answer") {
    server.inject(sim::too_many_requests("GET", "/api/v4/users/me", 30));
    const auto begin = std::chrono::steady_clock::now();
    // The one that hears of it …
    const auto first = call(me({.timeout = 2s, .attempts = 5}));
    REQUIRE_FALSE(first);
    CHECK(first.error().code == Errc::rate_limited);
    CHECK(first.error().retry_after == 30s);
    // … and those that come after it.
    const auto second = call(team({.timeout = 2s}));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::rate_limited);
    REQUIRE(second.error().retry_after);
    CHECK(*second.error().retry_after <= 30s);
    CHECK(*second.error().retry_after > 20s);
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
    CHECK(requests().size() == 1);
}

}  // namespace mostik::messengers::mattermost::testing
