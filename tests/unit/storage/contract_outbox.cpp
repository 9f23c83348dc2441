#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <array>
#include <set>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(90s);

/// Attempts whose lease is over are uncertain, and claimed again, as delivery does it.
std::vector<OutboxRow> take_over(Outbox& outbox, mostik::core::Time now, mostik::core::Time until,
                                 int limit) {
    for (const OutboxRow& row : outbox.lapsed(now))
        outbox.uncertain(row.id, row.attempt, now, false, "the lease is over", now);
    return outbox.claim_due(now, until, limit).rows;
}

}  // namespace

TEST_CASE("what is put into the outbox is found there") {
    const TestDatabase database(GENERATE(from_range(backends())));
    OutboxDraft draft = draft_to("team/town-square", "pong");
    draft.operation = Operation::edit;
    draft.order_key = "thread-1";
    draft.message.reply_to = mostik::core::MessageRef{"mattermost", "c1", "root"};
    draft.not_before = after(1min);
    draft.not_after = after(1h);
    const auto id = database([&](UnitOfWork& unit) { return unit.outbox().enqueue(draft, noon); });
    REQUIRE(id);
    const auto row = database([&](UnitOfWork& unit) { return unit.outbox().find(*id); });
    REQUIRE(row);
    CHECK(row->id == *id);
    CHECK(row->draft.dedupe_key == draft.dedupe_key);
    CHECK(row->draft.caused_at == noon);
    CHECK(row->draft.operation == Operation::edit);
    CHECK(row->draft.to == draft.to);
    CHECK(row->draft.order_key == "thread-1");
    CHECK(row->draft.message.text == "pong");
    CHECK(row->draft.message.reply_to == draft.message.reply_to);
    CHECK(row->draft.not_before == after(1min));
    CHECK(row->draft.not_after == after(1h));
    CHECK(row->state == OutboxState::queued);
    CHECK(row->attempt == 0);
    CHECK(row->created_at == noon);
    CHECK(row->due_at == after(1min));
    CHECK_FALSE(row->first_attempt_at);
    CHECK_FALSE(row->lease_until);
    CHECK(row->remote_id.empty());
    CHECK(row->reason.empty());
    CHECK_FALSE(database([&](UnitOfWork& unit) { return unit.outbox().find(*id + 1); }));
}

TEST_CASE("excerpts are kept until the message has arrived") {
    const TestDatabase database(GENERATE(from_range(backends())));
    OutboxDraft draft = draft_to("@anna", "found:");
    draft.message.excerpts =
        mostik::core::Excerpts{.reader = "u1",
                               .candidates = {{"c1", "> **деплой**\n"}, {"c2", "\"two\""}},
                               .shown = 2,
                               .otherwise = "nothing",
                               .withheld = "directly"};
    database([&](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = *outbox.enqueue(draft, noon);
        CHECK(outbox.find(id)->draft.message.excerpts == draft.message.excerpts);
        const auto first = outbox.claim_due(noon, lease, 10).rows;
        REQUIRE(first.size() == 1);
        CHECK(first[0].draft.message.excerpts == draft.message.excerpts);
        outbox.retry(id, 1, after(1s), "later", noon);
        const auto second = outbox.claim_due(after(1s), lease, 10).rows;
        REQUIRE(second.size() == 1);
        CHECK(second[0].draft.message.excerpts == draft.message.excerpts);
        CHECK(outbox.delivered(id, 2, "post", after(2s)));
        CHECK(outbox.find(id)->draft.message.text == "found:");
        CHECK_FALSE(outbox.find(id)->draft.message.excerpts);
    });
}

TEST_CASE("what is left out of a draft stays absent, and the address orders") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const auto row = unit.outbox().find(*unit.outbox().enqueue(draft_to("@anna", "hi"), noon));
        CHECK_FALSE(row->draft.message.reply_to);
        CHECK_FALSE(row->draft.not_before);
        CHECK_FALSE(row->draft.not_after);
        CHECK(row->draft.order_key == "mattermost:@anna");
        CHECK(row->due_at == noon);
    });
}

