#include "tests/unit/bot/delivery_stage.hpp"

namespace mostik::bot::testing {

using namespace std::chrono_literals;
using messengers::Rejected;
using messengers::RejectionClass;
using storage::OutboxState;
using Texts = std::vector<std::string>;

namespace {

const Rejected broken{RejectionClass::broken_config, "the token is wrong"};

}  // namespace

TEST_CASE("a breaker's waits double from five seconds to five minutes, and an answer ends them") {
    Breaker breaker;
    CHECK_FALSE(breaker.closed_until());
    CHECK_FALSE(breaker.may_probe(noon));
    breaker.refused(noon);
    CHECK(breaker.closed_until() == after(5s));
    CHECK_FALSE(breaker.may_probe(after(4999ms)));
    CHECK(breaker.may_probe(after(5s)));
    breaker.refused(noon);
    CHECK(breaker.closed_until() == after(10s));
    for (int i = 0; i < 20; ++i) breaker.refused(noon);
    CHECK(breaker.closed_until() == after(5min));
    breaker.probed(after(5min));
    CHECK(breaker.closed_until() == after(10min));
    CHECK(breaker.answered());
    CHECK_FALSE(breaker.answered());
    CHECK_FALSE(breaker.closed_until());
    breaker.probed(noon);
    CHECK_FALSE(breaker.closed_until());
    breaker.refused(noon);
    CHECK(breaker.closed_until() == after(5s));
}

TEST_CASE_METHOD(DeliveryStage, "the breaker closes by a probe, and everything goes on") {
    sender.outcomes = {broken};
    const auto first = enqueue("a", "a");
    start();
    wait_for_requests(1);
    wait_until([&] { return row(first).state == OutboxState::queued; });
    std::vector<storage::OutboxId> others;
    for (const char* target : {"b", "c", "d"}) others.push_back(enqueue(target, target));
    advance(4s);
    // Everything that was to happen has happened when a row of long ago is over.
    const auto stale = enqueue("z", "stale", [&](storage::OutboxDraft& draft) { draft.not_after = noon; });
    delivery->wake();
    wait_for_state(stale, OutboxState::expired);
    CHECK(sender.requests.size() == 1);

    sender.outcomes = {broken};
    advance(2s);
    wait_for_requests(2);
    wait_until([&] { return log.count("refused") == 2; });
    const auto staler = enqueue("z", "staler", [&](storage::OutboxDraft& draft) { draft.not_after = noon; });
    advance(1s);
    wait_for_state(staler, OutboxState::expired);
    CHECK(sender.requests.size() == 2);  // one was enough to see

    advance(20s);
    for (const auto id : others) wait_for_state(id, OutboxState::delivered);
    wait_for_state(first, OutboxState::delivered);
    CHECK(log.count("works again, sending goes on") == 1);
    CHECK(log.count("nothing is sent until its configuration works again") == 1);
    CHECK(row(first).failures == 0);
    CHECK(sender.requests.size() == 6);
}

}  // namespace mostik::bot::testing
