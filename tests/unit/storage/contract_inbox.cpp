#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

EventKey event(const std::string& identity) {
    return {.messenger = "mattermost", .happened_at = noon, .type = "posted", .identity = identity};
}

}  // namespace

TEST_CASE("the inbox knows what was recorded, by every part of the key") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Inbox& inbox = unit.inbox();
        const EventKey key = event("e1");
        CHECK_FALSE(inbox.contains(key));
        inbox.record(key, noon);
        inbox.record(key, after(1s));  // again: no harm
        CHECK(inbox.contains(key));

        EventKey other = key;
        other.identity = "e2";
        CHECK_FALSE(inbox.contains(other));
        other = key;
        other.type = "post_edited";
        CHECK_FALSE(inbox.contains(other));
        other = key;
        other.messenger = "telegram";
        CHECK_FALSE(inbox.contains(other));
        other = key;
        other.happened_at = after(1ms);
        CHECK_FALSE(inbox.contains(other));
    });
}

TEST_CASE("the inbox forgets what was recorded long ago, in portions") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Inbox& inbox = unit.inbox();
        for (int i = 0; i < 5; ++i) inbox.record(event(std::to_string(i)), after(std::chrono::seconds(i)));
        CHECK(inbox.forget(after(4s), 3) == 3);
        CHECK_FALSE(inbox.contains(event("2")));
        CHECK(inbox.contains(event("3")));
        CHECK(inbox.forget(after(4s), 3) == 1);
        CHECK(inbox.forget(after(4s), 3) == 0);
        CHECK(inbox.contains(event("4")));
    });
}