TEST_CASE("the same cause puts one row into the outbox") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft draft = draft_to("c1", "pong");
        CHECK(outbox.enqueue(draft, noon));
        CHECK_FALSE(outbox.enqueue(draft, after(1h)));
        draft.message.text = "another text for the same cause";
        CHECK_FALSE(outbox.enqueue(draft, noon));
        draft.dedupe_key += "1";
        CHECK(outbox.enqueue(draft, noon));
        CHECK(outbox.counts().queued == 2);
    });
}

TEST_CASE("each row has a random token of 26 letters and digits") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        std::set<std::string> tokens;
        std::set<char> characters;
        for (int i = 0; i < 100; ++i) {
            const auto id = unit.outbox().enqueue(draft_to("c1", std::to_string(i)), noon);
            const std::string token = unit.outbox().find(*id)->token;
            CHECK(token.size() == 26);
            CHECK(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos);
            tokens.insert(token);
            characters.insert(token.begin(), token.end());
        }
        CHECK(tokens.size() == 100);
        CHECK(characters.size() == 36);
    });
}

TEST_CASE("a claimed row is an attempt with a lease") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(draft_to("c1", "pong"), noon);
        const auto claimed = outbox.claim_due(after(1s), lease, 10).rows;
        REQUIRE(claimed.size() == 1);
        CHECK(claimed[0].id == *id);
        CHECK(claimed[0].state == OutboxState::sending);
        CHECK(claimed[0].attempt == 1);
        CHECK(claimed[0].first_attempt_at == after(1s));
        CHECK(claimed[0].lease_until == lease);
        CHECK(claimed[0].draft.message.text == "pong");
        CHECK(outbox.find(*id)->attempt == 1);
        CHECK(outbox.claim_due(after(1s), lease, 10).rows.empty());
    });
}

TEST_CASE("each outcome leaves its trace") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = *outbox.enqueue(draft_to("c1", "pong"), noon);
        outbox.claim_due(noon, lease, 1);

        CHECK(outbox.retry(id, 1, after(10s), "503", noon));
        auto row = outbox.find(id);
        CHECK(row->state == OutboxState::queued);
        CHECK(row->due_at == after(10s));
        CHECK(row->reason == "503");
        CHECK_FALSE(row->lease_until);
        CHECK(outbox.claim_due(after(9s), lease, 1).rows.empty());

        REQUIRE(outbox.claim_due(after(10s), lease, 1).rows.size() == 1);
        row = outbox.find(id);
        CHECK(row->attempt == 2);
        CHECK(row->first_attempt_at == noon);

        CHECK(outbox.uncertain(id, 2, after(30s), false, "no answer", noon));
        row = outbox.find(id);
        CHECK(row->state == OutboxState::uncertain);
        CHECK(row->reason == "no answer");
        CHECK(outbox.claim_due(after(29s), lease, 1).rows.empty());

        const auto asked = outbox.claim_due(after(30s), lease, 1).rows;
        REQUIRE(asked.size() == 1);
        CHECK(asked[0].attempt == 3);
        CHECK(asked[0].first_attempt_at == noon);

        CHECK(outbox.delivered(id, 3, "remote-1", after(31s)));
        row = outbox.find(id);
        CHECK(row->state == OutboxState::delivered);
        CHECK(row->remote_id == "remote-1");
        CHECK(row->reason == "no answer");
        CHECK_FALSE(row->lease_until);
    });
}

TEST_CASE("an outcome of another attempt changes nothing") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = *outbox.enqueue(draft_to("c1", "pong"), noon);
        outbox.claim_due(noon, lease, 1);
        outbox.retry(id, 1, noon, "503", noon);
        outbox.claim_due(noon, lease, 1);
        for (const int attempt : {0, 1, 3}) {
            CHECK_FALSE(outbox.delivered(id, attempt, "late", noon));
            CHECK_FALSE(outbox.retry(id, attempt, noon, "late", noon));
            CHECK_FALSE(outbox.failed(id, attempt, "late", noon));
            CHECK_FALSE(outbox.uncertain(id, attempt, noon, false, "late", noon));
        }
        CHECK_FALSE(outbox.delivered(id + 1, 1, "no such row", noon));
        CHECK(outbox.find(id)->state == OutboxState::sending);
        CHECK(outbox.find(id)->reason == "503");
        CHECK(outbox.delivered(id, 2, "in time", noon));
    });
}

