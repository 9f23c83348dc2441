#pragma once

#include "storage/database.hpp"

#include <filesystem>
#include <memory>

namespace mostik::storage::sqlite {

enum class Access {
    service,  ///< `mostik run`: creates and migrates the database, holds its lock, one process only
    beside,   ///< the command line, beside a running service or without one: never creates or migrates
};

/// Opens the database file. Errors: DatabaseInUse when another service holds the lock (the message names its
/// process), StorageError when the file cannot be opened, is no database, has a newer schema than this
/// program knows, or (with `beside`) does not exist or was not migrated yet; the message says what to do.
std::unique_ptr<Database> open(const std::filesystem::path& file, Access access);

/// An own, empty, migrated database in memory, for tests.
std::unique_ptr<Database> open_in_memory();

}  // namespace mostik::storage::sqlite
