// storage_writer FILE: opens the database as the service does, then commits posts until it is killed, and
// writes a line to standard output: "open" once, then the number of each post after its commit.
// storage_writer FILE beside: commits one post beside a running service and ends.
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <exception>
#include <iostream>
#include <string_view>

namespace {

using namespace mostik::storage;

void commit_post(Database& database, const std::string& name) {
    database.transact_blocking([&](UnitOfWork& unit) {
        unit.posts().save(testing::sample_post(name));
        unit.outbox().enqueue(testing::draft_to("c1", name), testing::noon);
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    try {
        if (argc > 2 && std::string_view(argv[2]) == "beside") {
            commit_post(*sqlite::open(argv[1], sqlite::Access::beside), "beside");
            return 0;
        }
        const auto database = sqlite::open(argv[1], sqlite::Access::service);
        std::cout << "open" << std::endl;
        for (int number = 1;; ++number) {
            commit_post(*database, std::to_string(number));
            std::cout << number << std::endl;
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
