#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/child_process.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <csignal>
#include <exception>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
namespace asio = boost::asio;

namespace {

bool changed_elsewhere(Database& database) {
    asio::io_context io(1);
    bool changed = false;
    asio::co_spawn(
        io, [&]() -> asio::awaitable<void> { changed = co_await database.changed_elsewhere(); },
        [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
    io.run();
    return changed;
}

/// The posts 1, 2, 3 … that the writer has left, each with its outbox row; -1 when it is not such a row.
int posts_left(const std::filesystem::path& file) {
    const auto database = sqlite::open(file, sqlite::Access::service);
    int count = 0;
    database->transact_blocking([&](UnitOfWork& unit) {
        while (unit.posts().contains(sample_post(std::to_string(count + 1)).key)) ++count;
        if (unit.posts().count() != count || unit.outbox().counts().queued != count) count = -1;
    });
    return count;
}

}  // namespace

TEST_CASE("everything that was reported as committed survives kill -9") {
    const ScratchFolder folder;
    const auto file = folder.path() / "killed.db";
    for (const int reports : {1, 2, 17, 150}) {
        std::filesystem::remove_all(file);
        std::filesystem::remove(file.string() + "-wal");
        std::filesystem::remove(file.string() + "-shm");
        ChildProcess writer({STORAGE_WRITER, file.string()});
        REQUIRE(writer.line() == "open");
        for (int i = 0; i < reports; ++i) REQUIRE(writer.line() == std::to_string(i + 1));
        writer.kill();
        int reported = reports;
        while (writer.line()) ++reported;  // what it managed to report before it died
        CHECK(writer.wait() == -SIGKILL);

        const int left = posts_left(file);
        CHECK(left >= reported);
        CHECK(left <= reported + 1);  // one may have died between commit and report
    }
}

#ifdef MOSTIK_KILL_POINTS
TEST_CASE("a transaction is there wholly or not at all when the process dies around its commit") {
    const ScratchFolder folder;
    const auto file = folder.path() / "killed.db";
    const auto [point, left] = GENERATE(table<std::string, int>({
        {"storage.before_commit:5", 4},
        {"storage.after_commit:5", 5},
    }));
    ChildProcess writer({STORAGE_WRITER, file.string()}, "MOSTIK_KILL_POINT=" + point);
    std::string last;
    while (const auto line = writer.line()) last = *line;
    CHECK(writer.wait() == -SIGKILL);
    CHECK(last == "4");
    CHECK(posts_left(file) == left);
}
#endif

TEST_CASE("a second service is refused and told who the first is, until that one is killed") {
    const ScratchFolder folder;
    const auto file = folder.path() / "locked.db";
    ChildProcess first({STORAGE_WRITER, file.string()});
    REQUIRE(first.line() == "open");
    CHECK_THROWS_AS(sqlite::open(file, sqlite::Access::service), DatabaseInUse);
    CHECK_THROWS_WITH(sqlite::open(file, sqlite::Access::service),
                      Catch::Contains("process " + std::to_string(first.pid())));
    first.kill();
    first.wait();
    CHECK_NOTHROW(sqlite::open(file, sqlite::Access::service));
}

TEST_CASE("the service sees that another process has written, once, and its own writing is not that") {
    const ScratchFolder folder;
    const auto file = folder.path() / "shared.db";
    const auto service = sqlite::open(file, sqlite::Access::service);
    CHECK_FALSE(changed_elsewhere(*service));
    service->transact_blocking([](UnitOfWork& unit) { unit.posts().save(sample_post("own")); });
    CHECK_FALSE(changed_elsewhere(*service));

    ChildProcess other({STORAGE_WRITER, file.string(), "beside"});
    REQUIRE(other.wait() == 0);
    CHECK(changed_elsewhere(*service));
    CHECK_FALSE(changed_elsewhere(*service));
    service->transact_blocking([](UnitOfWork& unit) {
        CHECK(unit.posts().contains(sample_post("own").key));
        CHECK(unit.posts().contains(sample_post("beside").key));
    });
}
