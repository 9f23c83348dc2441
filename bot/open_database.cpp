#include "bot/open_database.hpp"

#include "bot/read_config.hpp"
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

std::unique_ptr<storage::Database> open_database(const std::filesystem::path& config_file, int& exit_code) {
    const std::optional<Config> config = read_config(config_file, Need::database_only);
    exit_code = config ? 1 : 2;
    return config ? open_database_beside(*config) : nullptr;
}

}  // namespace mostik::bot
