#pragma once

#include "core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mostik::storage {

/// Names a post. The time of creation never changes and comes first in the unique key: keys that begin with
/// random text cost ten times more at a million rows.
struct PostKey {
    std::string messenger;
    core::Time created_at{};
    std::string id;
};

struct StoredPost {
    PostKey key;
    std::string channel_id;
    std::string channel_name;
    std::string thread_id;  ///< empty: no reply
    std::string author_id;
    std::string author_name;
    std::string text;
    core::Time edited_at{};                ///< zero: never edited
    std::optional<core::Time> deleted_at;  ///< set by mark_deleted only
    std::string attachments;               ///< JSON array of {id, name, mime_type, size}
    std::string raw;                       ///< the post as received (JSON)
};

struct PostVersion {
    core::Time edited_at{};
    std::string text;
    std::string attachments;
    std::string raw;
};

struct StoredReaction {
    std::string author_id;
    std::string author_name;
    std::string emoji;
    core::Time created_at{};
};

/// Names a post where its time of creation is not known; slower to find than by its key.
struct PostRef {
    std::string messenger;
    std::string channel_id;
    std::string id;
};

enum class SaveOutcome {
    inserted,     ///< not known before
    new_version,  ///< newer than what is stored: the post shows it, the earlier version is kept
    unchanged,    ///< known already, in this version or a newer one
};

/// The posts that are remembered, each with all its versions. All calls throw StorageError.
class Posts {
  public:
    virtual ~Posts() = default;

    /// Upsert by key and `edited_at`. A version that arrives late (older than the stored one) and is not
    /// known is kept among the versions and changes nothing else (`unchanged`). Names (channel, author) that
    /// are empty do not replace known ones.
    virtual SaveOutcome save(const StoredPost& post) = 0;

    /// False when the post is not stored or was marked already. The first mark stays.
    virtual bool mark_deleted(const PostKey& key, core::Time when) = 0;

    /// Marks the replies of a thread, which go with their root without a word; returns how many were not
    /// marked before.
    virtual int mark_replies_deleted(const PostKey& root, const std::string& channel_id, core::Time when) = 0;

    /// False when the post is not stored, or the reaction was known.
    virtual bool add_reaction(const PostRef& post, const StoredReaction& reaction) = 0;
    /// Takes away what was there at `when`, not what was added again since; false when there was nothing.
    virtual bool remove_reaction(const PostRef& post, const std::string& author_id, const std::string& emoji,
                                 core::Time when) = 0;
    /// In the order in which they were added.
    virtual std::vector<StoredReaction> reactions(const PostKey& key) = 0;

    virtual std::optional<StoredPost> find(const PostKey& key) = 0;
    virtual bool contains(const PostKey& key) = 0;

    /// Oldest first, the current one last.
    virtual std::vector<PostVersion> versions(const PostKey& key) = 0;

    virtual std::int64_t count() = 0;

    /// The newest first.
    virtual std::vector<StoredPost> latest(int limit) = 0;

    /// Those of a channel that are not marked as deleted, the newest first.
    virtual std::vector<PostKey> latest_undeleted(const std::string& messenger, const std::string& channel_id,
                                                  int limit) = 0;
};

}  // namespace mostik::storage
