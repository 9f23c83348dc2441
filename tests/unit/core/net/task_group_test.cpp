#include "core/net/task_group.hpp"

#include "tests/unit/core/net/loop.hpp"

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::core::net::testing {

namespace {

struct TaskGroupStage {
    Loop loop;
    std::vector<std::string> failures;
    std::vector<std::string> ended;
    Signal go{loop.executor()};
    TaskGroup group{loop.executor(), [this](const std::string& task, const std::exception_ptr& error) {
                        try {
                            std::rethrow_exception(error);
                        } catch (const std::exception& e) {
                            failures.push_back(task + ": " + e.what());
                        }
                    }};

    void join() {
        loop.run([this] { return group.join(); });
    }
    asio::awaitable<void> end(std::string name) {
        ended.push_back(std::move(name));
        co_return;
    }
    asio::awaitable<void> fail() {
        throw std::runtime_error("broken");
        co_return;
    }
    asio::awaitable<void> wait_then_end(std::string name) {
        co_await go.wait();
        ended.push_back(std::move(name));
    }
};

}  // namespace

TEST_CASE_METHOD(TaskGroupStage, "join returns when every task has ended") {
    join();  // there is none: at once
    group.spawn("one", end("one"));
    group.spawn("waiting", wait_then_end("waiting"));
    CHECK(group.running() == 2);
    go.notify();
    join();
    CHECK(ended.size() == 2);
    CHECK(group.running() == 0);
    CHECK(failures.empty());
}

TEST_CASE_METHOD(TaskGroupStage, "a task that throws is reported once and leaves the others alone") {
    group.spawn("waiting", wait_then_end("waiting"));
    group.spawn("bad", fail());
    loop.run([this] { return group.one_ended(); });
    CHECK(failures == std::vector<std::string>{"bad: broken"});
    CHECK(group.running() == 1);
    go.notify();
    join();
    CHECK(failures.size() == 1);
    CHECK(ended == std::vector<std::string>{"waiting"});
}

TEST_CASE_METHOD(TaskGroupStage, "stop cancels what runs, which is no failure, repeats are harmless") {
    const auto last = [](TaskGroupStage& stage) -> asio::awaitable<void> {
        co_await pause(1h);
        stage.ended.emplace_back("an hour later");
    };
    for (const char* name : {"one", "two", "three"}) group.spawn(name, last(*this));
    loop.run([] { return pause(0ms); });
    group.stop();
    group.stop();
    join();
    CHECK(ended.empty());
    CHECK(failures.empty());
    group.stop();
}

TEST_CASE_METHOD(TaskGroupStage, "a task that fails while it is stopped is reported") {
    const auto stubborn = [](TaskGroupStage& stage) -> asio::awaitable<void> {
        try {
            co_await stage.go.wait();
        } catch (const std::exception&) {
            throw std::runtime_error("cannot clean up");
        }
    };
    group.spawn("stubborn", stubborn(*this));
    loop.run([] { return pause(0ms); });
    group.stop();
    join();
    CHECK(failures == std::vector<std::string>{"stubborn: cannot clean up"});
}

TEST_CASE_METHOD(TaskGroupStage, "a task that needs time to stop is waited for") {
    const auto slow = [](TaskGroupStage& stage) -> asio::awaitable<void> {
        try {
            co_await stage.go.wait();
        } catch (const std::exception&) {
            stage.ended.emplace_back("cancelled");
        }
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await pause(20ms);
        stage.ended.emplace_back("cleaned up");
    };
    group.spawn("slow", slow(*this));
    loop.run([] { return pause(0ms); });
    group.stop();
    join();
    CHECK(ended == std::vector<std::string>{"cancelled", "cleaned up"});
}

TEST_CASE_METHOD(TaskGroupStage, "after stop nothing begins") {
    group.stop();
    group.spawn("late", end("late"));
    CHECK(group.running() == 0);
    join();
    CHECK(ended.empty());
}

TEST_CASE_METHOD(TaskGroupStage, "one_ended returns at the first end") {
    group.spawn("waiting", wait_then_end("waiting"));
    group.spawn("one", end("one"));
    loop.run([this] { return group.one_ended(); });
    CHECK(ended == std::vector<std::string>{"one"});
    go.notify();
    join();
}

TEST_CASE_METHOD(TaskGroupStage, "a task may start another one of its group") {
    const auto parent = [](TaskGroupStage& stage) -> asio::awaitable<void> {
        stage.group.spawn("child", stage.end("child"));
        stage.ended.emplace_back("parent");
        co_return;
    };
    group.spawn("parent", parent(*this));
    join();
    CHECK(ended.size() == 2);
}

}  // namespace mostik::core::net::testing
