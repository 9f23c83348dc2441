#include "storage/sqlite/migrations.hpp"

#include "core/embedded_file.hpp"
#include "storage/sqlite/query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <stdexcept>

#include <openssl/evp.h>

namespace mostik::storage::sqlite {

/// Generated from migrations/*.sql.
const std::vector<core::EmbeddedFile>& embedded_files();

namespace {

/// Marks a file as this program's (PRAGMA application_id): "Mstk".
constexpr std::string_view application_id = "1299412075";

std::string checksum(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[digest[i] / 16U];
        hex += digits[digest[i] % 16U];
    }
    return hex;
}

std::vector<Migration> read_embedded() {
    std::vector<Migration> found;
    for (const core::EmbeddedFile& file : embedded_files()) {
        Migration migration{.name = file.name, .sql = file.contents};
        std::from_chars(file.name.data(), file.name.data() + file.name.size(), migration.version);
        found.push_back(migration);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
    return found;
}

/// Version and checksum of each step that the database has.
using Applied = std::map<int, std::string>;

/// Errors: StorageError when the file is not this program's.
Applied read_applied(Connection& connection) {
    const std::string id = connection.fetch("PRAGMA application_id");
    if (id != application_id) {
        if (id == "0" && connection.fetch("SELECT count(*) FROM sqlite_schema") == "0") return {};
        throw StorageError(connection.file().string() +
                           " is the database of another program: name another file in db.url");
    }
    Applied applied;
    Query query(connection, "SELECT version, checksum FROM schema_migrations");
    while (query.next()) applied[static_cast<int>(query.integer(0))] = query.text(1);
    return applied;
}

void check_applied(const Connection& connection, const Applied& applied,
                   const std::vector<Migration>& migrations) {
    const int newest_known = migrations.empty() ? 0 : migrations.back().version;
    if (!applied.empty() && applied.rbegin()->first > newest_known) {
        throw StorageError(connection.file().string() + " was written by a newer version of Mostik (schema " +
                           std::to_string(applied.rbegin()->first) + ", this one knows " +
                           std::to_string(newest_known) + "): run that version, or restore a backup");
    }
    for (const Migration& migration : migrations) {
        const auto found = applied.find(migration.version);
        if (found != applied.end() && found->second != checksum(migration.sql)) {
            throw StorageError(connection.file().string() + " was made with another text of " +
                               std::string(migration.name) +
                               ": this program was built from changed sources; a step that was applied once "
                               "must stay as it was");
        }
    }
}

void apply(Connection& connection, const Migration& migration) {
    connection.execute(std::string(migration.sql));
    Query(connection,
          "INSERT INTO schema_migrations (version, name, applied_at, checksum) VALUES (?, ?, unixepoch() * "
          "1000, ?)",
          migration.version, migration.name, checksum(migration.sql))
        .run();
}

void create_record(Connection& connection) {
    connection.execute("PRAGMA application_id = " + std::string(application_id));
    connection.execute(
        "CREATE TABLE schema_migrations ("
        "version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL, checksum TEXT NOT NULL"
        ") STRICT");
}

}  // namespace

const std::vector<Migration>& known_migrations() {
    static const std::vector<Migration> migrations = read_embedded();
    return migrations;
}

void migrate(Connection& connection, const std::vector<Migration>& migrations) {
    Applied applied = read_applied(connection);
    check_applied(connection, applied, migrations);
    for (const Migration& migration : migrations) {
        if (applied.contains(migration.version)) continue;
        connection.begin(Durability::full);
        try {
            if (applied.empty()) create_record(connection);
            apply(connection, migration);
        } catch (...) {
            connection.rollback();
            throw;
        }
        connection.commit();
        applied[migration.version] = checksum(migration.sql);
    }
}

void require_migrated(Connection& connection, const std::vector<Migration>& migrations) {
    const Applied applied = read_applied(connection);
    check_applied(connection, applied, migrations);
    const bool complete = std::all_of(migrations.begin(), migrations.end(), [&](const Migration& migration) {
        return applied.contains(migration.version);
    });
    if (!complete) {
        throw StorageError(connection.file().string() +
                           (applied.empty() ? " is empty" : " has an older schema than this program needs") +
                           ": start `mostik run` once, it sets the database up");
    }
}

}  // namespace mostik::storage::sqlite
