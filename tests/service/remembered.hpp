#pragma once

#include "storage/database.hpp"
#include "tests/simulators/mattermost/model.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostik::service_tests {

using simulators::mattermost::Post;

/// What a bot's database holds, read beside the running bot by a connection of its own.
class Remembered {
  public:
    /// The database must be there: a bot has been started on it.
    explicit Remembered(const std::filesystem::path& database_file);

    /// Sorted; one that were stored twice would be there twice.
    std::vector<std::string> post_ids();
    bool has_post(const std::string& id);
    /// What a post is remembered as; nothing when it is not stored.
    std::optional<storage::StoredPost> post(const Post& post);
    /// Its texts, oldest first.
    std::vector<std::string> texts(const Post& post);
    /// "author:emoji", sorted.
    std::vector<std::string> reactions(const Post& post);
    std::vector<storage::OutboxRow> outbox();
    std::vector<storage::FailedEvent> failed_events();

  private:
    std::unique_ptr<storage::Database> database_;
};

}  // namespace mostik::service_tests
