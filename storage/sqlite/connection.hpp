#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"
#include "storage/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

namespace mostik::storage::sqlite {

/// How long a connection waits for other processes that write.
struct Patience {
    core::Milliseconds lock{std::chrono::seconds{5}};    ///< for one lock
    core::Milliseconds begin{std::chrono::seconds{30}};  ///< for the beginning of a transaction, in all
};

/// One connection to a database file: its cached statements and its open transaction. One thread at a time.
///
/// Every failure of SQLite becomes a StorageError that tells the code and the statement, never the bound
/// values. A failure inside a transaction dooms it: nothing more can be run in it and it cannot be committed,
/// whoever catches the exception, because SQLite may already have rolled it back by itself (SQLITE_FULL
/// does).
class Connection {
  public:
    /// Opens a file that exists (":memory:": a database of its own). Errors: StorageError.
    explicit Connection(const std::filesystem::path& file, Patience patience = {});
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// BEGIN IMMEDIATE. Waits for other writers as long as its patience lasts.
    void begin(Durability durability);
    /// Begins a transaction that only reads; to be ended by rollback(). What writes in it fails.
    void begin_reading();
    /// Commits, or throws StorageError; the transaction is over either way.
    void commit();
    /// Ends the transaction, if there is one, and forgets what doomed it.
    void rollback() noexcept;

    /// Makes the open transaction impossible to commit.
    void doom(const std::string& reason);
    /// Throws StorageError when the open transaction is doomed.
    void require_sound() const;

    /// Rows changed since begin().
    std::int64_t changes() const;

    /// SQLite's own number of commits by others; only comparisons mean something.
    std::int64_t data_version();

    /// Runs statements that are not worth keeping: pragmas, migrations.
    void execute(const std::string& sql);
    /// The first column of the first row of such a statement, as text; empty when there is none.
    std::string fetch(const std::string& sql);

    const std::filesystem::path& file() const { return file_; }
    sqlite3* handle() const { return database_.getHandle(); }

  private:
    friend class Query;

    struct Prepared {
        Prepared(const SQLite::Database& database, std::string_view sql)
            : statement(database, std::string(sql)) {}
        SQLite::Statement statement;
        bool in_use = false;
    };

    /// The cached statement for `sql`, which must live as long as the connection (a literal).
    Prepared& borrow(std::string_view sql);
    [[noreturn]] void fail(const SQLite::Exception& error, std::string_view sql);
    void set_durability(Durability durability);
    bool in_transaction() const;

    std::filesystem::path file_;
    Patience patience_;
    SQLite::Database database_;
    std::unordered_map<std::string_view, std::unique_ptr<Prepared>> prepared_;
    std::string doomed_;  ///< why the open transaction cannot be committed; empty: it can
    std::int64_t changes_at_begin_ = 0;
    Durability durability_ = Durability::normal;
};

}  // namespace mostik::storage::sqlite