TEST_CASE("a row whose time is over expires instead of being claimed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft draft = draft_to("c1", "soon stale");
        draft.not_after = after(10s);
        const auto id = *outbox.enqueue(draft, noon);
        const auto next = *outbox.enqueue(draft_to("c1", "next"), noon);
        const auto claimed = outbox.claim_due(after(10s + 1ms), lease, 10).rows;
        CHECK(outbox.find(id)->state == OutboxState::expired);
        REQUIRE(claimed.size() == 1);
        CHECK(claimed[0].id == next);

        draft.dedupe_key += " in time";
        draft.to.target = "c2";
        outbox.enqueue(draft, noon);
        CHECK(outbox.claim_due(after(10s), lease, 10).rows.size() == 1);
    });
}

TEST_CASE("a lapsed lease makes a row unresolved, end_leases does so at once") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = *outbox.enqueue(draft_to("c1", "pong"), noon);
        outbox.enqueue(draft_to("c2", "waits"), noon);
        outbox.claim_due(noon, lease, 1);
        CHECK(outbox.lapsed(lease - 1ms).empty());
        const auto lapsed = take_over(outbox, lease, after(2h), 1);
        REQUIRE(lapsed.size() == 1);
        CHECK(lapsed[0].id == id);
        CHECK(lapsed[0].attempt == 2);
        CHECK(lapsed[0].lease_until == after(2h));
        CHECK_FALSE(lapsed[0].reason.empty());
        CHECK_FALSE(outbox.delivered(id, 1, "late", after(1h)));

        CHECK(outbox.end_leases(after(1h)) == 1);
        CHECK(outbox.find(id)->state == OutboxState::sending);
        CHECK(take_over(outbox, after(1h), after(3h), 1).size() == 1);
        CHECK(outbox.find(id)->attempt == 3);
    });
}

TEST_CASE("unresolved rows are taken in portions") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        for (const char* target : {"c1", "c2", "c3"}) outbox.enqueue(draft_to(target, "hi"), noon);
        outbox.claim_due(noon, lease, 10);
        CHECK(take_over(outbox, lease, after(2h), 2).size() == 2);
        CHECK(take_over(outbox, lease, after(2h), 2).size() == 1);
        CHECK(take_over(outbox, lease, after(2h), 2).empty());
    });
}

TEST_CASE("rows are counted by state and listed newest first") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        std::array<OutboxId, 6> ids{};
        for (OutboxId& id : ids) id = *outbox.enqueue(draft_to(std::to_string(&id - ids.data()), "hi"), noon);
        outbox.claim_due(noon, lease, 4);
        outbox.delivered(ids[0], 1, "r", noon);
        outbox.failed(ids[1], 1, "no", noon);
        outbox.uncertain(ids[2], 1, noon, false, "?", noon);
        outbox.cancel(ids[4], noon);
        const OutboxCounts counts = outbox.counts();
        CHECK(counts.queued == 1);
        CHECK(counts.sending == 1);
        CHECK(counts.delivered == 1);
        CHECK(counts.failed == 1);
        CHECK(counts.uncertain == 1);
        const auto latest = outbox.latest({.limit = 2});
        REQUIRE(latest.size() == 2);
        CHECK(latest[0].id == ids[5]);
        CHECK(latest[1].id == ids[4]);
    });
}

TEST_CASE("a claim tells when something can be done next") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto look_again = [&outbox](mostik::core::Time now) {
            return outbox.claim_due(now, lease, 0).look_again;
        };
        CHECK_FALSE(look_again(noon));

        OutboxDraft tomorrow = draft_to("c9", "good morning");
        tomorrow.not_before = after(24h);
        outbox.enqueue(tomorrow, noon);
        CHECK(look_again(noon) == after(24h));

        const auto id = *outbox.enqueue(draft_to("c1", "first"), noon);
        CHECK(look_again(noon) == noon);
        outbox.enqueue(draft_to("c1", "waits behind the first"), noon);
        outbox.claim_due(noon, lease, 10);
        CHECK(look_again(noon) == lease);

        outbox.uncertain(id, 1, after(20s), false, "?", noon);
        CHECK(look_again(noon) == after(20s));
        outbox.retry(id, 1, after(40s), "503", noon);
        CHECK(look_again(noon) == after(40s));
        outbox.claim_due(after(40s), lease, 10);
        outbox.delivered(id, 2, "r", after(41s));
        CHECK(look_again(after(41s)) == after(41s));  // the second one's turn
    });
}
