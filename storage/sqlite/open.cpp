#include "storage/sqlite/open.hpp"

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/migrations.hpp"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mostik::storage::sqlite {

namespace {

void create_parents(const std::filesystem::path& file) {
    if (!file.has_parent_path()) return;
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    if (error) {
        throw StorageError("cannot create the directory " + file.parent_path().string() +
                           " for the database: " + error.message());
    }
}

/// Other users may not read what people wrote. SQLite gives its own files beside this one the same mode.
/// An existing file is not even opened: closing it would drop SQLite's locks in this process.
void create_private(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        close(descriptor);
    } else if (errno != EEXIST) {
        throw StorageError("cannot create the database " + file.string() + ": " +
                           std::generic_category().message(errno));
    }
}

void use_write_ahead_log(Connection& connection) {
    if (connection.fetch("PRAGMA journal_mode = WAL") != "wal") {
        throw StorageError(connection.file().string() +
                           " cannot use a write-ahead log: is it on a network file system? Name a local file "
                           "in db.url");
    }
}

}  // namespace

std::unique_ptr<Database> open(const std::filesystem::path& file, Access access) {
    if (access == Access::beside) {
        std::error_code unreadable;  // is told by the opening below
        if (!std::filesystem::exists(file, unreadable) && !unreadable) {
            throw StorageError("there is no database " + file.string() +
                               " yet: start `mostik run` once, it creates it");
        }
        auto connection = std::make_unique<Connection>(file);
        require_migrated(*connection, known_migrations());
        return std::make_unique<SqliteDatabase>(nullptr, std::move(connection), nullptr);
    }
    create_parents(file);
    auto lock = std::make_unique<ServiceLock>(file);
    create_private(file);
    auto connection = std::make_unique<Connection>(file);
    migrate(*connection, known_migrations());
    use_write_ahead_log(*connection);
    auto checkpointer = std::make_unique<Checkpointer>(*connection);
    auto reader = std::make_unique<Connection>(file);
    return std::make_unique<SqliteDatabase>(std::move(lock), std::move(connection), std::move(checkpointer),
                                            std::move(reader));
}

std::unique_ptr<Database> open_in_memory() {
    auto connection = std::make_unique<Connection>(":memory:");
    migrate(*connection, known_migrations());
    return std::make_unique<SqliteDatabase>(nullptr, std::move(connection), nullptr);
}

}  // namespace mostik::storage::sqlite
