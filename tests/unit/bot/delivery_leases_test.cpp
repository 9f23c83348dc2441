#include "tests/unit/bot/delivery_stage.hpp"

namespace mostik::bot::testing {

using namespace std::chrono_literals;
using messengers::WhenUncertain;
using storage::OutboxState;
using Texts = std::vector<std::string>;

TEST_CASE_METHOD(DeliveryStage,
                 "a send that is held past its lease is made again, and its late answer changes nothing") {
    const auto id = enqueue("c1", "slow");
    sender.hold("slow");
    start();
    wait_for_requests(1);
    advance(61s);
    wait_until([&] { return row(id).state == OutboxState::uncertain || row(id).attempt == 2; });
    advance(10s);
    wait_for_requests(2);
    CHECK(row(id).state == OutboxState::sending);
    CHECK(row(id).attempt == 2);
    CHECK(row(id).failures == 1);

    // Both answers come: only the one of the attempt that is current counts.
    sender.release();
    wait_for_state(id, OutboxState::delivered);
    wait_until([&] { return log.count("its outcome is ignored") == 1; });
    CHECK(row(id).remote_id == "m2");
    CHECK(copies("slow") == Texts{"m2"});
    CHECK(row(id).attempt == 2);
    CHECK(sender.requests.size() == 2);
}

TEST_CASE_METHOD(DeliveryStage, "where a person decides, a send that is held past its lease is put aside") {
    sender.policy = WhenUncertain::hold;
    const auto id = enqueue("c1", "slow");
    const auto behind = enqueue("c1", "behind it");
    sender.hold("slow");
    start();
    wait_for_requests(1);
    advance(61s);
    wait_for_state(behind, OutboxState::delivered);
    CHECK(row(id).state == OutboxState::uncertain);
    CHECK(row(id).held);
    advance(1h);
    // Nobody made it again, and its answer is welcome whenever it comes.
    sender.release();
    wait_for_state(id, OutboxState::delivered);
    CHECK_FALSE(row(id).held);
    CHECK(sender.texts() == Texts{"slow", "behind it"});
}

TEST_CASE_METHOD(DeliveryStage, "a far side that can be asked is asked before anything is made again") {
    sender.policy = WhenUncertain::ask;
    const auto id = enqueue("c1", "slow");
    sender.hold("slow");
    start();
    wait_for_requests(1);
    CHECK(sender.asked_for.empty());
    advance(61s);
    wait_for_requests(2);
    CHECK(sender.asked_for == Texts{"slow"});
    sender.release();
    wait_for_state(id, OutboxState::delivered);
}

TEST_CASE_METHOD(DeliveryStage, "lines go first in first out, and beside each other") {
    sender.hold("a1");
    enqueue("a", "a1");
    const auto a2 = enqueue("a", "a2");
    const auto a3 = enqueue("a", "a3");
    const auto b1 = enqueue("b", "b1");
    const auto b2 = enqueue("b", "b2");
    start();
    wait_for_state(b2, OutboxState::delivered);
    CHECK(row(b1).state == OutboxState::delivered);
    CHECK(row(a2).state == OutboxState::queued);
    CHECK(sender.texts() == Texts{"a1", "b1", "b2"});
    sender.release();
    wait_for_state(a3, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"a1", "b1", "b2", "a2", "a3"});
}

TEST_CASE_METHOD(DeliveryStage, "a row that fails blocks nobody, one that is tried again keeps its place") {
    sender.outcomes = {messengers::Rejected{messengers::RejectionClass::bad_message, "no"},
                       messengers::Retry{.reason = "later"}};
    const auto bad = enqueue("a", "bad");
    const auto again = enqueue("a", "again");
    const auto last = enqueue("a", "last");
    start();
    wait_for_requests(2);
    wait_until([&] { return row(again).failures == 1; });
    CHECK(row(bad).state == OutboxState::failed);
    CHECK(row(last).attempt == 0);
    advance(2s);
    wait_for_state(last, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"bad", "again", "again", "last"});
}

}  // namespace mostik::bot::testing
