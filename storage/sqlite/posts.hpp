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
    int mark_replies_deleted(const PostKey& root, const std::string& channel_id, core::Time when) override;
    bool add_reaction(const PostRef& post, const StoredReaction& reaction) override;
    bool remove_reaction(const PostRef& post, const std::string& author_id, const std::string& emoji,
                         core::Time when) override;
    std::vector<StoredReaction> reactions(const PostKey& key) override;
    bool contains(const PostKey& key) override;
    std::vector<PostVersion> versions(const PostKey& key) override;
    std::int64_t count() override;
    std::vector<StoredPost> latest(int limit) override;
    std::vector<PostKey> latest_undeleted(const std::string& messenger, const std::string& channel_id,
                                          int limit) override;

  private:
    bool insert(const StoredPost& post);
    void replace_current(std::int64_t row, const StoredPost& post);
    void queue_for_search(std::int64_t row);
    std::optional<std::int64_t> row_of(const PostRef& post);
    void fill_in_names(std::int64_t row, const StoredPost& post);

    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
