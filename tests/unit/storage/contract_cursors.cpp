#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

TEST_CASE("a channel's cursor is put, found and listed by messenger") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Cursors& cursors = unit.cursors();
        CHECK_FALSE(cursors.find("mattermost", "c1"));
        cursors.put({"mattermost", "c1", noon, noon, {}, "filter: deploy"});
        cursors.put({"mattermost", "c2", noon, noon, {}, ""});
        cursors.put({"telegram", "c1", after(1h), noon, {}, ""});
        cursors.put({"mattermost", "c1", after(-1s), after(-5s), {}, "filter: release"});

        const auto cursor = cursors.find("mattermost", "c1");
        REQUIRE(cursor);
        CHECK(cursor->messenger == "mattermost");
        CHECK(cursor->channel_id == "c1");
        CHECK(cursor->head == after(-1s));
        CHECK(cursor->heard_since == after(-5s));
        CHECK(cursor->fingerprint == "filter: release");
        CHECK(cursors.find("telegram", "c1")->head == after(1h));
        CHECK(cursors.all("mattermost").size() == 2);
        CHECK(cursors.all("telegram").size() == 1);
    });
}

TEST_CASE("a head only rises, and only where there is a cursor") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Cursors& cursors = unit.cursors();
        cursors.put({"mattermost", "c1", noon, noon, {}, "f"});
        cursors.advance("mattermost", "c1", after(5s));
        CHECK(cursors.find("mattermost", "c1")->head == after(5s));
        const auto before = unit.changes();
        cursors.advance("mattermost", "c1", after(4s));
        cursors.advance("mattermost", "c1", after(5s));
        cursors.advance("mattermost", "c9", after(9s));
        CHECK(unit.changes() == before);
        CHECK(cursors.find("mattermost", "c1")->head == after(5s));
        CHECK(cursors.find("mattermost", "c1")->fingerprint == "f");
        CHECK_FALSE(cursors.find("mattermost", "c9"));
    });
}

TEST_CASE("up to when changes are known only rises as well") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Cursors& cursors = unit.cursors();
        ChannelCursor cursor{.messenger = "mattermost", .channel_id = "c1", .head = noon};
        cursor.changes_known_until = after(1s);
        cursors.put(cursor);
        CHECK(cursors.find("mattermost", "c1")->changes_known_until == after(1s));
        cursors.note_changes_known("mattermost", "c1", noon);
        CHECK(cursors.find("mattermost", "c1")->changes_known_until == after(1s));
        cursors.note_changes_known("mattermost", "c1", after(2s));
        CHECK(cursors.all("mattermost").at(0).changes_known_until == after(2s));
        CHECK(cursors.find("mattermost", "c1")->head == noon);
        cursors.note_changes_known("mattermost", "c9", noon);
        CHECK_FALSE(cursors.find("mattermost", "c9"));
    });
}

TEST_CASE("a channel that is forgotten has neither cursor nor spans, others keep theirs") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Cursors& cursors = unit.cursors();
        for (const char* const channel : {"c1", "c2"}) {
            cursors.put({"mattermost", channel, noon, noon, {}, "f"});
            cursors.open_span({.messenger = "mattermost", .channel_id = channel, .opened_at = noon});
        }
        cursors.put({"telegram", "c1", noon, noon, {}, "f"});
        cursors.forget("mattermost", "c1");
        cursors.forget("mattermost", "c9");
        CHECK_FALSE(cursors.find("mattermost", "c1"));
        CHECK(cursors.find("mattermost", "c2"));
        CHECK(cursors.find("telegram", "c1"));
        const auto spans = cursors.open_spans("mattermost");
        REQUIRE(spans.size() == 1);
        CHECK(spans[0].channel_id == "c2");
    });
}

TEST_CASE("spans are kept with their progress until they are closed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    Span span{.messenger = "mattermost",
              .channel_id = "c1",
              .lower = after(-24h),
              .opened_at = noon,
              .limit = 10'000};
    span.id = database([&](UnitOfWork& unit) { return unit.cursors().open_span(span); });
    CHECK(span.id > 0);
    database([&](UnitOfWork& unit) {
        span.upper = after(-1h);
        span.upper_id = "p200";
        span.taken = 200;
        unit.cursors().update_span(span);
    });
    database([&](UnitOfWork& unit) {
        const auto spans = unit.cursors().open_spans("mattermost");
        REQUIRE(spans.size() == 1);
        CHECK(spans[0].id == span.id);
        CHECK(spans[0].messenger == "mattermost");
        CHECK(spans[0].channel_id == "c1");
        CHECK(spans[0].upper == after(-1h));
        CHECK(spans[0].upper_id == "p200");
        CHECK(spans[0].lower == after(-24h));
        CHECK_FALSE(spans[0].catch_up);
        CHECK(spans[0].opened_at == noon);
        CHECK(spans[0].taken == 200);
        CHECK(spans[0].limit == 10'000);
        unit.cursors().close_span(span.id);
        CHECK(unit.cursors().open_spans("mattermost").empty());
    });
}

TEST_CASE("catching up comes before history, each in the order of opening") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Cursors& cursors = unit.cursors();
        const auto open = [&](const std::string& channel, bool catch_up, const std::string& messenger) {
            cursors.open_span({.messenger = messenger, .channel_id = channel, .catch_up = catch_up});
        };
        open("history 1", false, "mattermost");
        open("gap 1", true, "mattermost");
        open("history 2", false, "mattermost");
        open("gap 2", true, "mattermost");
        open("other", true, "telegram");
        std::vector<std::string> order;
        for (const Span& span : cursors.open_spans("mattermost")) order.push_back(span.channel_id);
        CHECK(order == std::vector<std::string>{"gap 1", "gap 2", "history 1", "history 2"});
    });
}

TEST_CASE("small facts are kept by name") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        CHECK_FALSE(unit.cursors().value("heard"));
        unit.cursors().set_value("heard", "yesterday");
        unit.cursors().set_value("heard", "today");
        unit.cursors().set_value("seen", "");
        CHECK(unit.cursors().value("heard") == "today");
        CHECK(unit.cursors().value("seen") == "");
    });
}
