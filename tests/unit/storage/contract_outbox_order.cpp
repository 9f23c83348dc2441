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

TEST_CASE("whoever becomes the head of a line goes by its own priority, time and end") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft urgent = draft_to("c1", "urgent");
        urgent.priority = 5;
        const auto head = *outbox.enqueue(draft_to("c1", "head"), noon);
        outbox.enqueue(urgent, after(2s));
        outbox.enqueue(draft_to("c2", "elsewhere"), after(1s));
        SECTION("the head is cancelled") {
            CHECK(outbox.cancel(head, after(3s)));
            CHECK(claim(outbox, after(3s)) == Texts{"urgent", "elsewhere"});
        }
        SECTION("the head has been looked at, and is cancelled then") {
            CHECK(claim(outbox, after(2s), 0).empty());
            CHECK(outbox.cancel(head, after(3s)));
            CHECK(claim(outbox, after(3s), 1) == Texts{"urgent"});
            CHECK(claim(outbox, after(3s)) == Texts{"elsewhere"});
        }
        SECTION("a row in the middle is cancelled") {
            outbox.enqueue(draft_to("c1", "last"), after(2s));
            CHECK(outbox.cancel(head + 1, after(3s)));
            CHECK(claim(outbox, after(3s)) == Texts{"head", "elsewhere"});
            outbox.delivered(head, 1, "r", after(3s));
            CHECK(claim(outbox, after(3s)) == Texts{"last"});
        }
        SECTION("the head waits, and is requeued behind the others") {
            CHECK(claim(outbox, after(3s), 1) == Texts{"head"});
            outbox.uncertain(head, 1, after(1h), false, "?", after(3s));
            CHECK(claim(outbox, after(3s)) == Texts{"elsewhere"});
            CHECK(outbox.requeue(head, after(4s)));
            CHECK(claim(outbox, after(4s)) == Texts{"urgent"});
        }
    });
}

TEST_CASE("what is released stands behind those who came meanwhile") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft original = draft_to("c1", "original");
        original.source = mostik::core::MessageRef{"telegram", "-100", "p1"};
        OutboxDraft reaction = original;
        reaction.dedupe_key += "react";
        reaction.operation = Operation::react;
        reaction.message.text = "reaction";
        const auto id = *outbox.enqueue(original, noon);
        const auto react = *outbox.enqueue(reaction, noon);
        CHECK(claim(outbox, noon) == Texts{"original"});
        outbox.uncertain(id, 1, noon, true, "?", noon);
        CHECK(outbox.find(react)->held);
        CHECK_FALSE(outbox.claim_due(after(1s), lease, 10).look_again);
        const auto next = *outbox.enqueue(draft_to("c1", "next"), after(1s));
        CHECK(outbox.cancel(id, after(2s)));
        CHECK(claim(outbox, after(2s)) == Texts{"next"});
        outbox.delivered(next, 1, "r", after(2s));
        CHECK(claim(outbox, after(2s)) == Texts{"reaction"});
    });
}

TEST_CASE("what was due is not due any more when the clock was set back") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(not_before(draft_to("c1", "at one"), after(1h)), noon);
        const Claim closed = outbox.claim_due(after(1h), lease, 10, [](const OutboxRow&) {
            return NotBefore{after(2h), true};
        });
        CHECK(closed.look_again == after(2h));
        const Claim early = outbox.claim_due(after(59min), lease, 10);
        CHECK(early.rows.empty());
        CHECK(early.look_again == after(1h));
        CHECK(claim(outbox, after(1h)) == Texts{"at one"});
    });
}

TEST_CASE("what is looked at again is the next that is due, ends its lease or expires") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto look_again = [&](mostik::core::Time now, int limit) {
            return outbox.claim_due(now, after(10min), limit).look_again;
        };
        CHECK_FALSE(look_again(noon, 10));
        outbox.enqueue(not_before(draft_to("c1", "at one"), after(1h)), noon);
        CHECK(look_again(noon, 10) == after(1h));
        outbox.enqueue(draft_to("c2", "now"), noon);
        CHECK(look_again(noon, 0) == noon);
        CHECK(look_again(noon, 10) == after(10min));
        OutboxDraft stale = draft_to("c2", "behind it");
        stale.not_after = after(5min);
        outbox.enqueue(stale, noon);
        CHECK(look_again(noon, 10) == after(5min + 1ms));
        outbox.delivered(2, 1, "r", noon);
        CHECK(look_again(noon, 10) == after(10min));
        CHECK(outbox.retry(3, 1, after(1min), "503", noon));
        CHECK(look_again(noon, 10) == after(1min));
    });
}
