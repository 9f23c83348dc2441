#pragma once

#include "core/search_terms.hpp"
#include "storage/posts.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace mostik::storage {

/// Which posts are looked through. What is empty leaves nothing out.
struct SearchFilter {
    std::string messenger;
    std::string channel;   ///< id or name
    std::string author;    ///< id or name
    bool deleted = false;  ///< posts that were deleted, too
};

/// Finds stored posts by their words, see core/search_terms.hpp. Posts are indexed after they were committed,
/// in small steps; one that was written since its indexing is not found until it is indexed again. All calls
/// throw StorageError.
class Search {
  public:
    /// Takes a post that was found; false: no more are wanted. Must not use this unit of work.
    using Take = std::function<bool(const StoredPost&)>;

    /// Of all posts that answer a query, so many of the newest are ranked.
    static constexpr int most_ranked = 2'000;

    virtual ~Search() = default;

    /// Indexes at most `limit` posts that are to be, those stored last first. Returns how many it indexed:
    /// fewer than `limit` when none is left.
    virtual int index_some(int limit) = 0;

    /// How many posts are still to be indexed.
    virtual std::int64_t waiting() = 0;

    /// Gives the posts that answer `query`, the best first and of equals the newest. `raw` is left out. An
    /// empty query has no answers.
    virtual void find(const core::SearchQuery& query, const SearchFilter& filter, const Take& take) = 0;
};

}  // namespace mostik::storage
