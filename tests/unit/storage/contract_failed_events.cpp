#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

TEST_CASE("a failed event is kept with its reason") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        unit.failed_events().record(failed_event("e1", noon));
        const auto events = unit.failed_events().list(10);
        REQUIRE(events.size() == 1);
        CHECK(events[0].id > 0);
        CHECK(events[0].messenger == "mattermost");
        CHECK(events[0].type == "posted");
        CHECK(events[0].identity == "e1");
        CHECK(events[0].event == "{}");
        CHECK(events[0].processor == "save");
        CHECK(events[0].reason == "no luck");
        CHECK(events[0].failed_at == noon);
        CHECK(events[0].attempts == 1);
        CHECK_FALSE(events[0].retry_requested);
    });
}

TEST_CASE("the same event again is one more attempt, and takes the wish to retry back") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        FailedEvents& failed = unit.failed_events();
        failed.record(failed_event("e1", noon));
        const auto id = failed.list(1).at(0).id;
        CHECK(failed.request_retry(id));
        FailedEvent again = failed_event("e1", after(1h));
        again.reason = "still no luck";
        failed.record(again);

        const auto events = failed.list(10);
        REQUIRE(events.size() == 1);
        CHECK(events[0].id == id);
        CHECK(events[0].attempts == 2);
        CHECK(events[0].reason == "still no luck");
        CHECK(events[0].failed_at == after(1h));
        CHECK_FALSE(events[0].retry_requested);
        CHECK(failed.requested(10).empty());
    });
}

TEST_CASE("events without an identity, or of another type or messenger, are different events") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        unit.failed_events().record(failed_event("", noon));
        unit.failed_events().record(failed_event("", noon));
        unit.failed_events().record(failed_event("e1", noon));
        FailedEvent other = failed_event("e1", noon);
        other.type = "post_edited";
        unit.failed_events().record(other);
        other.messenger = "telegram";
        unit.failed_events().record(other);
        CHECK(unit.failed_events().count() == 5);
    });
}

TEST_CASE("failed events are listed newest first and retried oldest first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        FailedEvents& failed = unit.failed_events();
        failed.record(failed_event("e2", after(2s)));
        failed.record(failed_event("e3", after(3s)));
        failed.record(failed_event("e1", after(1s)));
        const auto listed = failed.list(2);
        REQUIRE(listed.size() == 2);
        CHECK(listed[0].identity == "e3");
        CHECK(listed[1].identity == "e2");

        CHECK(failed.request_retry(listed[0].id));
        CHECK_FALSE(failed.request_retry(listed[0].id + 1000));
        CHECK(failed.request_retry_all() == 2);
        const auto requested = failed.requested(2);
        REQUIRE(requested.size() == 2);
        CHECK(requested[0].identity == "e1");
        CHECK(requested[1].identity == "e2");
        CHECK(requested[0].retry_requested);

        failed.remove(requested[0].id);
        CHECK(failed.count() == 2);
        CHECK(failed.requested(1).at(0).identity == "e2");
    });
}
