#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;
using mostik::core::TokenBucket;

namespace {

const TokenBucket three{"three", 3, 1s};
const TokenBucket one{"one", 1, 10s};

}  // namespace

TEST_CASE("a bucket gives what it holds at once, and then one each interval") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        for (int i = 0; i < 3; ++i) CHECK_FALSE(limits.take({three}, 1, noon));
        auto refusal = limits.take({three}, 1, noon);
        REQUIRE(refusal);
        CHECK(refusal->at == after(1s));
        CHECK(refusal->bucket == "three");
        REQUIRE(limits.take({three}, 1, after(999ms)));
        CHECK_FALSE(limits.take({three}, 1, after(1s)));
        CHECK(limits.take({three}, 1, after(1s))->at == after(2s));
        // Full again, and not fuller.
        for (int i = 0; i < 3; ++i) CHECK_FALSE(limits.take({three}, 1, after(1h)));
        CHECK(limits.take({three}, 1, after(1h)));
    });
}

TEST_CASE("several tokens are taken together, or none") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        CHECK_FALSE(limits.take({three}, 2, noon));
        const auto refusal = limits.take({three}, 2, noon);
        REQUIRE(refusal);
        CHECK(refusal->at == after(1s));
        CHECK_FALSE(limits.take({three}, 1, noon));  // the one was left there
        CHECK_FALSE(limits.take({three}, 0, noon));  // nothing costs nothing
    });
}

TEST_CASE("more than a bucket ever holds empties it, and is owed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        CHECK_FALSE(limits.take({three}, 1, noon));
        CHECK(limits.take({three}, 10, noon)->at == after(1s));
        CHECK_FALSE(limits.take({three}, 10, after(1s)));
        // 10 seconds' worth is gone: one is there again eight seconds later than it would be.
        CHECK(limits.take({three}, 1, after(1s))->at == after(9s));
    });
}

TEST_CASE("several buckets give together or not at all, and the slowest is named") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        CHECK_FALSE(limits.take({three, one}, 1, noon));
        const auto refusal = limits.take({three, one}, 1, noon);
        REQUIRE(refusal);
        CHECK(refusal->bucket == "one");
        CHECK(refusal->at == after(10s));
        // Nothing was taken out of the other one by that.
        CHECK_FALSE(limits.take({three}, 2, noon));
        CHECK(limits.take({three}, 1, noon));
    });
}

TEST_CASE("a pause holds up everything, and a shorter one does not end it") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        limits.pause("three", after(17s));
        limits.pause("three", after(5s));
        const auto refusal = limits.take({one, three}, 1, noon);
        REQUIRE(refusal);
        CHECK(refusal->bucket == "three");
        CHECK(refusal->at == after(17s));
        CHECK(limits.take({three}, 0, noon));  // also what costs nothing
        CHECK_FALSE(limits.take({three}, 3, after(17s)));
        CHECK_FALSE(limits.take({one}, 1, after(17s)));
    });
}

TEST_CASE("what is charged is owed even when it was not there") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        limits.charge({three}, 0, noon);
        CHECK_FALSE(limits.take({three}, 1, noon));
        limits.charge({three}, 9, noon);
        CHECK(limits.take({three}, 1, noon)->at == after(8s));
    });
}

TEST_CASE("a bucket of a thousand a second is exact to the microsecond") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        RateLimits& limits = unit.rate_limits();
        const TokenBucket fast{"fast", 1, std::chrono::microseconds(300)};
        int taken = 0;
        for (auto at = 0ms; at < 100ms; at += 1ms) {
            while (!limits.take({fast}, 1, after(at))) ++taken;
        }
        // One at once, and each millisecond as many as came back.
        CHECK(taken >= 100);
        CHECK(taken <= 1 + 100'000 / 300);
    });
}

TEST_CASE("a bucket without an interval is no limit") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const TokenBucket none{"none", 1, 0s};
        for (int i = 0; i < 100; ++i) CHECK_FALSE(unit.rate_limits().take({none}, 5, noon));
    });
}

TEST_CASE("what was taken in a transaction that was given up was not taken") {
    const TestDatabase database(GENERATE(from_range(backends())));
    CHECK_THROWS_AS(database([](UnitOfWork& unit) {
                        CHECK_FALSE(unit.rate_limits().take({one}, 1, noon));
                        throw std::runtime_error("given up");
                    }),
                    std::runtime_error);
    database([](UnitOfWork& unit) { CHECK_FALSE(unit.rate_limits().take({one}, 1, noon)); });
}
