#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <stdexcept>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(1h);

/// An operation on the copy of one message in one chat.
OutboxDraft on_copy(Operation operation, const std::string& text, const std::string& source = "p1",
                    const std::string& target = "c1") {
    OutboxDraft draft = draft_to(target, text);
    draft.dedupe_key += std::string(mostik::core::to_string(operation)) + source;
    draft.operation = operation;
    draft.source = mostik::core::MessageRef{"telegram", "-100", source};
    return draft;
}
OutboxDraft send(const std::string& text) {
    return on_copy(Operation::send, text);
}
OutboxDraft edit(const std::string& text) {
    return on_copy(Operation::edit, text);
}
OutboxDraft removal() {
    return on_copy(Operation::remove, "");
}

OutboxRow claim_one(Outbox& outbox, mostik::core::Time now = noon) {
    const auto rows = outbox.claim_due(now, lease, 10).rows;
    REQUIRE(rows.size() == 1);
    return rows.front();
}

}  // namespace

TEST_CASE("the journal tells what was done to which row, without what a savepoint takes back") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const TicketNumber ticket = unit.tickets().open(ticket_of(anna));
        const auto change = [ticket](Operation operation, const std::string& text) {
            OutboxDraft draft = draft_to("c1", text);
            draft.operation = operation;
            draft.source = mostik::core::MessageRef{"telegram", "-100", "1"};
            draft.ticket = ticket;
            return draft;
        };
        CHECK(outbox.journal().empty());
        const OutboxId id = *outbox.enqueue(change(Operation::send, "hello"), noon);
        CHECK_FALSE(outbox.enqueue(change(Operation::send, "hello"), noon));  // known
        CHECK_THROWS(unit.savepoint([&] {
            outbox.enqueue(draft_to("c2", "never"), noon);
            throw std::runtime_error("no");
        }));
        outbox.enqueue(change(Operation::edit, "hello!"), noon);
        outbox.enqueue(change(Operation::remove, "gone"), noon);
        REQUIRE(outbox.journal().size() == 3);
        for (const OutboxEntry& entry : outbox.journal()) {
            CHECK(entry.id == id);
            CHECK(entry.operation == Operation::send);
            CHECK(entry.to.target == "c1");
            CHECK(entry.ticket == ticket);
        }
        CHECK(outbox.journal()[0].kind == EntryKind::queued);
        CHECK(outbox.journal()[1].kind == EntryKind::changed);
        CHECK(outbox.journal()[2].kind == EntryKind::cancelled);
    });
    database([](UnitOfWork& unit) { CHECK(unit.outbox().journal().empty()); });
}

TEST_CASE("an edit of what has not left yet changes what will be sent") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft original = send("old");
        original.message.reply_to = mostik::core::MessageRef{"telegram", "-100", "p0"};
        const auto id = outbox.enqueue(original, noon);
        CHECK(outbox.enqueue(edit("new"), after(1s)) == id);
        CHECK(outbox.counts().queued == 1);
        const OutboxRow row = claim_one(outbox, after(2s));
        CHECK(row.draft.operation == Operation::send);
        CHECK(row.draft.message.text == "new");
        CHECK(row.draft.message.reply_to == original.message.reply_to);
    });
}

TEST_CASE("an edit of what is under way waits behind it, and further ones join it") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft original = send("old");
        original.order_key = "thread-1";
        const auto id = outbox.enqueue(original, noon);
        claim_one(outbox);
        const auto change = outbox.enqueue(edit("new"), noon);
        REQUIRE(change);
        CHECK(change != id);
        CHECK(outbox.find(*change)->draft.order_key == "thread-1");
        CHECK(outbox.enqueue(edit("newer"), noon) == change);
        CHECK(outbox.enqueue(edit("newest"), noon) == change);
        CHECK(outbox.claim_due(noon, lease, 10).rows.empty());

        outbox.delivered(*id, 1, "m1", noon);
        const OutboxRow row = claim_one(outbox);
        CHECK(row.id == *change);
        CHECK(row.draft.message.text == "newest");
    });
}

TEST_CASE("an edit that was tried already is not rewritten: the next one follows it") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto first = outbox.enqueue(edit("one"), noon);
        claim_one(outbox);
        outbox.retry(*first, 1, after(1s), "later", noon);
        const auto second = outbox.enqueue(edit("two"), noon);
        CHECK(second != first);
        CHECK(outbox.find(*first)->draft.message.text == "one");
    });
}

TEST_CASE("changes of the copies in other chats, and of other messages, are none of it") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(send("old"), noon);
        CHECK(outbox.enqueue(on_copy(Operation::edit, "x", "p1", "c2"), noon) != id);
        CHECK(outbox.enqueue(on_copy(Operation::edit, "x", "p2"), noon) != id);
        CHECK(outbox.find(*id)->draft.message.text == "old");
    });
}

TEST_CASE("a removal of what has not left yet takes it back, with its edits") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(send("old"), noon);
        CHECK_FALSE(outbox.enqueue(removal(), noon));
        CHECK(outbox.find(*id)->state == OutboxState::cancelled);
        CHECK(outbox.claim_due(noon, lease, 10).rows.empty());
    });
}

TEST_CASE("a removal of what is under way follows it, the edits between are not needed any more") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(send("old"), noon);
        claim_one(outbox);
        const auto change = outbox.enqueue(edit("new"), noon);
        const auto end = outbox.enqueue(removal(), noon);
        REQUIRE(end);
        CHECK(outbox.find(*change)->state == OutboxState::cancelled);
        CHECK(outbox.claim_due(noon, lease, 10).rows.empty());
        outbox.delivered(*id, 1, "m1", noon);
        CHECK(claim_one(outbox).id == *end);
    });
}

