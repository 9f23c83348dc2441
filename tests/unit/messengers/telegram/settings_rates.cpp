#include "messengers/telegram/settings.hpp"
#include "tests/unit/messengers/formatting/random_text.hpp"

#include <algorithm>
#include <chrono>
#include <rapidcheck.h>
#include <vector>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers::telegram;
using namespace std::chrono_literals;
using std::chrono::microseconds;

namespace {

/// A bucket from which somebody takes as often as he can, whenever he looks.
class Taker {
  public:
    explicit Taker(const core::TokenBucket& bucket) : bucket_(bucket) {}

    /// Takes all that is there; returns how much.
    int take_all(microseconds now) {
        int taken = 0;
        // As storage counts it: the moment at which the bucket is full again.
        for (;;) {
            const microseconds begin = std::max(full_at_, now);
            if (begin - (bucket_.capacity - 1) * bucket_.interval > now) return taken;
            full_at_ = begin + bucket_.interval;
            ++taken;
        }
    }

  private:
    core::TokenBucket bucket_;
    microseconds full_at_{0};
};

/// The most that went through in any stretch of time of that length.
std::size_t most_in(const std::vector<microseconds>& moments, microseconds stretch) {
    std::size_t most = 0;
    std::size_t first = 0;
    for (std::size_t last = 0; last < moments.size(); ++last) {
        while (moments[last] - moments[first] >= stretch) ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

}  // namespace

TEST_CASE("A rate is a number and a time") {
    const auto rate = core::parse_rate("25/s");
    REQUIRE(rate);
    CHECK(rate->count == 25);
    CHECK(rate->per == 1s);
    CHECK(core::parse_rate("20/min")->per == 1min);
    CHECK(core::parse_rate("3/h")->per == 1h);
    for (const char* text : {"", "25", "/s", "0/s", "-1/s", "25/", "25/day", "25 /s", "2.5/s", "25/s ",
                             "s/25", "1000001/s", "99999999999999999999/s"}) {
        INFO(text);
        CHECK_FALSE(core::parse_rate(text));
    }
}

TEST_CASE("One a second lets a short burst through") {
    const core::TokenBucket bucket = bucket_of("x", {1, 1s}, 3);
    CHECK(bucket.name == "x");
    CHECK(bucket.capacity == 3);
    CHECK(bucket.interval == 1s);
}

TEST_CASE("No stretch of a rate's time sees more than the rate, however it is asked") {
    mostik::test::require("rate", [] {
        const int count = *rc::gen::resize(
            rc::kNominalSize, rc::gen::oneOf(rc::gen::inRange(2, 14), rc::gen::inRange(14, 400)));
        const int burst = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(1, 6));
        const auto per = *rc::gen::element<core::Milliseconds>(1s, 60s, 3600s);
        const core::TokenBucket bucket = bucket_of("x", {count, per}, burst);
        RC_ASSERT(bucket.capacity >= 1);
        RC_ASSERT(bucket.interval > 0us);
        Taker taker(bucket);
        std::vector<microseconds> moments;
        microseconds now = 1h;
        const auto steps = *rc::gen::container<std::vector<int>>(
            150, rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 100)));
        for (const int step : steps) {
            // From often to seldom, so that the bucket is full now and then.
            now += step > 95 ? microseconds(per) : bucket.interval * step / 20;
            const int taken = taker.take_all(now);
            for (int i = 0; i < taken; ++i) moments.push_back(now);
        }
        RC_ASSERT(most_in(moments, per) <= static_cast<std::size_t>(count));
    });
}

TEST_CASE("In the long run most of a rate goes through") {
    for (const int count : {2, 5, 20, 25, 100}) {
        INFO(count);
        const core::TokenBucket bucket = bucket_of("x", {count, 1s}, 1);
        Taker taker(bucket);
        int taken = 0;
        for (microseconds now = 0us; now < 100s; now += 1ms) taken += taker.take_all(now);
        CHECK(taken >= count * 70);
        CHECK(taken <= count * 100 + count);
    }
}
