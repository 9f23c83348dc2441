#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
namespace asio = boost::asio;

namespace {

struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::int64_t post_count(const TestDatabase& database) {
    return database([](UnitOfWork& unit) { return unit.posts().count(); });
}

/// Runs a coroutine to its end on a loop of its own and returns, or throws, what it did.
template <class Coroutine>
void run(Coroutine coroutine) {
    asio::io_context io(1);
    std::exception_ptr error;
    asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr thrown) { error = thrown; });
    io.run();
    if (error) std::rethrow_exception(error);
}

}  // namespace

TEST_CASE("transact runs elsewhere, returns the result and resumes on the caller's own thread") {
    const TestDatabase database(GENERATE(from_range(backends())));
    const auto durability = GENERATE(Durability::normal, Durability::full);
    std::thread::id inside;
    run([&]() -> asio::awaitable<void> {
        const auto here = std::this_thread::get_id();
        const std::string result = co_await database->transact(
            [&](UnitOfWork& unit) {
                inside = std::this_thread::get_id();
                unit.posts().save(sample_post("p1"));
                return std::string("saved");
            },
            durability);
        CHECK(result == "saved");
        CHECK(std::this_thread::get_id() == here);
        CHECK(inside != here);
    });
    CHECK(post_count(database) == 1);
}

TEST_CASE("what throws in a transaction undoes it and reaches the caller as it was") {
    const TestDatabase database(GENERATE(from_range(backends())));
    run([&]() -> asio::awaitable<void> {
        bool caught = false;
        try {
            co_await database->transact([](UnitOfWork& unit) {
                unit.posts().save(sample_post("p1"));
                throw Refusal("no");
            });
        } catch (const Refusal& refusal) {
            caught = std::string(refusal.what()) == "no";
        }
        CHECK(caught);
    });
    CHECK_THROWS_AS(database([](UnitOfWork& unit) {
                        unit.posts().save(sample_post("p2"));
                        throw Refusal("no");
                    }),
                    Refusal);
    CHECK(post_count(database) == 0);
    database([](UnitOfWork& unit) { unit.posts().save(sample_post("p3")); });
    CHECK(post_count(database) == 1);
}

TEST_CASE("transactions run in the order in which they were asked for") {
    const TestDatabase database(GENERATE(from_range(backends())));
    asio::io_context io(1);
    std::vector<int> order;
    for (int i = 0; i < 20; ++i) {
        asio::co_spawn(
            io,
            [&, i]() -> asio::awaitable<void> {
                co_await database->transact([&](UnitOfWork&) { order.push_back(i); });
            },
            [](std::exception_ptr error) { CHECK_FALSE(error); });
    }
    io.run();
    REQUIRE(order.size() == 20);
    CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("a savepoint that throws undoes only itself") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        unit.savepoint([&] { unit.posts().save(sample_post("before")); });
        CHECK_THROWS_AS(unit.savepoint([&] {
            unit.posts().save(sample_post("undone"));
            unit.savepoint([&] { unit.posts().save(sample_post("undone inside")); });
            throw Refusal("no");
        }),
                        Refusal);
        unit.savepoint([&] {
            CHECK_THROWS_AS(unit.savepoint([&] {
                unit.posts().save(sample_post("undone alone"));
                throw Refusal("no");
            }),
                            Refusal);
            unit.posts().save(sample_post("after"));
        });
    });
    database([](UnitOfWork& unit) {
        CHECK(unit.posts().contains(sample_post("before").key));
        CHECK(unit.posts().contains(sample_post("after").key));
        CHECK(unit.posts().count() == 2);
    });
}

TEST_CASE("a storage error in a savepoint ends the whole transaction, whoever swallows it") {
    const TestDatabase database(GENERATE(from_range(backends())));
    const auto fails = [](UnitOfWork& unit) {
        unit.posts().save(sample_post("in the step"));
        throw StorageError("the disk is gone");
    };
    CHECK_THROWS_AS(database([&](UnitOfWork& unit) {
                        unit.posts().save(sample_post("before"));
                        unit.savepoint([&] { fails(unit); });
                    }),
                    StorageError);
    CHECK_THROWS_WITH(database([&](UnitOfWork& unit) {
                          unit.posts().save(sample_post("before"));
                          CHECK_THROWS_AS(unit.savepoint([&] { fails(unit); }), StorageError);
                          // Nothing can be done any more, and the commit is refused.
                          CHECK_THROWS_AS(unit.posts().save(sample_post("after")), StorageError);
                      }),
                      Catch::Contains("the disk is gone"));
    CHECK(post_count(database) == 0);
}

TEST_CASE("changes tell whether a step wrote anything") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        CHECK(unit.changes() == 0);
        unit.posts().contains(sample_post("p1").key);
        CHECK(unit.changes() == 0);
        unit.posts().save(sample_post("p1"));
        CHECK(unit.changes() > 0);
    });
    database([](UnitOfWork& unit) { CHECK(unit.changes() == 0); });
}

TEST_CASE("a caller that gives up before its turn leaves no trace, one whose turn has come is committed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    asio::io_context io(1);
    asio::cancellation_signal cancel_first, cancel_second;
    std::promise<void> begun, go_on;
    std::exception_ptr first_error, second_error;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await database->transact([&](UnitOfWork& unit) {
                begun.set_value();
                go_on.get_future().wait();
                unit.posts().save(sample_post("begun"));
            });
        },
        asio::bind_cancellation_slot(cancel_first.slot(),
                                     [&](std::exception_ptr error) { first_error = error; }));
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await database->transact([&](UnitOfWork& unit) { unit.posts().save(sample_post("waits")); });
        },
        asio::bind_cancellation_slot(cancel_second.slot(),
                                     [&](std::exception_ptr error) { second_error = error; }));
    asio::post(io, [&] {
        begun.get_future().wait();
        cancel_first.emit(asio::cancellation_type::terminal);
        cancel_second.emit(asio::cancellation_type::terminal);
        go_on.set_value();
    });
    io.run();
    CHECK_FALSE(first_error);
    REQUIRE(second_error);
    CHECK_THROWS_AS(std::rethrow_exception(second_error), boost::system::system_error);
    database([](UnitOfWork& unit) {
        CHECK(unit.posts().contains(sample_post("begun").key));
        CHECK_FALSE(unit.posts().contains(sample_post("waits").key));
    });
}

TEST_CASE("destruction finishes what has begun and drops what waits") {
    ScratchFolder folder;
    auto database = GENERATE(from_range(backends())).open(folder.path());
    asio::io_context io(1);
    std::promise<void> begun, go_on;
    bool first_done = false, second_dropped = false, second_ran = false;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await database->transact([&](UnitOfWork&) {
                begun.set_value();
                go_on.get_future().wait();
            });
            first_done = true;
        },
        asio::detached);
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            try {
                co_await database->transact([&](UnitOfWork&) { second_ran = true; });
            } catch (const boost::system::system_error&) {
                second_dropped = true;
            }
        },
        asio::detached);
    asio::post(io, [&] {
        begun.get_future().wait();
        std::thread closing([&] { database.reset(); });
        go_on.set_value();
        closing.join();
    });
    io.run();
    CHECK(first_done);
    // Whether the second had its turn is a matter of luck; that it is told is not.
    CHECK(second_dropped != second_ran);
}
