#include "tests/unit/bot/delivery_stage.hpp"

namespace mostik::bot::testing {

using namespace std::chrono_literals;
using messengers::WhenUncertain;
using storage::OutboxState;
using Texts = std::vector<std::string>;

namespace {

/// A row "1|2|3" as a process leaves it that ends after its first part was recorded.
struct AfterCrash : DeliveryStage {
    AfterCrash() {
        id = enqueue("c1", "1|2|3");
        transact([&](storage::UnitOfWork& unit) {
            ClaimOptions options{.now = clock.now(), .lease = 60s, .room = 1, .gates = {}};
            options.gates["mattermost"] = {.rules = sender.address_rules()};
            ClaimResult claimed = claim(unit, options);
            REQUIRE(claimed.rows.size() == 1);
            std::vector<core::Step> steps(3);
            for (int i = 0; i < 3; ++i) {
                steps[static_cast<std::size_t>(i)].part = i;
                steps[static_cast<std::size_t>(i)].payload = std::to_string(i + 1);
            }
            unit.outbox().plan(id, steps);
            claimed.rows[0].parts = unit.outbox().parts(id);
            const messengers::AddressRules rules = sender.address_rules();
            const StepEnd end{.claimed = claimed.rows[0],
                              .step = steps[0],
                              .number = 0,
                              .last = false,
                              .rules = rules,
                              .when_uncertain = sender.policy,
                              .max_attempts = 5,
                              .lease = 60s,
                              .now = clock.now(),
                              .jitter = 0};
            const messengers::Delivered made{.channel_id = "c1", .made = {{"before", 0, "", "text"}}};
            CHECK(record_outcome(unit, end, made) == Next::next_step);
            return true;
        });
    }

    storage::OutboxId id = 0;
};

}  // namespace

TEST_CASE_METHOD(AfterCrash, "a crash between two parts repeats none that was recorded") {
    start();
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"2", "3"});
    CHECK(row(id).attempt == 2);
    CHECK(row(id).remote_id == "before");
    CHECK(copies("1|2|3") == Texts{"before", "m1", "m2"});
}

TEST_CASE_METHOD(AfterCrash, "only the part that may be there is asked for") {
    sender.policy = WhenUncertain::ask;
    start();
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.asked_for == Texts{"2"});
    CHECK(sender.texts() == Texts{"2", "3"});
}

TEST_CASE_METHOD(AfterCrash, "where a person decides, the rest waits for him") {
    sender.policy = WhenUncertain::hold;
    start();
    wait_until([&] { return row(id).held; });
    CHECK(sender.requests.empty());
    CHECK(transact([&](storage::UnitOfWork& unit) { return unit.outbox().requeue(id, clock.now()); }));
    advance(1s);
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"2", "3"});
}

TEST_CASE_METHOD(DeliveryStage, "each part is recorded before the next is sent") {
    sender.hold("2");
    const auto id = enqueue("c1", "1|2|3");
    start();
    wait_for_requests(2);
    const auto parts = transact([&](storage::UnitOfWork& unit) { return unit.outbox().parts(id); });
    REQUIRE(parts.size() == 3);
    CHECK(parts[0].attempt == 1);
    CHECK(parts[0].made.at(0).message_id == "m1");
    CHECK(parts[1].attempt == 0);
    CHECK(copies("1|2|3") == Texts{"m1"});
    sender.release();
    wait_for_state(id, OutboxState::delivered);
    CHECK(copies("1|2|3") == Texts{"m1", "m2", "m3"});
}

TEST_CASE_METHOD(DeliveryStage, "a part that has to be tried again does not begin anew") {
    sender.outcomes = {messengers::Delivered{.channel_id = "c1", .made = {{"first", 0, "", "text"}}},
                       messengers::Retry{.reason = "later"}};
    const auto id = enqueue("c1", "1|2");
    start();
    wait_until([&] { return row(id).failures == 1; });
    CHECK(row(id).state == OutboxState::queued);
    advance(2s);
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"1", "2", "2"});
    CHECK(row(id).remote_id == "first");
}

TEST_CASE_METHOD(DeliveryStage, "the parts of one message wait for their tokens like others") {
    sender.buckets = {{"all", 1, 10s}};
    const auto id = enqueue("c1", "1|2");
    start();
    wait_for_requests(1);
    wait_until([&] { return row(id).state == OutboxState::queued; });
    CHECK(row(id).due_at == after(10s));
    CHECK(row(id).failures == 0);
    advance(10s);
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"1", "2"});
}

}  // namespace mostik::bot::testing
