#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;
using mostik::core::Event;

namespace {

Event outcome(std::int64_t outbox_id) {
    Event event;
    event.messenger = "mostik";
    event.type = "outcome";
    event.body = mostik::core::Outcome{.outbox_id = outbox_id,
                                       .owner = "forward",
                                       .operation = mostik::core::Operation::send,
                                       .delivered = false,
                                       .reason = "chat not found",
                                       .to = {"telegram", "-100"},
                                       .source = mostik::core::MessageRef{"mattermost", "c1", "p1"}};
    return event;
}

std::int64_t outbox_id(const Event& event) {
    return std::get<mostik::core::Outcome>(event.body).outbox_id;
}

}  // namespace

TEST_CASE("an own event comes when it is due, whole and with an identity of its own") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) { unit.own_events().add(outcome(7), after(1s)); });
    database([](UnitOfWork& unit) {
        OwnEvents& events = unit.own_events();
        CHECK(events.due(after(999ms), 10).empty());
        const auto due = events.due(after(1s), 10);
        REQUIRE(due.size() == 1);
        const Event& event = due[0].second;
        CHECK(event.type == "outcome");
        CHECK_FALSE(event.identity.empty());
        const auto& body = std::get<mostik::core::Outcome>(event.body);
        CHECK(body.outbox_id == 7);
        CHECK(body.owner == "forward");
        CHECK(body.reason == "chat not found");
        CHECK(body.to == mostik::core::Address{"telegram", "-100"});
        CHECK(body.source == mostik::core::MessageRef{"mattermost", "c1", "p1"});
    });
}

TEST_CASE("own events come oldest first, so many at once, until they are removed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        OwnEvents& events = unit.own_events();
        events.add(outcome(3), after(3s));
        events.add(outcome(1), after(1s));
        events.add(outcome(2), after(1s));
        CHECK(events.next_due() == after(1s));
        auto due = events.due(after(1h), 2);
        REQUIRE(due.size() == 2);
        CHECK(outbox_id(due[0].second) == 1);
        CHECK(outbox_id(due[1].second) == 2);
        CHECK(due[0].second.identity != due[1].second.identity);
        // They stay until they were taken care of.
        CHECK(events.due(after(1h), 2).at(0).first == due[0].first);
        events.remove(due[0].first);
        events.remove(due[1].first);
        CHECK(events.next_due() == after(3s));
        due = events.due(after(1h), 2);
        REQUIRE(due.size() == 1);
        events.remove(due[0].first);
        CHECK_FALSE(events.next_due());
        CHECK(events.due(after(1h), 2).empty());
    });
}

TEST_CASE("an identity is never given twice") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        std::set<std::string> identities;
        for (int i = 0; i < 3; ++i) {
            unit.own_events().add(outcome(i), noon);
            const auto due = unit.own_events().due(noon, 10);
            REQUIRE(due.size() == 1);
            CHECK(identities.insert(due[0].second.identity).second);
            unit.own_events().remove(due[0].first);
        }
    });
}
