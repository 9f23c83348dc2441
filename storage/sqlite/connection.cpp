#include "storage/sqlite/connection.hpp"

#include <chrono>

#include <sqlite3.h>

namespace mostik::storage::sqlite {

namespace {

constexpr int page_cache_kib = 16 * 1024;

/// A statement in one line, for a message.
std::string one_line(std::string_view sql) {
    std::string line;
    for (const char c : sql) {
        const bool blank = c == ' ' || c == '\n' || c == '\t';
        if (!blank) line += c;
        if (blank && !line.empty() && line.back() != ' ') line += ' ';
        if (line.size() >= 200) return line + "…";
    }
    return line;
}

std::string describe(const SQLite::Exception& error, std::string_view sql) {
    return std::string(error.what()) + " (SQLite code " + std::to_string(error.getExtendedErrorCode()) +
           ", in: " + one_line(sql) + ")";
}

SQLite::Database open_database(const std::filesystem::path& file, Patience patience) {
    try {
        return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
                static_cast<int>(patience.lock.count())};
    } catch (const SQLite::Exception& error) {
        throw StorageError("cannot open the database " + file.string() + ": " + error.what());
    }
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, Patience patience)
    : file_(file), patience_(patience), database_(open_database(file, patience)) {
    if (database_.tryExec("SELECT 1 FROM sqlite_schema") == SQLITE_NOTADB) {
        throw StorageError(file_.string() + " is not a SQLite database: name another file in db.url");
    }
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA trusted_schema = OFF");
    execute("PRAGMA secure_delete = ON");  // what is deleted is overwritten
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA cache_size = -" + std::to_string(page_cache_kib));
    execute("PRAGMA wal_autocheckpoint = 0");
    execute("PRAGMA synchronous = NORMAL");
}

Connection::~Connection() {
    rollback();
    prepared_.clear();  // before the connection, which cannot be closed with open statements
}

void Connection::begin(Durability durability) {
    rollback();
    set_durability(durability);
    constexpr const char* sql = "BEGIN IMMEDIATE";
    const auto give_up = std::chrono::steady_clock::now() + patience_.begin;
    int code = database_.tryExec(sql);
    // Each try waits for the lock by itself (busy_timeout), so this does not spin.
    while (code == SQLITE_BUSY && std::chrono::steady_clock::now() < give_up) code = database_.tryExec(sql);
    if (code != SQLITE_OK) {
        throw StorageError(file_.string() + ": " + describe(SQLite::Exception(handle(), code), sql));
    }
    changes_at_begin_ = sqlite3_total_changes64(handle());
}

void Connection::begin_reading() {
    rollback();
    execute("PRAGMA query_only = ON");
    execute("BEGIN DEFERRED");
    changes_at_begin_ = sqlite3_total_changes64(handle());
}

void Connection::commit() {
    try {
        require_sound();
        execute("COMMIT");
    } catch (...) {
        rollback();
        throw;
    }
}

void Connection::rollback() noexcept {
    if (in_transaction()) database_.tryExec("ROLLBACK");
    doomed_.clear();
}

void Connection::doom(const std::string& reason) {
    if (doomed_.empty()) doomed_ = reason;
}

void Connection::require_sound() const {
    if (!doomed_.empty()) throw StorageError("the transaction has failed already: " + doomed_);
}

std::int64_t Connection::changes() const {
    return sqlite3_total_changes64(handle()) - changes_at_begin_;
}

std::int64_t Connection::data_version() {
    return std::stoll(fetch("PRAGMA data_version"));
}

void Connection::execute(const std::string& sql) {
    try {
        database_.exec(sql);
    } catch (const SQLite::Exception& error) {
        fail(error, sql);
    }
}

std::string Connection::fetch(const std::string& sql) {
    try {
        SQLite::Statement statement(database_, sql);
        return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
    } catch (const SQLite::Exception& error) {
        fail(error, sql);
    }
}

Connection::Prepared& Connection::borrow(std::string_view sql) {
    require_sound();
    auto& slot = prepared_[sql];
    try {
        if (!slot) slot = std::make_unique<Prepared>(database_, sql);
    } catch (const SQLite::Exception& error) {
        fail(error, sql);
    }
    if (slot->in_use) throw std::logic_error("a statement is run inside itself: " + one_line(sql));
    slot->in_use = true;
    return *slot;
}

void Connection::fail(const SQLite::Exception& error, std::string_view sql) {
    const std::string what = file_.string() + ": " + describe(error, sql);
    doom(what);
    throw StorageError(what);
}

void Connection::set_durability(Durability durability) {
    if (durability == durability_) return;
    execute(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    durability_ = durability;
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

}  // namespace mostik::storage::sqlite
