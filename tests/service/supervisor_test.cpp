// What systemd is told by the process: when it can be used, that it lives, reloads and ends.
#include "tests/contract/wire_client.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/service/scene.hpp"
#include "tests/service/supervising_socket.hpp"

#include <csignal>
#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

/// A bot's scene with a supervisor around the process.
struct SupervisedScene {
    Scene scene;
    ReservedPort port;
    SupervisingSocket supervisor{scene.folder.path() / "notify"};
    std::filesystem::path config = scene.write_config(wishes());

    Wishes wishes(const std::string& posted = "[save, respond]") const {
        Wishes wishes;
        wishes.http_port = port.number();
        wishes.posted = posted;
        return wishes;
    }
    BotProcess::Environment environment() const {
        auto environment = scene.environment();
        environment["NOTIFY_SOCKET"] = supervisor.file().string();
        return environment;
    }
};

}  // namespace

TEST_CASE("systemd is told when the port and the database are open, and when the end begins") {
    SupervisedScene supervised;
    BotProcess process({"run", "--config", supervised.config.string()}, supervised.environment());
    const auto first = supervised.supervisor.next();
    REQUIRE(first);
    CHECK(*first == "STATUS=opens the database");
    const auto ready = supervised.supervisor.next();
    REQUIRE(ready);
    CHECK(says(*ready, "READY=1"));
    CHECK(says(*ready, "STATUS=works"));
    CHECK(contract::fetch(supervised.port.number(), "GET", "/health_check").status == 200);
    CHECK(std::filesystem::exists(supervised.scene.database()));
    process.signal(SIGTERM);
    // Nobody asked for signs of life, so none came.
    const auto last = supervised.supervisor.next();
    REQUIRE(last);
    CHECK(says(*last, "STOPPING=1"));
    CHECK(process.wait() == 0);
    CHECK_FALSE(supervised.supervisor.next(0ms));
}

TEST_CASE("a start that fails is not reported as ready") {
    SupervisedScene supervised;
    BotProcess other({"run", "--config", supervised.config.string()}, supervised.scene.environment());
    REQUIRE(other.wait_for_output("http: listening on"));
    SECTION("its port is another one's") {
        Scene another;
        const auto config = another.write_config(supervised.wishes());
        auto environment = another.environment();
        environment["NOTIFY_SOCKET"] = supervised.supervisor.file().string();
        BotProcess process({"run", "--config", config.string()}, environment);
        CHECK(process.wait() == 1);
    }
    SECTION("its database is another one's") {
        BotProcess process({"run", "--config", supervised.config.string()}, supervised.environment());
        CHECK(process.wait() == 1);
    }
    while (const auto told = supervised.supervisor.next(0ms)) CHECK_FALSE(says(*told, "READY=1"));
}

TEST_CASE("the event loop shows that it goes round, as often as systemd wants it, until the end") {
    SupervisedScene supervised;
    auto environment = supervised.environment();
    environment["WATCHDOG_USEC"] = "200000";
    BotProcess process({"run", "--config", supervised.config.string()}, environment);
    REQUIRE(supervised.supervisor.next_with("READY=1"));
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 5; ++i) REQUIRE(supervised.supervisor.next_with("WATCHDOG=1"));
    CHECK(std::chrono::steady_clock::now() - begin >= 300ms);  // the first comes at once, then every 100 ms
    // A process that stands still gives none.
    process.signal(SIGSTOP);
    while (supervised.supervisor.next(500ms)) {
    }
    process.signal(SIGCONT);
    CHECK(supervised.supervisor.next_with("WATCHDOG=1"));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
}

TEST_CASE("a reload that was asked for begins and ends, and its outcome is told") {
    SupervisedScene supervised;
    BotProcess process({"run", "--config", supervised.config.string()}, supervised.environment());
    REQUIRE(supervised.supervisor.next_with("READY=1"));

    process.signal(SIGHUP);
    const auto reloading = supervised.supervisor.next();
    REQUIRE(reloading);
    CHECK(says(*reloading, "RELOADING=1"));
    CHECK(says(*reloading, "MONOTONIC_USEC="));
    const auto reloaded = supervised.supervisor.next();
    REQUIRE(reloaded);
    CHECK(says(*reloaded, "READY=1"));
    CHECK(says(*reloaded, "STATUS=works"));

    // A saved file is read without being asked; that it is wrong stays visible until it is mended.
    std::ofstream(supervised.config) << "mattermost: [";
    const auto refused = supervised.supervisor.next();
    REQUIRE(refused);
    CHECK(says(*refused, "STATUS=works; the changed configuration has mistakes"));
    supervised.scene.write_config(supervised.wishes("[save]"));
    CHECK(supervised.supervisor.next() == "READY=1\nSTATUS=works");
    process.signal(SIGTERM);
    CHECK(supervised.supervisor.next_with("STOPPING=1"));
    CHECK(process.wait() == 0);
}

}  // namespace mostik::service_tests
