#include "core/net/backoff.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using mostik::core::net::Backoff;

TEST_CASE("waiting times double up to the cap, shortened by at most half") {
    for (int repeat = 0; repeat < 100; ++repeat) {
        Backoff backoff(100ms, 1000ms);
        for (const auto full : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms, 1000ms}) {
            const auto wait = backoff.next();
            CHECK(wait >= full / 2);
            CHECK(wait <= full);
        }
    }
}

TEST_CASE("waiting times begin anew after a reset") {
    Backoff backoff(100ms, 60'000ms);
    for (int step = 0; step < 20; ++step) backoff.next();
    CHECK(backoff.next() >= 30'000ms);
    backoff.reset();
    CHECK(backoff.next() <= 100ms);
}

TEST_CASE("clients that lost the same server do not return in step") {
    std::set<std::chrono::milliseconds> waits;
    for (int client = 0; client < 50; ++client) waits.insert(Backoff(10'000ms, 10'000ms).next());
    CHECK(waits.size() > 25);
}

TEST_CASE("the first waiting time is within the cap too") {
    Backoff backoff(10'000ms, 1000ms);
    for (int step = 0; step < 10; ++step) CHECK(backoff.next() <= 1000ms);
}
