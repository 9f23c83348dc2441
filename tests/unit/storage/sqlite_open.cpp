#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <fstream>

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using sqlite::Access;

namespace {

void save_one(Database& database) {
    database.transact_blocking([](UnitOfWork& unit) { unit.posts().save(sample_post("p1")); });
}

bool has_one(Database& database) {
    bool found = false;
    database.transact_blocking(
        [&](UnitOfWork& unit) { found = unit.posts().contains(sample_post("p1").key); });
    return found;
}

}  // namespace

TEST_CASE("the service creates the file and its folders, for its own user only") {
    using std::filesystem::perms;
    const ScratchFolder folder;
    const auto file = folder.path() / "a" / "b" / "mostik.db";
    const auto database = sqlite::open(file, Access::service);
    save_one(*database);
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
        INFO(suffix);
        CHECK(std::filesystem::status(file.string() + suffix).permissions() ==
              (perms::owner_read | perms::owner_write));
    }
}

TEST_CASE("what was stored is there after a new start") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    save_one(*sqlite::open(file, Access::service));
    CHECK(has_one(*sqlite::open(file, Access::service)));
    CHECK(has_one(*sqlite::open(file, Access::beside)));
}

TEST_CASE("the command line works beside a service") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    const auto service = sqlite::open(file, Access::service);
    const auto beside = sqlite::open(file, Access::beside);
    save_one(*beside);
    CHECK(has_one(*service));
}

TEST_CASE("a second service on the same file is refused as long as the first is there") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    auto service = sqlite::open(file, Access::service);
    CHECK_THROWS_AS(sqlite::open(file, Access::service), DatabaseInUse);
    service.reset();
    CHECK_NOTHROW(sqlite::open(file, Access::service));
}

TEST_CASE("the command line neither creates nor sets up a database, and says who does") {
    const ScratchFolder folder;
    const auto file = folder.path() / "mostik.db";
    CHECK_THROWS_WITH(
        sqlite::open(file, Access::beside),
        Catch::Contains("there is no database " + file.string()) && Catch::Contains("`mostik run`"));
    CHECK_FALSE(std::filesystem::exists(file));

    std::ofstream(file).close();
    CHECK_THROWS_WITH(sqlite::open(file, Access::beside),
                      Catch::Contains("is empty") && Catch::Contains("`mostik run`"));
    CHECK(std::filesystem::file_size(file) == 0);
}

TEST_CASE("what is no database is refused and left as it is") {
    const ScratchFolder folder;
    const auto file = folder.path() / "notes.txt";
    const std::string text(5000, 'x');
    std::ofstream(file) << text;
    const auto access = GENERATE(Access::service, Access::beside);
    CHECK_THROWS_AS(sqlite::open(file, access), StorageError);
    CHECK_THROWS_WITH(sqlite::open(file, access),
                      Catch::Contains(file.string() + " is not a SQLite database"));
    std::string left;
    std::getline(std::ifstream(file), left);
    CHECK(left == text);
}

TEST_CASE("another program's database is refused and left as it is") {
    const ScratchFolder folder;
    const auto file = folder.path() / "other.db";
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE birds (name TEXT)");
    const auto access = GENERATE(Access::service, Access::beside);
    CHECK_THROWS_WITH(sqlite::open(file, access), Catch::Contains("the database of another program"));
    CHECK(other.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 1);
    CHECK(other.execAndGet("PRAGMA journal_mode").getString() == "delete");
}

TEST_CASE("a place where nothing can be written is named") {
    const ScratchFolder folder;
    std::ofstream(folder.path() / "file") << "in the way";
    const auto file = folder.path() / "file" / "data" / "mostik.db";
    CHECK_THROWS_AS(sqlite::open(file, Access::service), StorageError);
    CHECK_THROWS_WITH(sqlite::open(file, Access::service),
                      Catch::Contains((folder.path() / "file").string()));
    const auto inside = folder.path() / "folder";
    std::filesystem::create_directory(inside);
    CHECK_THROWS_AS(sqlite::open(inside, Access::service), StorageError);
}
