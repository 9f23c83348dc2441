#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <array>
#include <set>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

using enum OutboxState;

constexpr std::array all_states{queued, sending, delivered, failed, expired, cancelled, uncertain};

/// The life of a row as it was designed: the test's own copy, to be compared with the program's.
const std::set<std::pair<OutboxState, OutboxState>> allowed{
    {queued, sending},    {queued, cancelled},    {queued, expired},      {sending, delivered},
    {sending, queued},    {sending, failed},      {sending, uncertain},   {sending, expired},
    {uncertain, sending}, {uncertain, delivered}, {uncertain, failed},    {uncertain, queued},
    {failed, queued},     {queued, failed},       {uncertain, cancelled},
};

constexpr auto deadline = after(1h);

/// A row that was brought into `state` by the outbox's own calls.
OutboxId row_in(OutboxState state, Outbox& outbox) {
    OutboxDraft draft = draft_to("c1", "pong");
    draft.not_after = deadline;
    const OutboxId id = *outbox.enqueue(draft, noon);
    if (state == queued) return id;
    if (state == cancelled) {
        outbox.cancel(id, noon);
    } else if (state == expired) {
        outbox.claim_due(deadline + 1ms, after(2h), 1);
    } else {
        outbox.claim_due(noon, after(90s), 1);
        if (state == delivered) outbox.delivered(id, 1, "r", noon);
        if (state == failed) outbox.failed(id, 1, "no", noon);
        if (state == uncertain) outbox.uncertain(id, 1, noon, false, "?", noon);
    }
    return id;
}

/// Tries every call that could bring a row into `target`.
void push_to(OutboxState target, OutboxId id, Outbox& outbox, OutboxState from) {
    const int attempt = outbox.find(id)->attempt;
    switch (target) {
        case sending:
            outbox.claim_due(noon, after(90s), 10);
            if (from != sending) outbox.claim_due(noon, after(90s), 10);
            break;
        case delivered:
            outbox.delivered(id, attempt, "r", noon);
            break;
        case failed:
            outbox.failed(id, attempt, "no", noon);
            if (from == queued) {
                const auto nobody = [](const OutboxRow&) { return NeverAdmitted{"nobody is there"}; };
                outbox.claim_due(noon, after(90s), 10, nobody);
            }
            break;
        case cancelled:
            outbox.cancel(id, noon);
            break;
        case uncertain:
            outbox.uncertain(id, attempt, noon, false, "?", noon);
            break;
        case queued:
            outbox.retry(id, attempt, noon, "503", noon);
            outbox.requeue(id, noon);
            break;
        case expired:
            if (from == queued) outbox.claim_due(deadline + 1ms, after(2h), 10);
            if (from != uncertain) outbox.retry(id, attempt, deadline + 1ms, "503", noon);
            break;
    }
}

}  // namespace

TEST_CASE("the table of transitions is the designed one") {
    for (const OutboxState from : all_states) {
        for (const OutboxState to : all_states) {
            INFO(to_string(from) << " -> " << to_string(to));
            CHECK(transition_allowed(from, to) == allowed.contains({from, to}));
        }
    }
}

TEST_CASE("the outbox takes every legal step and no other") {
    const Backend backend = GENERATE(from_range(backends()));
    for (const OutboxState from : all_states) {
        for (const OutboxState to : all_states) {
            if (from == to) continue;
            INFO(to_string(from) << " -> " << to_string(to));
            const TestDatabase database(backend);
            database([&](UnitOfWork& unit) {
                const OutboxId id = row_in(from, unit.outbox());
                REQUIRE(unit.outbox().find(id)->state == from);
                push_to(to, id, unit.outbox(), from);
                CHECK(unit.outbox().find(id)->state == (allowed.contains({from, to}) ? to : from));
            });
        }
    }
}

TEST_CASE("rows are counted by state") {
    const Backend backend = GENERATE(from_range(backends()));
    for (const OutboxState state : all_states) {
        CAPTURE(to_string(state));
        const TestDatabase database(backend);
        database([&](UnitOfWork& unit) {
            row_in(state, unit.outbox());
            const OutboxCounts counts = unit.outbox().counts();
            CHECK(counts.queued == (state == queued));
            CHECK(counts.sending == (state == sending));
            CHECK(counts.delivered == (state == delivered));
            CHECK(counts.failed == (state == failed));
            CHECK(counts.expired == (state == expired));
            CHECK(counts.cancelled == (state == cancelled));
            CHECK(counts.uncertain == (state == uncertain));
        });
    }
}

TEST_CASE("the row that is due for the longest time is known, what is held or of the future is not due") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        CHECK_FALSE(outbox.oldest_due(noon));
        OutboxDraft later = draft_to("c2", "later");
        later.not_before = after(1h);
        outbox.enqueue(later, noon);
        CHECK_FALSE(outbox.oldest_due(noon));
        outbox.enqueue(draft_to("c1", "now"), after(1min));
        CHECK(outbox.oldest_due(after(5min)) == after(1min));
        CHECK(outbox.oldest_due(after(2h)) == after(1min));
        CHECK(outbox.claim_due(after(5min), after(10min), 1).rows.size() == 1);
        CHECK_FALSE(outbox.oldest_due(after(5min)));
        CHECK(outbox.oldest_due(after(2h)) == after(1h));
    });
}

TEST_CASE("calls for steps that are not there say so") {
    const Backend backend = GENERATE(from_range(backends()));
    for (const OutboxState over : {delivered, failed, cancelled, expired}) {
        INFO(to_string(over));
        const TestDatabase database(backend);
        database([&](UnitOfWork& unit) {
            const OutboxId id = row_in(over, unit.outbox());
            const int attempt = unit.outbox().find(id)->attempt;
            CHECK_FALSE(unit.outbox().delivered(id, attempt, "r", noon));
            CHECK_FALSE(unit.outbox().retry(id, attempt, noon, "503", noon));
            CHECK_FALSE(unit.outbox().failed(id, attempt, "no", noon));
            CHECK_FALSE(unit.outbox().uncertain(id, attempt, noon, false, "?", noon));
            CHECK_FALSE(unit.outbox().cancel(id, noon));
            CHECK(unit.outbox().requeue(id, noon) == (over == failed));
        });
    }
}

TEST_CASE("what is uncertain already does not become so again") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const OutboxId id = row_in(uncertain, unit.outbox());
        CHECK_FALSE(unit.outbox().uncertain(id, 1, after(1h), false, "again", noon));
        CHECK(unit.outbox().find(id)->reason == "?");
    });
}

TEST_CASE("a late answer counts until the next attempt has begun") {
    const Backend backend = GENERATE(from_range(backends()));
    const TestDatabase in_time(backend), too_late(backend);
    in_time([](UnitOfWork& unit) {
        const OutboxId id = row_in(uncertain, unit.outbox());
        CHECK(unit.outbox().delivered(id, 1, "r", noon));
    });
    too_late([](UnitOfWork& unit) {
        const OutboxId id = row_in(uncertain, unit.outbox());
        unit.outbox().claim_due(noon, after(90s), 1);
        CHECK_FALSE(unit.outbox().delivered(id, 1, "r", noon));
    });
}
