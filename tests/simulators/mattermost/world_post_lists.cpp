// Lists of posts and their quirks (posts_paging.json, posts_since_changes.json, posts_since_limit.json,
// threads.json).
#include "tests/simulators/mattermost/world.hpp"

#include <algorithm>
#include <set>

namespace mostik::simulators::mattermost {

namespace {

using Posts = std::vector<Post*>;

// The posts created before `time`, and those created after it, in a list sorted by create_at.
Posts::const_iterator first_not_before(const Posts& posts, Milliseconds time) {
    return std::lower_bound(posts.begin(), posts.end(), time,
                            [](const Post* post, Milliseconds at) { return post->create_at < at; });
}
Posts::const_iterator first_after(const Posts& posts, Milliseconds time) {
    return std::upper_bound(posts.begin(), posts.end(), time,
                            [](Milliseconds at, const Post* post) { return at < post->create_at; });
}

// Posts of the same millisecond as `post` do not count as its neighbours.
std::string older_neighbour(const Posts& posts, const Post& post) {
    const auto found = first_not_before(posts, post.create_at);
    return found == posts.begin() ? std::string() : (*std::prev(found))->id;
}
std::string newer_neighbour(const Posts& posts, const Post& post) {
    const auto found = first_after(posts, post.create_at);
    return found == posts.end() ? std::string() : (*found)->id;
}

// `count` posts that end `skip` posts before `end`, newest first.
void list_backwards(Posts::const_iterator begin, Posts::const_iterator end, std::size_t skip,
                    std::size_t count, PostPage& page) {
    const auto available = static_cast<std::size_t>(end - begin);
    const auto last = available - std::min(skip, available);
    const auto first = last - std::min(count, last);
    for (auto index = last; index > first; --index) {
        const auto* post = *(begin + static_cast<std::ptrdiff_t>(index) - 1);
        page.order.push_back(post->id);
        page.posts.push_back(post);
    }
}

}  // namespace

const World::ChannelPosts& World::posts_of(std::string_view channel_id) const {
    static const ChannelPosts none;
    const auto found = posts_by_channel_.find(channel_id);
    return found == posts_by_channel_.end() ? none : found->second;
}

std::int64_t World::reply_count(const Post& post) const {
    const auto found = replies_.find(post.root_id.empty() ? post.id : post.root_id);
    return found == replies_.end() ? 0 : static_cast<std::int64_t>(found->second.size());
}

std::vector<const Post*> World::live_posts(std::string_view channel_id) const {
    const auto& live = posts_of(channel_id).live;
    return {live.begin(), live.end()};
}

std::vector<const Post*> World::all_live_posts() const {
    std::vector<const Post*> result;
    for (const auto& [id, posts] : posts_by_channel_)
        result.insert(result.end(), posts.live.begin(), posts.live.end());
    return result;
}

std::string World::etag(std::string_view channel_id) const {
    return "6.7.2." + std::to_string(posts_of(channel_id).changed_at);
}

PostPage World::page(std::string_view channel_id, const PageRequest& request) const {
    const auto& live = posts_of(channel_id).live;
    const auto count = static_cast<std::size_t>(request.per_page);
    const auto skip = static_cast<std::size_t>(request.page) * count;
    const auto& anchor_id = request.after.empty() ? request.before : request.after;
    PostPage page;
    page.counts_replies = !anchor_id.empty() || request.skip_fetch_threads;

    if (anchor_id.empty()) {
        list_backwards(live.begin(), live.end(), skip, count, page);
    } else if (const auto anchor = posts_.find(anchor_id); anchor != posts_.end()) {
        // The anchor may be deleted or of another channel: only its time counts.
        const auto time = anchor->second.create_at;
        if (request.after.empty()) {
            list_backwards(live.begin(), first_not_before(live, time), skip, count, page);
        } else {
            const auto begin = first_after(live, time);
            const auto available = static_cast<std::size_t>(live.end() - begin);
            const auto end = std::min(skip + count, available);
            const auto first = begin + static_cast<std::ptrdiff_t>(std::min(skip, available));
            list_backwards(first, begin + static_cast<std::ptrdiff_t>(end), 0, count, page);
        }
    }
    if (!page.posts.empty()) {
        page.next_post_id = newer_neighbour(live, *page.posts.front());
        page.prev_post_id = older_neighbour(live, *page.posts.back());
    }
    if (request.page == 0 && !request.after.empty()) {
        page.prev_post_id = request.after;
    } else if (request.page == 0 && !request.before.empty()) {
        page.next_post_id = request.before;
    }
    add_thread(page, request.skip_fetch_threads);
    return page;
}

void World::add_thread(PostPage& page, bool root_only) const {
    std::set<const Post*> listed(page.posts.begin(), page.posts.end());
    const auto add = [&](const Post* post) {
        if (listed.insert(post).second) page.posts.push_back(post);
    };
    const auto count = page.posts.size();
    for (std::size_t index = 0; index < count; ++index) {
        const auto root_id = page.posts[index]->root_id;
        if (root_id.empty()) continue;
        const auto root = posts_.find(root_id);
        if (root != posts_.end() && root->second.delete_at == 0) add(&root->second);
        const auto replies = replies_.find(root_id);
        if (root_only || replies == replies_.end()) continue;
        for (const auto* reply : replies->second) add(reply);
    }
}

PostPage World::since(std::string_view channel_id, Milliseconds since) const {
    const auto& all = posts_of(channel_id).all;
    PostPage page;
    for (auto post = all.rbegin(); post != all.rend(); ++post) {
        if ((*post)->update_at > since) page.posts.push_back(*post);
    }
    const auto found = page.posts.size();
    if (found > since_rows) {
        // Which rows are missing is not defined; as recorded, the newest is among them and the rest are
        // spread over the list.
        const auto missing = found - since_rows;
        std::vector<const Post*> kept;
        for (std::size_t index = 0; index < found; ++index) {
            const bool left_out = index == 0 || index * missing / found != (index - 1) * missing / found;
            if (!left_out) kept.push_back(page.posts[index]);
        }
        page.posts = std::move(kept);
    }
    for (const auto* post : page.posts) page.order.push_back(post->id);
    add_thread(page, true);
    return page;
}

PostPage World::thread(const Post& post, const ThreadRequest& request) const {
    const auto& root = posts_.at(post.root_id.empty() ? post.id : post.root_id);
    std::vector<const Post*> rows{&root};
    if (const auto replies = replies_.find(root.id); replies != replies_.end()) {
        rows.insert(rows.end(), replies->second.begin(), replies->second.end());
    }
    const bool up = request.direction == "up";
    if (request.direction.empty()) {
        // "Not sorted": the root was rewritten last but one, when the newest reply moved its update_at.
        if (rows.size() > 2) std::rotate(rows.begin(), rows.begin() + 1, rows.end() - 1);
    } else {
        std::stable_sort(rows.begin(), rows.end(), [&](const Post* left, const Post* right) {
            return up ? left->create_at > right->create_at : left->create_at < right->create_at;
        });
    }
    if (!request.from_post.empty()) {
        rows.erase(std::remove_if(rows.begin(), rows.end(),
                                  [&](const Post* row) {
                                      const std::pair key{row->create_at, row->id};
                                      const std::pair from{request.from_create_at, request.from_post};
                                      return up ? key >= from : key <= from;
                                  }),
                   rows.end());
    }
    PostPage page;
    page.counts_replies = true;
    page.order.push_back(post.id);
    page.posts.push_back(&post);
    const auto limit = request.per_page.value_or(0);
    if (limit > 0 && rows.size() > static_cast<std::size_t>(limit)) {
        rows.resize(static_cast<std::size_t>(limit));
        page.has_next = true;
    }
    for (const auto* row : rows) {
        page.order.push_back(row->id);
        if (row != &post) page.posts.push_back(row);
    }
    return page;
}

}  // namespace mostik::simulators::mattermost
