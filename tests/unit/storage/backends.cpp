#include "tests/unit/storage/backends.hpp"

#include "storage/sqlite/open.hpp"

namespace mostik::storage::testing {

const std::vector<Backend>& backends() {
    static const std::vector<Backend> all{
        {"SQLite file",
         [](const std::filesystem::path& folder) {
             return sqlite::open(folder / "contract.db", sqlite::Access::service);
         }},
        {"SQLite in memory", [](const std::filesystem::path&) { return sqlite::open_in_memory(); }},
    };
    return all;
}

}  // namespace mostik::storage::testing
