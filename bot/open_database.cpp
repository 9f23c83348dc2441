#include "bot/open_database.hpp"

#include "storage/sqlite/open.hpp"

#include <iostream>

namespace mostik::bot {

std::unique_ptr<storage::Database> open_database_beside(const Config& config) {
    try {
        return storage::sqlite::open(config.database_file, storage::sqlite::Access::beside);
    } catch (const storage::StorageError& error) {
        std::cerr << "mostik: " << error.what() << '\n';
        return nullptr;
    }
}

}  // namespace mostik::bot
