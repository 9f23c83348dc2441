#include "storage/sqlite/checkpointer.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <chrono>
#include <fstream>
#include <limits>
#include <memory>
#include <thread>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::sqlite;
using mostik::storage::testing::ScratchFolder;

namespace {

constexpr int never = std::numeric_limits<int>::max();
constexpr std::int64_t no_limit = std::int64_t{1} << 40;

/// A file database in WAL mode with a table to fill, and a checkpointer with limits.
class WatchedDatabase {
  public:
    explicit WatchedDatabase(WalLimits limits) : file_(folder_.path() / "watched.db") {
        std::ofstream(file_).close();
        connection_ = std::make_unique<Connection>(file_);
        connection_->execute("PRAGMA journal_mode = WAL");
        connection_->execute("CREATE TABLE filling (text TEXT)");
        checkpointer_ = std::make_unique<Checkpointer>(*connection_, limits);
    }

    /// Commits about a hundred kilobytes.
    void write() {
        connection_->begin(Durability::normal);
        connection_->execute("INSERT INTO filling VALUES (hex(randomblob(50000)))");
        connection_->commit();
        checkpointer_->between_transactions();
    }
    std::uintmax_t size() const { return std::filesystem::file_size(file_); }
    std::uintmax_t log_size() const { return std::filesystem::file_size(file_.string() + "-wal"); }
    Connection& connection() { return *connection_; }
    const std::filesystem::path& file() const { return file_; }

  private:
    ScratchFolder folder_;
    std::filesystem::path file_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Checkpointer> checkpointer_;
};

}  // namespace

TEST_CASE("a grown log is emptied beside the writer") {
    WatchedDatabase database({.passive_pages = 100, .restart_bytes = no_limit});
    const auto before = database.size();
    const auto version = database.connection().data_version();
    for (int i = 0; i < 10; ++i) database.write();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (database.size() <= before && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    CHECK(database.size() > before);
    CHECK(database.connection().data_version() == version);  // emptying the log is no change by others
}

TEST_CASE("without a checkpointer's work the log keeps everything") {
    WatchedDatabase database({.passive_pages = never, .restart_bytes = no_limit});
    for (int i = 0; i < 50; ++i) database.write();
    CHECK(database.log_size() > 5'000'000);
}

TEST_CASE("a log above its limit begins anew between two transactions") {
    WatchedDatabase database({.passive_pages = never, .restart_bytes = 1'000'000});
    const auto version = database.connection().data_version();
    for (int i = 0; i < 50; ++i) database.write();
    CHECK(database.connection().data_version() == version);
    CHECK(database.log_size() < 2'000'000);
    CHECK(database.connection().fetch("SELECT count(*) FROM filling") == "50");
}

TEST_CASE("a long reader delays the new beginning, and only delays it") {
    WatchedDatabase database({.passive_pages = never, .restart_bytes = 1'000'000});
    database.connection().execute("PRAGMA busy_timeout = 1");
    {
        Connection reader(database.file());
        reader.execute("BEGIN; SELECT count(*) FROM filling");
        for (int i = 0; i < 30; ++i) database.write();
        CHECK(database.log_size() > 2'500'000);
    }
    for (int i = 0; i < 10; ++i) database.write();
    CHECK(database.log_size() < 2'000'000);
    CHECK(database.connection().fetch("SELECT count(*) FROM filling") == "40");
}
