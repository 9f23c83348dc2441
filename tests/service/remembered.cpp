#include "tests/service/remembered.hpp"

#include "storage/sqlite/open.hpp"

#include <algorithm>

namespace mostik::service_tests {

namespace {
constexpr int all = 1'000'000;
}

Remembered::Remembered(const std::filesystem::path& database_file)
    : database_(storage::sqlite::open(database_file, storage::sqlite::Access::beside)) {}

std::vector<std::string> Remembered::post_ids() {
    std::vector<std::string> ids;
    database_->transact_blocking([&](storage::UnitOfWork& unit) {
        for (const storage::StoredPost& post : unit.posts().latest(all)) ids.push_back(post.key.id);
    });
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool Remembered::has_post(const std::string& id) {
    const std::vector<std::string> ids = post_ids();
    return std::binary_search(ids.begin(), ids.end(), id);
}

std::vector<storage::OutboxRow> Remembered::outbox() {
    std::vector<storage::OutboxRow> rows;
    database_->transact_blocking([&](storage::UnitOfWork& unit) { rows = unit.outbox().latest(all); });
    return rows;
}

std::vector<storage::FailedEvent> Remembered::failed_events() {
    std::vector<storage::FailedEvent> events;
    database_->transact_blocking([&](storage::UnitOfWork& unit) { events = unit.failed_events().list(all); });
    return events;
}

}  // namespace mostik::service_tests
