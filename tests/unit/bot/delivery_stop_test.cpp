#include "tests/unit/bot/delivery_stage.hpp"

namespace mostik::bot::testing {

using namespace std::chrono_literals;
using storage::OutboxState;
using Texts = std::vector<std::string>;

TEST_CASE_METHOD(DeliveryStage, "a stop lets a send end that is quick enough") {
    sender.hold("x");
    const auto id = enqueue("c1", "x");
    start();
    wait_for_requests(1);
    sender.release();
    stop();
    CHECK(row(id).state == OutboxState::delivered);
}

TEST_CASE_METHOD(DeliveryStage, "a stop gives back what has not left, as if it had never been claimed") {
    files.waits = true;
    const auto id = enqueue("c1", "x", [](storage::OutboxDraft& draft) {
        draft.message.files = {
            {.post = {"mattermost", "c9", "p9"}, .id = "f", .name = "f", .mime_type = "", .link = ""}};
    });
    start();
    wait_until([&] { return files.fetches == 1; });
    stop();
    CHECK(sender.requests.empty());
    CHECK(row(id).state == OutboxState::queued);
    CHECK(row(id).failures == 0);
    CHECK(row(id).due_at == noon);
}

TEST_CASE_METHOD(DeliveryStage, "a send that a stop cuts off may have arrived") {
    sender.hold("x");
    const auto id = enqueue("c1", "x");
    start();
    wait_for_requests(1);
    stop();
    CHECK(row(id).state == OutboxState::uncertain);
    CHECK_FALSE(row(id).held);
    CHECK(row(id).failures == 1);
}

TEST_CASE_METHOD(DeliveryStage, "a send that a stop cuts off is put aside where a person decides") {
    sender.policy = messengers::WhenUncertain::hold;
    sender.hold("x");
    const auto id = enqueue("c1", "x");
    start();
    wait_for_requests(1);
    stop();
    CHECK(row(id).state == OutboxState::uncertain);
    CHECK(row(id).held);
}

TEST_CASE_METHOD(DeliveryStage, "nothing new leaves after a stop has begun") {
    sender.hold("x");
    const auto id = enqueue("c1", "x");
    const auto behind = enqueue("c1", "behind it");
    start();
    wait_for_requests(1);
    sender.release();
    stop();
    CHECK(row(id).state == OutboxState::delivered);
    CHECK(row(behind).state == OutboxState::queued);
    CHECK(row(behind).attempt == 0);
    CHECK(sender.texts() == Texts{"x"});
}

TEST_CASE_METHOD(DeliveryStage, "of a message in parts a stop cuts off only the part that is under way") {
    sender.hold("2");
    const auto id = enqueue("c1", "1|2|3");
    start();
    wait_for_requests(2);
    stop();
    CHECK(row(id).state == OutboxState::uncertain);
    sender.release();
    start();
    advance(10s);
    wait_for_state(id, OutboxState::delivered);
    CHECK(sender.texts() == Texts{"1", "2", "2", "3"});
}

}  // namespace mostik::bot::testing
