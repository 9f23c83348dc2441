// Mostik's own HTTP port: where it listens, what it answers, and what it says when it cannot.
#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/service/scene.hpp"

#include <csignal>
#include <system_error>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
using Catch::Contains;

std::string place(const ReservedPort& port) {
    return "127.0.0.1:" + std::to_string(port.number());
}

}  // namespace

TEST_CASE("the running bot answers /health_check, whatever the state of its server") {
    const bool reachable = GENERATE(true, false);
    Scene scene;
    if (!reachable) scene.server.refuse_connections();
    const ReservedPort port;
    Wishes wishes;
    wishes.http_port = port.number();
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.log.wait_for("http: listening on http://" + place(port)));
    const auto answer = contract::fetch(port.number(), "GET", "/health_check");
    CHECK(answer.status == 200);
    CHECK(answer.body == R"({"status":"ok"})");
    CHECK(answer.headers.at("content-type") == "application/json");
    CHECK(contract::fetch(port.number(), "GET", "/").status == 404);
    CHECK(contract::fetch(port.number(), "POST", "/health_check").status == 405);
    // Without a webhook nothing is there for Telegram.
    CHECK(contract::fetch(port.number(), "POST", "/telegram").status == 404);
    CHECK(bot.stop() == 0);
    CHECK_THROWS_AS(contract::Socket(port.number()), std::system_error);
}

TEST_CASE("port 0 is any free one, which the log tells") {
    Scene scene;
    BotProcess process({"run", "--config", scene.write_config().string()}, scene.environment());
    REQUIRE(process.wait_for_output("http: listening on http://127.0.0.1:"));
    const std::string output = process.output();
    const std::string marker = "listening on http://127.0.0.1:";
    const int port = std::stoi(output.substr(output.find(marker) + marker.size()));
    CHECK(contract::fetch(static_cast<std::uint16_t>(port), "GET", "/health_check").status == 200);
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
}

TEST_CASE("a port in use ends the start with what to do about it") {
    Scene scene;
    const ReservedPort port;
    Wishes wishes;
    wishes.http_port = port.number();
    const auto config = scene.write_config(wishes);
    BotProcess first({"run", "--config", config.string()}, scene.environment());
    REQUIRE(first.wait_for_output("http: listening on"));

    Scene another;
    BotProcess second({"run", "--config", another.write_config(wishes).string()}, another.environment());
    CHECK(second.wait() == 1);
    CHECK_THAT(second.output(), Contains("cannot listen on " + place(port) + ": Address already in use") &&
                                    Contains("choose another backend.port"));
    CHECK(another.server.requests().empty());

    // A restart at once is no trouble, though connections of the last run are remembered by the system.
    CHECK(contract::fetch(port.number(), "GET", "/health_check").status == 200);
    first.signal(SIGKILL);
    REQUIRE(first.wait() == -SIGKILL);
    BotProcess third({"run", "--config", config.string()}, scene.environment());
    CHECK(third.wait_for_output("http: listening on"));
}

TEST_CASE("a host that is no address of this machine ends the start, too") {
    Scene scene;
    std::string text = scene.config();
    const std::string before = "backend: {";
    text.replace(text.find(before), before.size(), "backend: {host: 192.0.2.1, ");
    BotInProcess bot(scene.folder.path(), text);
    CHECK(bot.wait_for_end() == 1);
    CHECK(scene.log.count("backend.host has to be an address of this machine") == 1);
}

}  // namespace mostik::service_tests
