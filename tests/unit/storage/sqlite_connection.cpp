#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/sqlite/query.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>
#include <future>
#include <thread>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::sqlite;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Connection> migrated_connection() {
    auto connection = std::make_unique<Connection>(":memory:");
    migrate(*connection, known_migrations());
    return connection;
}

/// A database that has room for a few hundred kilobytes more, and then none.
std::unique_ptr<SqliteDatabase> small_database() {
    auto connection = migrated_connection();
    const auto pages = std::stoll(connection->fetch("PRAGMA page_count"));
    connection->execute("PRAGMA max_page_count = " + std::to_string(pages + 100));
    return std::make_unique<SqliteDatabase>(nullptr, std::move(connection), nullptr);
}

std::string error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const StorageError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("a full disk in a savepoint aborts the whole group, and the next one works") {
    const auto database = small_database();
    int steps_begun = 0;
    const auto too_much = [&](UnitOfWork& unit, bool swallow) {
        for (int i = 0; i < 10; ++i) {
            ++steps_begun;
            try {
                unit.savepoint(
                    [&] { unit.posts().save(sample_post(std::to_string(i), std::string(100'000, 'x'))); });
            } catch (const StorageError&) {
                if (!swallow) throw;
            }
        }
    };
    const bool swallow = GENERATE(false, true);
    CHECK_THAT(
        error_of([&] { database->transact_blocking([&](UnitOfWork& unit) { too_much(unit, swallow); }); }),
        Catch::Contains("full"));
    CHECK(steps_begun > 1);  // the first ones had room
    database->transact_blocking([](UnitOfWork& unit) { CHECK(unit.posts().count() == 0); });
    database->transact_blocking([](UnitOfWork& unit) { unit.posts().save(sample_post("small")); });
    database->transact_blocking([](UnitOfWork& unit) { CHECK(unit.posts().count() == 1); });
}

TEST_CASE("an error that a step hides behind another one is not forgotten") {
    const auto database = small_database();
    CHECK_THAT(error_of([&] {
                   database->transact_blocking([](UnitOfWork& unit) {
                       unit.savepoint([&] {
                           try {
                               unit.posts().save(sample_post("big", std::string(2'000'000, 'x')));
                           } catch (const StorageError&) {
                               throw std::runtime_error("something else");
                           }
                       });
                   });
               }),
               Catch::Contains("full"));
}

TEST_CASE("an error tells the code and the statement, never the values") {
    const auto connection = migrated_connection();
    const std::string error = error_of([&] {
        connection->begin(Durability::normal);
        Query(*connection,
              "INSERT INTO outbox_attempts (outbox_id, attempt, started_at, reason) VALUES (?, ?, ?, ?)",
              987654321, 1, noon, std::string("private words"))
            .run();
    });
    CHECK_THAT(error, Catch::Contains("FOREIGN KEY constraint failed") && Catch::Contains("787") &&
                          Catch::Contains("INSERT INTO outbox_attempts"));
    CHECK_THAT(error, !Catch::Contains("private") && !Catch::Contains("987654321"));
}

TEST_CASE("a statement is kept after its first use and given back after each") {
    const auto connection = migrated_connection();
    const char* sql = "SELECT ? UNION ALL SELECT 'end'";
    {
        Query unfinished(*connection, sql, std::string("first"));
        REQUIRE(unfinished.next());
        CHECK(unfinished.text(0) == "first");
        CHECK_THROWS_AS(Query(*connection, sql, std::string("inside itself")), std::logic_error);
    }
    Query again(*connection, sql, std::optional<std::string>());
    REQUIRE(again.next());
    CHECK(again.is_null(0));
}

TEST_CASE("a transaction has the durability that it asks for") {
    const auto connection = migrated_connection();
    const auto level_in = [&](Durability durability) {
        connection->begin(durability);
        std::string level = connection->fetch("PRAGMA synchronous");
        connection->commit();
        return level;
    };
    CHECK(level_in(Durability::normal) == "1");
    CHECK(level_in(Durability::full) == "2");
    CHECK(level_in(Durability::normal) == "1");
}

TEST_CASE("a writer waits for another one, and gives up when its patience ends") {
    const ScratchFolder folder;
    const auto file = folder.path() / "busy.db";
    std::ofstream(file).close();
    Connection holder(file);
    migrate(holder, known_migrations());

    holder.begin(Durability::normal);
    Connection hasty(file, {.lock = 1ms, .begin = 5ms});
    CHECK_THAT(error_of([&] { hasty.begin(Durability::normal); }), Catch::Contains("locked"));

    // Each try for the lock is shorter than the transaction that holds it; the beginning goes on trying.
    std::promise<void> waiting;
    std::thread later([&] {
        Connection patient(file, {.lock = 1ms, .begin = 60s});
        waiting.set_value();
        patient.begin(Durability::normal);
        patient.commit();
    });
    waiting.get_future().wait();
    CHECK_THROWS_AS(hasty.begin(Durability::normal), StorageError);  // time passes while the lock is held
    holder.commit();
    later.join();
}

TEST_CASE("the storage thread does not wait for itself") {
    const auto database = open_in_memory();
    CHECK_THROWS_AS(
        database->transact_blocking([&](UnitOfWork&) { database->transact_blocking([](UnitOfWork&) {}); }),
        std::logic_error);
}
