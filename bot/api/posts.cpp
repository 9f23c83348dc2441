#include "bot/api/posts.hpp"

#include "bot/api/query.hpp"
#include "bot/post_json.hpp"
#include "core/search_snippet.hpp"

namespace asio = boost::asio;

namespace mostik::bot::api {

using core::net::IncomingRequest;
using core::net::Reply;

namespace {

constexpr std::size_t longest_snippet = 240;

struct Found {
    std::vector<storage::StoredPost> posts;
    std::int64_t waiting = 0;  ///< posts that are not indexed yet
};

}  // namespace

asio::awaitable<Reply> find_posts(const Parts& parts, const IncomingRequest& request,
                                  const Caller& /*caller*/) {
    QueryReader query(request, {"q", "channel", "author", "deleted", "limit", "cursor"});
    const core::SearchQuery words = core::parse_search_query(query.text("q").value_or(""));
    if (words.empty()) query.complain("q", "expected words to look for");
    storage::SearchFilter filter;
    const std::string channel = query.text("channel").value_or("");
    const std::string author = query.text("author").value_or("");
    // As in a channel's address, and as a person is called.
    filter.channel = channel.substr(channel.find('/') + 1);
    filter.author = author.substr(author.starts_with('@') ? 1 : 0);
    filter.deleted = query.truth("deleted");
    const auto limit = static_cast<std::size_t>(query.limit(20, 100));
    const std::int64_t skipped = query.cursor().value_or(0);
    if (auto refusal = query.refusal()) co_return std::move(*refusal);

    // The order of answers is that of the moment: between two pages posts may come and go.
    const auto look = [&](storage::UnitOfWork& unit) {
        Found found;
        std::int64_t to_skip = skipped;
        unit.search().find(words, filter, [&](const storage::StoredPost& post) {
            if (to_skip > 0) {
                --to_skip;
                return true;
            }
            found.posts.push_back(post);
            return found.posts.size() <= limit;
        });
        found.waiting = unit.search().waiting();
        return found;
    };
    Found found = co_await parts.database.read(look);
    std::optional<std::int64_t> next;
    if (found.posts.size() > limit) {
        found.posts.resize(limit);
        next = skipped + static_cast<std::int64_t>(limit);
    }
    std::vector<std::string> items;
    for (const storage::StoredPost& post : found.posts) {
        items.push_back(post_json({post, core::plain(core::cut_snippet(post.text, words, longest_snippet)),
                                   parts.post_link(post.key.messenger, post.channel_id, post.key.id)}));
    }
    co_return page("posts", items, next, ",\"not_indexed_yet\":" + std::to_string(found.waiting));
}

}  // namespace mostik::bot::api
