#include "bot/log_output.hpp"

#include "core/event.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>

using namespace mostik;

TEST_CASE("what a line is about stands before it, in this order") {
    CHECK(core::prefix_of({17, "mattermost/posted/abc", 42}) ==
          "message 17 event mattermost/posted/abc ticket 42: ");
    CHECK(core::prefix_of({17, "", std::nullopt}) == "message 17: ");
    CHECK(core::prefix_of({}).empty());
}

TEST_CASE("in JSON what a line is about are members") {
    const auto line = nlohmann::json::parse(
        bot::json_log_line("now", "info", "", "queued", {17, "mattermost/posted/abc", 42}));
    CHECK(line["message_id"] == 17);
    CHECK(line["event_id"] == "mattermost/posted/abc");
    CHECK(line["ticket"] == 42);
    CHECK(line["message"] == "queued");
    const auto other = nlohmann::json::parse(bot::json_log_line("now", "info", "", "stopping"));
    CHECK_FALSE(other.contains("message_id"));
    CHECK_FALSE(other.contains("event_id"));
    CHECK_FALSE(other.contains("ticket"));
}

TEST_CASE("a line about something is known as such only while it is written") {
    std::ostringstream out;
    const auto before = spdlog::default_logger();
    auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
    logger->set_pattern("%v");
    spdlog::set_default_logger(logger);
    core::log_about(spdlog::level::info, {17, "", std::nullopt}, "{} of {}", 1, "2 {}");
    core::log_about(spdlog::level::debug, {18, "", std::nullopt}, "unseen");
    spdlog::set_default_logger(before);
    CHECK(out.str() == "message 17: 1 of 2 {}\n");
    CHECK(core::LineSubject::current() == nullptr);
}

TEST_CASE("an event's id is one word of printable ASCII, whatever its identity holds") {
    core::Event event;
    event.messenger = "telegram";
    event.type = "message_reaction";
    CHECK(core::id_of(event) == "telegram/message_reaction");
    event.identity = "-100:5 \n\"%\xf0\x9f\x91\x8d";
    CHECK(core::id_of(event) == "telegram/message_reaction/-100:5%20%0A%22%25%F0%9F%91%8D");
}
