#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(24h);

std::vector<std::string> claim(Outbox& outbox, mostik::core::Time now, int limit = 100) {
    std::vector<std::string> texts;
    for (const OutboxRow& row : outbox.claim_due(now, lease, limit).rows)
        texts.push_back(row.draft.message.text);
    return texts;
}

using Texts = std::vector<std::string>;

OutboxDraft not_before(OutboxDraft draft, mostik::core::Time moment) {
    draft.not_before = moment;
    return draft;
}

}  // namespace

TEST_CASE("rows are claimed oldest first, one of each line, no more than asked for") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(draft_to("z", "1"), noon);
        outbox.enqueue(draft_to("z", "2"), noon);
        outbox.enqueue(draft_to("a", "3"), noon);
        outbox.enqueue(draft_to("m", "4"), after(1ms));
        CHECK(claim(outbox, after(1s), 2) == Texts{"1", "3"});
        CHECK(claim(outbox, after(1s)) == Texts{"4"});
        CHECK(claim(outbox, after(1s)).empty());
    });
}

TEST_CASE("an order key makes a line of its own, across addresses") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft in_thread = draft_to("c1", "1"), beside = draft_to("c1", "2"),
                    elsewhere = draft_to("c2", "3");
        in_thread.order_key = elsewhere.order_key = "thread";
        for (const OutboxDraft& draft : {in_thread, beside, elsewhere}) outbox.enqueue(draft, noon);
        CHECK(claim(outbox, noon) == Texts{"1", "2"});
    });
}

TEST_CASE("an earlier row that is not over blocks its line, one that is over does not") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto first = *outbox.enqueue(draft_to("c1", "first"), noon);
        outbox.enqueue(draft_to("c1", "second"), noon);

        SECTION("sending") {
            claim(outbox, noon);
            CHECK(claim(outbox, after(1h)).empty());
        }
        SECTION("queued for a later attempt") {
            claim(outbox, noon);
            outbox.retry(first, 1, after(1h), "503", noon);
            CHECK(claim(outbox, after(1h) - 1ms).empty());
            CHECK(claim(outbox, after(1h)) == Texts{"first"});
        }
        SECTION("uncertain") {
            claim(outbox, noon);
            outbox.uncertain(first, 1, after(1h), false, "?", noon);
            CHECK(claim(outbox, after(1h) - 1ms).empty());
            CHECK(claim(outbox, after(1h)) == Texts{"first"});
        }
        SECTION("uncertain and put aside") {
            claim(outbox, noon);
            outbox.uncertain(first, 1, after(1h), true, "?", noon);
            CHECK(claim(outbox, after(2h)) == Texts{"second"});
        }
        SECTION("delivered") {
            claim(outbox, noon);
            outbox.delivered(first, 1, "r", noon);
            CHECK(claim(outbox, noon) == Texts{"second"});
        }
        SECTION("failed") {
            claim(outbox, noon);
            outbox.failed(first, 1, "no", noon);
            CHECK(claim(outbox, noon) == Texts{"second"});
        }
        SECTION("cancelled") {
            outbox.cancel(first, noon);
            CHECK(claim(outbox, noon) == Texts{"second"});
        }
        SECTION("expired") {
            OutboxDraft stale = draft_to("c2", "stale");
            stale.not_after = noon;
            outbox.enqueue(stale, noon);
            outbox.enqueue(draft_to("c2", "fresh"), noon);
            CHECK(claim(outbox, after(1s)) == Texts{"first", "fresh"});
        }
    });
}

TEST_CASE("a row of the future blocks nobody and joins the line when it is due") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(not_before(draft_to("c1", "at one"), after(1h)), noon);
        outbox.enqueue(draft_to("c1", "now"), noon);
        CHECK(claim(outbox, noon) == Texts{"now"});
        outbox.delivered(2, 1, "r", noon);
        CHECK(claim(outbox, after(1h) - 1ms).empty());

        // Somebody who came before one o'clock and still waits stays ahead of it; who comes later is behind.
        const auto waiting = *outbox.enqueue(draft_to("c1", "before one"), after(59min));
        CHECK(claim(outbox, after(59min)) == Texts{"before one"});
        outbox.retry(waiting, 1, after(90min), "503", noon);
        outbox.enqueue(draft_to("c1", "after one"), after(61min));
        CHECK(claim(outbox, after(80min)).empty());
        CHECK(claim(outbox, after(90min)) == Texts{"before one"});
        outbox.delivered(waiting, 2, "r", after(90min));
        CHECK(claim(outbox, after(90min)) == Texts{"at one"});
        outbox.delivered(1, 1, "r", after(90min));
        CHECK(claim(outbox, after(90min)) == Texts{"after one"});
    });
}

TEST_CASE("a row of the future that was tried and has to wait blocks like any other") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = *outbox.enqueue(not_before(draft_to("c1", "at one"), after(1h)), noon);
        CHECK(claim(outbox, after(1h)) == Texts{"at one"});
        outbox.retry(id, 1, after(2h), "503", noon);
        outbox.enqueue(draft_to("c1", "later"), after(61min));
        CHECK(claim(outbox, after(61min)).empty());
    });
}

TEST_CASE("a clock that was set back does not change the order") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(draft_to("c1", "first"), noon);
        outbox.enqueue(draft_to("c1", "second"), after(-1h));
        outbox.enqueue(draft_to("c1", "third"), after(-2h));
        Texts order;
        for (OutboxId id = 1; id <= 3; ++id) {
            const auto claimed = claim(outbox, noon);
            REQUIRE(claimed.size() == 1);
            order.push_back(claimed[0]);
            CHECK(outbox.delivered(id, 1, "r", noon));
        }
        CHECK(order == Texts{"first", "second", "third"});
    });
}

TEST_CASE("a failed row that a person queues again stands last in its line") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto first = *outbox.enqueue(draft_to("c1", "first"), noon);
        const auto second = *outbox.enqueue(draft_to("c1", "second"), noon);
        claim(outbox, noon);
        outbox.failed(first, 1, "no", noon);
        claim(outbox, noon);
        CHECK(outbox.requeue(first, after(1s)));
        CHECK(claim(outbox, after(1s)).empty());  // the second is being sent
        outbox.delivered(second, 1, "r", after(1s));
        const auto again = outbox.claim_due(after(1s), lease, 1).rows;
        REQUIRE(again.size() == 1);
        CHECK(again[0].id == first);
        CHECK(again[0].attempt == 2);
    });
}
