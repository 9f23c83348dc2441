#include "tests/service/remembered.hpp"

#include "storage/sqlite/open.hpp"

#include <algorithm>

namespace mostik::service_tests {

namespace {

constexpr int all = 1'000'000;

storage::PostKey key_of(const Post& post) {
    return {"mattermost", core::from_millis(post.create_at), post.id};
}

}  // namespace

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

std::optional<storage::StoredPost> Remembered::post(const Post& post) {
    std::optional<storage::StoredPost> stored;
    database_->transact_blocking(
        [&](storage::UnitOfWork& unit) { stored = unit.posts().find(key_of(post)); });
    return stored;
}

std::vector<std::string> Remembered::texts(const Post& post) {
    std::vector<std::string> texts;
    database_->transact_blocking([&](storage::UnitOfWork& unit) {
        for (const storage::PostVersion& version : unit.posts().versions(key_of(post))) {
            texts.push_back(version.text);
        }
    });
    return texts;
}

std::vector<std::string> Remembered::reactions(const Post& post) {
    std::vector<std::string> reactions;
    database_->transact_blocking([&](storage::UnitOfWork& unit) {
        for (const storage::StoredReaction& reaction : unit.posts().reactions(key_of(post))) {
            reactions.push_back(reaction.author_name + ":" + reaction.emoji);
        }
    });
    std::sort(reactions.begin(), reactions.end());
    return reactions;
}

std::vector<storage::OutboxRow> Remembered::outbox() {
    std::vector<storage::OutboxRow> rows;
    database_->transact_blocking(
        [&](storage::UnitOfWork& unit) { rows = unit.outbox().latest({.limit = all}); });
    return rows;
}

std::vector<storage::FailedEvent> Remembered::failed_events() {
    std::vector<storage::FailedEvent> events;
    database_->transact_blocking([&](storage::UnitOfWork& unit) { events = unit.failed_events().list(all); });
    return events;
}

}  // namespace mostik::service_tests