TEST_CASE("a removal of what was tried and may be there is done, too") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(send("old"), noon);
        claim_one(outbox);
        outbox.retry(*id, 1, after(1s), "later", noon);
        CHECK(outbox.enqueue(removal(), noon));
        CHECK(outbox.find(*id)->state == OutboxState::queued);
    });
}

TEST_CASE("changes of a message on hold are on hold with it, and go when it is decided on") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(send("old"), noon);
        const OutboxRow attempt = claim_one(outbox);
        const auto before = outbox.enqueue(edit("new"), noon);
        CHECK(outbox.uncertain(*id, attempt.attempt, after(1s), true, "no answer", noon));
        CHECK(outbox.find(*id)->held);
        CHECK(outbox.find(*before)->held);
        const auto reaction = outbox.enqueue(on_copy(Operation::react, ""), noon);
        CHECK(outbox.find(*reaction)->held);

        // Nobody else waits for them.
        const auto other = outbox.enqueue(draft_to("c1", "others"), noon);
        CHECK(claim_one(outbox, after(2h)).id == *other);
        outbox.delivered(*other, 1, "m2", after(2h));
        CHECK(outbox.claim_due(after(3h), after(4h), 10).rows.empty());

        SECTION("a person sends it again") {
            CHECK(outbox.requeue(*id, after(3h)));
            CHECK_FALSE(outbox.find(*before)->held);
            CHECK(claim_one(outbox, after(3h)).id == *id);
            outbox.delivered(*id, 2, "m1", after(3h));
            CHECK(claim_one(outbox, after(3h)).id == *before);
            outbox.delivered(*before, 1, "", after(3h));
            CHECK(claim_one(outbox, after(3h)).id == *reaction);
        }
        SECTION("a person gives it up") {
            CHECK(outbox.cancel(*id, after(3h)));
            CHECK_FALSE(outbox.find(*before)->held);
            CHECK_FALSE(outbox.find(*reaction)->held);
        }
        SECTION("the answer comes late") {
            CHECK(outbox.delivered(*id, attempt.attempt, "m1", after(3h)));
            CHECK_FALSE(outbox.find(*id)->held);
            CHECK(claim_one(outbox, after(3h)).id == *before);
        }
    });
}

TEST_CASE("where copies are still to be sent is known") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const mostik::core::MessageRef source{"telegram", "-100", "p1"};
        CHECK(outbox.pending_copies(source).empty());
        outbox.enqueue(send("x"), noon);
        OutboxDraft elsewhere = on_copy(Operation::send, "x", "p1", "c2");
        elsewhere.order_key = "line";
        const auto id = outbox.enqueue(elsewhere, noon);
        outbox.enqueue(on_copy(Operation::edit, "x", "p1", "c3"), noon);
        CHECK(outbox.pending_copies(source).size() == 2);
        for (const OutboxRow& row : outbox.claim_due(noon, lease, 10).rows) {
            if (row.draft.to.target == "c1") outbox.delivered(row.id, 1, "m1", noon);
        }
        const std::vector<CopyPlace> left = outbox.pending_copies(source);
        CHECK(left == std::vector<CopyPlace>{{{"mattermost", "c2"}, "line"}});
        outbox.delivered(*id, 1, "m2", noon);
        CHECK(outbox.pending_copies(source).empty());
    });
}

TEST_CASE("a removal beside one that has not ended is nothing, and leaves that one alone") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto again = [](const std::string& key) {
            OutboxDraft draft = removal();
            draft.dedupe_key = key;
            return draft;
        };
        const auto first = outbox.enqueue(removal(), noon);
        REQUIRE(first);
        CHECK_FALSE(outbox.enqueue(removal(), noon));
        CHECK_FALSE(outbox.enqueue(again("second"), noon));
        CHECK(outbox.find(*first)->state == OutboxState::queued);
        CHECK(claim_one(outbox, noon).id == *first);
        CHECK_FALSE(outbox.enqueue(again("third"), noon));
        CHECK(outbox.delivered(*first, 1, "", noon));
        CHECK(outbox.enqueue(again("fourth"), noon));
    });
}

TEST_CASE("which answers are still to be sent is known") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const mostik::core::MessageRef root{"telegram", "-100", "root"};
        const auto answer = [](const std::string& id, const mostik::core::MessageRef& to) {
            OutboxDraft draft = on_copy(Operation::send, "x", id, "c2");
            draft.message.reply_to = to;
            return draft;
        };
        const auto first = outbox.enqueue(answer("p1", root), noon);
        outbox.enqueue(answer("p2", {"telegram", "-100", "other"}), noon);
        outbox.enqueue(answer("p3", {"mattermost", "-100", "root"}), noon);
        outbox.enqueue(answer("p4", root), noon);
        outbox.enqueue(on_copy(Operation::send, "x", "p5", "c2"), noon);
        using Refs = std::vector<mostik::core::MessageRef>;
        CHECK(outbox.pending_replies(root) == Refs{{"telegram", "-100", "p1"}, {"telegram", "-100", "p4"}});
        CHECK(claim_one(outbox, noon).id == *first);
        CHECK(outbox.pending_replies(root).size() == 2);
        outbox.delivered(*first, 1, "m1", noon);
        CHECK(outbox.pending_replies(root) == Refs{{"telegram", "-100", "p4"}});
    });
}
