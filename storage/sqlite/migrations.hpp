#pragma once

#include "storage/sqlite/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage::sqlite {

/// One step of the schema, from migrations/NNNN_name.sql. Once released it is never edited: the database
/// keeps its checksum.
struct Migration {
    int version = 0;
    std::string_view name;  ///< the file's
    std::string_view sql;
};

/// The steps that are compiled into this program, by version.
const std::vector<Migration>& known_migrations();

/// Brings the database up to the last of `migrations`, each in a transaction of its own. A database that has
/// them all is only read. Errors: StorageError when the file belongs to another program, has a newer schema,
/// or was made with another text of a step.
void migrate(Connection& connection, const std::vector<Migration>& migrations);

/// Changes nothing. Errors: those of migrate(), and StorageError when a step is missing; the message says
/// what to do.
void require_migrated(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace mostik::storage::sqlite
