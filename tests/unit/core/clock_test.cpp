#include "core/clock.hpp"

#include <limits>

#include <catch2/catch.hpp>

using namespace mostik::core;

TEST_CASE("a moment is written as RFC 3339 to the millisecond") {
    CHECK(to_rfc3339(from_millis(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(to_rfc3339(from_millis(1'795'259'286'366)) == "2026-11-21T11:08:06.366Z");
    CHECK(to_rfc3339(from_millis(-1)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("moments that no calendar has are written as the nearest one that it has") {
    CHECK(to_rfc3339(from_millis(std::numeric_limits<std::int64_t>::max())) == "9999-12-31T23:59:59.999Z");
    CHECK(to_rfc3339(from_millis(std::numeric_limits<std::int64_t>::min())) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("what is written is read back") {
    const std::int64_t millis =
        GENERATE(0, 1, 999, -1, 1'795'259'286'366, 951'782'400'000, 253'402'300'799'999);
    const Time time = from_millis(millis);
    CHECK(parse_time(to_rfc3339(time)) == time);
}

TEST_CASE("the forms of a moment") {
    const Time noon = from_millis(1'795'262'400'000);
    const std::string text =
        GENERATE("2026-11-21T12:00:00Z", "2026-11-21t12:00:00z", "2026-11-21 12:00:00Z",
                 "2026-11-21T12:00:00.000Z", "2026-11-21T15:00:00+03:00", "2026-11-21T08:30:00-03:30",
                 "2026-11-21T12:00:00.0009999Z", "2026-11-21T15:00:00.000000000+03:00");
    INFO(text);
    CHECK(parse_time(text) == noon);
    CHECK(parse_time("2026-11-21T12:00:00.1Z") == noon + Milliseconds{100});
    CHECK(parse_time("2026-11-21T12:00:00.123456789Z") == noon + Milliseconds{123});
}

TEST_CASE("a plain date is its midnight in UTC") {
    CHECK(parse_time("2026-11-21") == from_millis(1'795'219'200'000));
    CHECK(parse_time("2024-02-29").has_value());
}

TEST_CASE("what is neither a moment nor a date is refused") {
    const std::string text =
        GENERATE("", "yesterday", "2026", "2026-11", "2026-13-01", "2026-02-30", "2025-02-29", "2026-1-2",
                 "2026-11-21T", "2026-11-21T12:00", "2026-11-21T12:00:00", "2026-11-21T25:00:00Z",
                 "2026-11-21T12:60:00Z", "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00Zx",
                 "2026-11-21T12:00:00+3", "2026-11-21T12:00:00+0300", " 2026-11-21", "2026-11-21 ",
                 "2026-11-21T12:00:00 Z", "-026-11-21", "21.11.2026", "1795262400000");
    INFO(text);
    CHECK_FALSE(parse_time(text));
}

TEST_CASE("the system's clock runs") {
    const SystemClock clock;
    CHECK(clock.now() > *parse_time("2024-01-01"));
}
