#include "world.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

using namespace mostik::processors::test;

namespace {

/// The logger "events" writing into a text for as long as this lives.
class Events {
  public:
    Events() {
        auto logger = std::make_shared<spdlog::logger>(
            "events", std::make_shared<spdlog::sinks::ostream_sink_st>(out_));
        logger->set_pattern("%v");
        spdlog::register_logger(logger);
    }
    ~Events() { spdlog::drop("events"); }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    std::string text() const { return out_.str(); }

  private:
    std::ostringstream out_;
};

}  // namespace

TEST_CASE("log writes one line per event to the logger of events") {
    const Events events;
    World world("posted: [log]");
    CHECK_FALSE(world.run(posted("braces {} stay {0}")));
    CHECK_FALSE(world.run(posted("two\nlines")));
    const std::string text = events.text();
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
    CHECK(text.find("text=\"braces {} stay {0}\"") != std::string::npos);
}

TEST_CASE("log writes JSON and shortens as its settings say") {
    const Events events;
    World world("posted: [{log: {format: json, max_length: 4}}]");
    CHECK_FALSE(world.run(posted("abcdefgh")));
    CHECK(nlohmann::json::parse(events.text())["text"] == "abc…");
}

TEST_CASE("log sees the past") {
    const Events events;
    World world("posted: [log]");
    auto event = posted("old");
    event.origin = mostik::core::Origin::history;
    CHECK_FALSE(world.run(event));
    CHECK(events.text().find("origin=history") != std::string::npos);
}
