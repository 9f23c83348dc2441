#include "core/net/signal.hpp"

#include "tests/unit/core/net/loop.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::core::net::testing {

namespace {

std::chrono::steady_clock::time_point in(std::chrono::milliseconds duration) {
    return std::chrono::steady_clock::now() + duration;
}

/// How a coroutine that is cancelled while it waits ends.
template <class Make>
std::exception_ptr end_of_cancelled(Loop& loop, Make make) {
    asio::cancellation_signal cancel;
    std::exception_ptr how;
    Signal ended(loop.executor());
    asio::co_spawn(loop.executor(), make(),
                   asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr& error) {
                       how = error;
                       ended.notify();
                   }));
    loop.run([&]() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        cancel.emit(asio::cancellation_type::terminal);
        co_await ended.wait();
    });
    return how;
}

void check_aborted(const std::exception_ptr& error) {
    REQUIRE(error);
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        CHECK(e.code() == asio::error::operation_aborted);
    }
}

}  // namespace

TEST_CASE("a waiter wakes when it is notified") {
    Loop loop;
    Signal signal(loop.executor());
    std::vector<std::string> order;
    loop.spawn([](Signal& what, std::vector<std::string>& said) -> asio::awaitable<void> {
        said.emplace_back("notified");
        what.notify();
        co_return;
    }(signal, order));
    loop.run([&]() -> asio::awaitable<void> {
        order.emplace_back("waits");
        co_await signal.wait();
        order.emplace_back("woke");
    });
    CHECK(order == std::vector<std::string>{"waits", "notified", "woke"});
}

TEST_CASE("a notification before the wait is kept, once") {
    Loop loop;
    Signal signal(loop.executor());
    signal.notify();
    signal.notify();
    CHECK(loop.run([&] { return signal.wait_until(in(30s)); }));
    CHECK_FALSE(loop.run([&] { return signal.wait_until(in(5ms)); }));
}

TEST_CASE("several waiters sleep until they are notified, and all of them wake") {
    Loop loop;
    Signal signal(loop.executor());
    bool open = false;
    int awake = 0;
    int looks = 0;
    const auto waiter = [&]() -> asio::awaitable<void> {
        ++looks;
        while (!open) {
            co_await signal.wait();
            ++looks;
        }
        ++awake;
    };
    for (int number = 0; number < 3; ++number) loop.spawn(waiter());
    loop.run([&]() -> asio::awaitable<void> {
        co_await pause(20ms);
        CHECK(looks == 3);
        open = true;
        signal.notify();
        while (awake < 3) co_await pause(1ms);
    });
    CHECK(looks == 6);
}

TEST_CASE("waiting ends when its time comes") {
    Loop loop;
    Signal signal(loop.executor());
    const auto deadline = in(20ms);
    CHECK_FALSE(loop.run([&] { return signal.wait_until(deadline); }));
    CHECK(std::chrono::steady_clock::now() >= deadline);
    CHECK_FALSE(loop.run([&] { return signal.wait_until(in(-1s)); }));

    // What comes late is for the next wait.
    signal.notify();
    CHECK(loop.run([&] { return signal.wait_until(in(-1s)); }));
}

TEST_CASE("a cancelled wait ends by exception, and takes no notification with it") {
    Loop loop;
    Signal signal(loop.executor());
    check_aborted(end_of_cancelled(loop, [&] { return signal.wait(); }));
    signal.notify();
    CHECK(loop.run([&] { return signal.wait_until(in(30s)); }));
}

TEST_CASE("a pause lasts as long as it is told") {
    Loop loop;
    const auto end = in(20ms);
    loop.run([] { return pause(20ms); });
    CHECK(std::chrono::steady_clock::now() >= end);
}

TEST_CASE("a cancelled pause ends by exception") {
    Loop loop;
    check_aborted(end_of_cancelled(loop, [] { return pause(1h); }));
}

}  // namespace mostik::core::net::testing
