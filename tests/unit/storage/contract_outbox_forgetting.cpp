#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(24h);

/// A row that waits, alone in its line.
OutboxId queued(Outbox& outbox, const std::string& text, std::optional<core::Time> not_after = {}) {
    OutboxDraft draft = draft_to(text, text);
    draft.not_after = not_after;
    return *outbox.enqueue(draft, noon);
}

OutboxId sending(Outbox& outbox, const std::string& text) {
    const OutboxId id = queued(outbox, text);
    outbox.claim_due(noon, lease, 10);
    return id;
}

OutboxId delivered(Outbox& outbox, const std::string& text, core::Time when) {
    const OutboxId id = sending(outbox, text);
    REQUIRE(outbox.delivered(id, 1, "r", when));
    return id;
}

}  // namespace

TEST_CASE("what was delivered, cancelled or expired long ago is forgotten, with attempts and parts") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId sent = sending(outbox, "sent");
        outbox.plan(sent, {core::Step{.operation = Operation::send, .payload = "{}"}});
        REQUIRE(outbox.delivered(sent, 1, "r", after(1h)));
        const OutboxId taken_back = queued(outbox, "taken back");
        REQUIRE(outbox.cancel(taken_back, after(2h)));
        const OutboxId late = queued(outbox, "late", after(1min));
        REQUIRE(outbox.claim_due(after(3h), lease, 10).over.size() == 1);

        CHECK(outbox.forget(after(1h), 10) == 0);
        CHECK(outbox.forget(after(1h + 1ms), 10) == 1);
        CHECK_FALSE(outbox.find(sent));
        CHECK(outbox.attempts(sent).empty());
        CHECK(outbox.parts(sent).empty());
        CHECK(outbox.forget(after(2h), 10) == 0);
        CHECK(outbox.forget(after(2h + 1ms), 10) == 1);
        CHECK_FALSE(outbox.find(taken_back));
        CHECK(outbox.forget(after(3h), 10) == 0);
        CHECK(outbox.forget(after(3h + 1ms), 10) == 1);
        CHECK_FALSE(outbox.find(late));
    });
}

TEST_CASE("what is not over, or for a person to decide, is not forgotten") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId failed = sending(outbox, "failed");
        REQUIRE(outbox.failed(failed, 1, "no", noon));
        const OutboxId uncertain = sending(outbox, "uncertain");
        REQUIRE(outbox.uncertain(uncertain, 1, after(48h), true, "?", noon));
        const OutboxId under_way = sending(outbox, "under way");
        const OutboxId waiting = queued(outbox, "waiting");
        CHECK(outbox.forget(after(24h), 10) == 0);
        for (const OutboxId id : {failed, uncertain, under_way, waiting}) CHECK(outbox.find(id));
    });
}

TEST_CASE("it is forgotten in portions, what was over first before the rest") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId third = delivered(outbox, "third", after(3h));
        delivered(outbox, "first", after(1h));
        delivered(outbox, "second", after(2h));
        REQUIRE(outbox.cancel(queued(outbox, "fourth"), after(4h)));
        CHECK(outbox.forget(after(5h), 2) == 2);
        CHECK(outbox.find(third));
        CHECK(outbox.forget(after(5h), 2) == 2);
        CHECK(outbox.forget(after(5h), 2) == 0);
    });
}

TEST_CASE("what is forgotten is not sent again") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        delivered(outbox, "sent", after(1h));
        REQUIRE(outbox.forget(after(2h), 10) == 1);
        CHECK_FALSE(outbox.enqueue(draft_to("sent", "sent"), after(48h)));
        OutboxDraft edit = draft_to("sent", "sent");
        edit.operation = Operation::edit;
        edit.source = core::MessageRef{"telegram", "-100", "1"};
        CHECK_FALSE(outbox.enqueue(edit, after(48h)));

        OutboxDraft other = draft_to("sent", "sent");
        other.caused_at = after(1ms);
        CHECK(outbox.enqueue(other, after(48h)));
        CHECK(outbox.enqueue(draft_to("sent", "something else"), after(48h)));
    });
}

TEST_CASE("sends of which it was not known whether they arrived are counted when they are forgotten") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto unclear = [&](const std::string& text) {
            const OutboxId id = sending(outbox, text);
            REQUIRE(outbox.uncertain(id, 1, noon, false, "?", noon));
            outbox.claim_due(noon, lease, 10);
            REQUIRE(outbox.delivered(id, 2, "r", after(1h)));
        };
        unclear("first");
        unclear("second");
        delivered(outbox, "third", after(1h));
        REQUIRE(outbox.counts().uncertain_attempts == 2);
        CHECK(outbox.forget(after(2h), 10) == 3);
        CHECK(outbox.counts().uncertain_attempts == 2);
        CHECK(outbox.counts().delivered == 0);
        unclear("fourth");
        CHECK(outbox.counts().uncertain_attempts == 3);
        CHECK(outbox.forget(after(2h), 10) == 1);
        CHECK(outbox.counts().uncertain_attempts == 3);
    });
}

TEST_CASE("the copy of a message that is forgotten is still known") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        delivered(outbox, "sent", after(1h));
        Link link;
        link.origin.message = {"telegram", "-100", "1"};
        link.copy.message = {"mattermost", "sent", "r"};
        link.place = {{"mattermost", "sent"}, "sent"};
        unit.links().record(link, after(1h));
        REQUIRE(outbox.forget(after(2h), 10) == 1);
        CHECK(unit.links().copies_of(link.origin.message).size() == 1);
    });
}
