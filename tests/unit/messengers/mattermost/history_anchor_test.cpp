#include "messengers/mattermost/history_source.hpp"

#include <catch2/catch.hpp>

namespace mostik::messengers::mattermost {

namespace {

/// A page of posts made at these moments, newest first; each is called after its place: p0, p1, …
WirePostList page_of(const std::vector<std::int64_t>& times) {
    WirePostList page;
    for (std::size_t index = 0; index < times.size(); ++index) {
        WirePost post;
        post.id = "p" + std::to_string(index);
        post.create_at = times[index];
        page.posts.push_back(post);
    }
    return page;
}

}  // namespace

TEST_CASE("the next page is read from the last post that is newer than the page's oldest millisecond") {
    const auto [times, post_id, created_at] =
        GENERATE(table<std::vector<std::int64_t>, std::string, std::int64_t>({
            {{50, 40, 30}, "p1", 40},  // p2 is listed once more: another of its millisecond may follow
            {{50, 40, 30, 30, 30}, "p1", 40},
            {{50, 30, 30, 30}, "p0", 50},
            {{50, 50, 50, 30}, "p2", 50},
        }));
    const HistoryAnchor next = next_anchor(page_of(times), HistoryAnchor{"before", core::from_millis(99), 3});
    CHECK(next.post_id == post_id);
    CHECK(next.created_at == core::from_millis(created_at));
    CHECK(next.skip_pages == 0);
}

TEST_CASE("a page within one millisecond is followed by the next page of the same anchor") {
    const HistoryAnchor current{"before", core::from_millis(99), 2};
    const auto times = GENERATE(values<std::vector<std::int64_t>>({{30}, {30, 30, 30}, {}}));
    const HistoryAnchor next = next_anchor(page_of(times), current);
    CHECK(next.post_id == "before");
    CHECK(next.created_at == core::from_millis(99));
    CHECK(next.skip_pages == 3);
}

TEST_CASE("the first page has no anchor, and may need none for the second") {
    const HistoryAnchor next = next_anchor(page_of({30, 30}), {});
    CHECK(next.post_id.empty());
    CHECK(next.skip_pages == 1);
}

}  // namespace mostik::messengers::mattermost
