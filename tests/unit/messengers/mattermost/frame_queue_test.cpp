#include "messengers/mattermost/frame_queue.hpp"

#include "tests/unit/core/net/loop.hpp"

#include <catch2/catch.hpp>

namespace mostik::messengers::mattermost {

namespace {

struct QueueStage {
    core::net::testing::Loop loop;
    FrameQueue queue{loop.executor(), 1000};

    Heard pop() {
        return loop.run([this] { return queue.pop(); });
    }
    std::string pop_frame() { return std::get<std::string>(pop()); }
    Gap pop_gap() { return std::get<Gap>(pop()); }
};

std::string frame(std::size_t size, char what = 'x') {
    return std::string(size, what);
}

}  // namespace

TEST_CASE_METHOD(QueueStage, "frames and gaps come out in the order in which they went in") {
    queue.push("one");
    queue.push(Gap{"connected anew"});
    queue.push("two");
    CHECK(pop_frame() == "one");
    CHECK(pop_gap().reason == "connected anew");
    CHECK(pop_frame() == "two");
    CHECK(queue.discarded() == 0);
}

TEST_CASE_METHOD(QueueStage, "an empty queue is waited for") {
    const auto push_later = [](FrameQueue& what) -> boost::asio::awaitable<void> {
        what.push("late");
        co_return;
    };
    loop.spawn(push_later(queue));
    CHECK(pop_frame() == "late");
}

TEST_CASE_METHOD(QueueStage,
                 "the queue takes no more than it may hold, and a gap takes the place of the rest") {
    queue.push(frame(600, 'a'));
    queue.push(frame(400, 'b'));  // full to the byte
    for (int number = 0; number < 5; ++number) queue.push(frame(1, 'c'));
    CHECK(queue.discarded() == 5);
    CHECK(pop_frame() == frame(600, 'a'));
    queue.push("after");
    CHECK(pop_frame() == frame(400, 'b'));
    CHECK_THAT(pop_gap().reason, Catch::Matchers::Contains("5 events"));
    CHECK(pop_frame() == "after");
}

TEST_CASE_METHOD(QueueStage, "once full, half has to be free before frames are taken again") {
    for (int number = 0; number < 10; ++number) queue.push(frame(100));
    queue.push("lost");
    for (int number = 0; number < 4; ++number) pop();
    queue.push("still lost");  // 600 bytes wait
    CHECK(queue.discarded() == 2);
    for (int number = 0; number < 2; ++number) pop();
    queue.push("taken");  // 400 bytes wait
    CHECK(queue.discarded() == 2);
    for (int number = 0; number < 4; ++number) CHECK(pop_frame() == frame(100));
    CHECK_THAT(pop_gap().reason, Catch::Matchers::Contains("2 events"));
    CHECK(pop_frame() == "taken");
}

TEST_CASE_METHOD(QueueStage, "a gap is told also when nothing follows what was discarded") {
    queue.push(frame(1000));
    queue.push("lost");
    CHECK(pop_frame() == frame(1000));
    CHECK_THAT(pop_gap().reason, Catch::Matchers::Contains("1 events"));
    // Told once.
    queue.push("next");
    CHECK(pop_frame() == "next");
}

TEST_CASE_METHOD(QueueStage, "a gap that comes anyway tells of the discarded too") {
    queue.push(frame(1000));
    queue.push("lost");
    queue.push(Gap{"connected anew"});
    queue.push("lost as well");
    CHECK(pop_frame() == frame(1000));
    CHECK(pop_gap().reason == "connected anew");
    CHECK_THAT(pop_gap().reason, Catch::Matchers::Contains("1 events"));
}

TEST_CASE_METHOD(QueueStage, "a frame larger than the queue is discarded, not waited for") {
    queue.push(frame(1001));
    CHECK(queue.discarded() == 1);
    CHECK_THAT(pop_gap().reason, Catch::Matchers::Contains("1 events"));
}

TEST_CASE_METHOD(QueueStage, "what was taken out leaves its room to others") {
    for (int round = 0; round < 100; ++round) {
        queue.push(frame(900));
        CHECK(pop_frame().size() == 900);
    }
    CHECK(queue.discarded() == 0);
}

}  // namespace mostik::messengers::mattermost
