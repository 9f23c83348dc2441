#pragma once

#include "storage/posts.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

class SqlitePosts final : public Posts {
  public:
    explicit SqlitePosts(Connection& connection) : connection_(connection) {}

    SaveOutcome save(const StoredPost& post) override;
    bool mark_deleted(const PostKey& key, core::Time when) override;
    std::optional<StoredPost> find(const PostKey& key) override;
    bool contains(const PostKey& key) override;
    std::vector<PostVersion> versions(const PostKey& key) override;
    std::int64_t count() override;
    std::vector<StoredPost> latest(int limit) override;

  private:
    bool insert(const StoredPost& post);
    void replace_current(std::int64_t row, const StoredPost& post);
    void queue_for_search(std::int64_t row);
    void fill_in_names(std::int64_t row, const StoredPost& post);

    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
