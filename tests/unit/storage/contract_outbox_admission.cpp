#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto lease = after(1h);

std::vector<std::string> texts(const std::vector<OutboxRow>& rows) {
    std::vector<std::string> all;
    for (const OutboxRow& row : rows) all.push_back(row.draft.message.text);
    return all;
}

OutboxDraft urgent(const std::string& target, const std::string& text, int priority) {
    OutboxDraft draft = draft_to(target, text);
    draft.priority = priority;
    return draft;
}

}  // namespace

TEST_CASE("of what is due the more important goes first, but nothing overtakes within its line") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        outbox.enqueue(urgent("c1", "news", 0), noon);
        outbox.enqueue(urgent("c2", "answer", 5), after(1s));
        outbox.enqueue(urgent("c1", "answer behind news", 9), after(2s));
        outbox.enqueue(urgent("c3", "more news", 0), after(3s));
        std::vector<std::string> asked;
        const auto rows = outbox
                              .claim_due(after(1min), lease, 2,
                                         [&](const OutboxRow& row) {
                                             asked.push_back(row.draft.message.text);
                                             return Admitted{};
                                         })
                              .rows;
        CHECK(texts(rows) == std::vector<std::string>{"answer", "news"});
        CHECK(asked == std::vector<std::string>{"answer", "news"});
    });
}

TEST_CASE("a row that has to wait is put off, and the others go") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto slow = outbox.enqueue(draft_to("c1", "slow"), noon);
        outbox.enqueue(draft_to("c2", "quick"), noon);
        int asked = 0;
        const Admit admit = [&](const OutboxRow& row) -> Admission {
            ++asked;
            if (row.id == *slow) return NotBefore{after(30s), false};
            return Admitted{};
        };
        const Claim claim = outbox.claim_due(noon, lease, 10, admit);
        CHECK(texts(claim.rows) == std::vector<std::string>{"quick"});
        CHECK(claim.look_again == after(30s));
        CHECK(outbox.find(*slow)->state == OutboxState::queued);
        CHECK(outbox.find(*slow)->attempt == 0);
        CHECK(outbox.find(*slow)->due_at == after(30s));
        // Nobody asks about it before.
        asked = 0;
        outbox.claim_due(after(29s), lease, 10, admit);
        CHECK(asked == 0);
        CHECK(outbox.claim_due(after(30s), lease, 10).rows.size() == 1);
    });
}

TEST_CASE("when a whole messenger has to wait nothing of it is asked about, and others go") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        for (const char* target : {"c1", "c2", "c3"}) outbox.enqueue(draft_to(target, target), noon);
        OutboxDraft other = draft_to("-100", "telegram's");
        other.to.messenger = "telegram";
        outbox.enqueue(other, noon);
        int asked = 0;
        const Claim claim = outbox.claim_due(noon, lease, 10, [&](const OutboxRow& row) -> Admission {
            if (row.draft.to.messenger == "telegram") return Admitted{};
            ++asked;
            return NotBefore{after(5s), true};
        });
        CHECK(texts(claim.rows) == std::vector<std::string>{"telegram's"});
        CHECK(asked == 1);
        CHECK(claim.look_again == after(5s));
        // They are due as they were: all of them may go as soon as one may.
        CHECK(outbox.claim_due(after(1s), lease, 10).rows.size() == 3);
    });
}

TEST_CASE("messengers go in one order, until one of them has to wait") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto enqueue = [&](const std::string& messenger, const std::string& text, int priority,
                                 const std::string& line = {}) {
            OutboxDraft draft = urgent("c" + text, text, priority);
            draft.to.messenger = messenger;
            draft.order_key = line;
            outbox.enqueue(draft, noon);
        };
        enqueue("telegram", "1", 0);
        enqueue("mattermost", "2", 0);
        enqueue("telegram", "3", 7, "shared");
        enqueue("mattermost", "4 behind 3", 9, "shared");
        enqueue("mattermost", "5", 8);
        enqueue("telegram", "6", 0);
        enqueue("mattermost", "7", 0);
        std::vector<std::string> asked;
        bool closed = false;
        const auto ask = [&](int limit) {
            asked.clear();
            return outbox.claim_due(after(1s), lease, limit, [&](const OutboxRow& row) -> Admission {
                asked.push_back(row.draft.message.text);
                if (closed && row.draft.to.messenger == "telegram") return NotBefore{after(1min), true};
                return Admitted{};
            });
        };
        using Texts = std::vector<std::string>;
        SECTION("none has to wait") {
            CHECK(texts(ask(10).rows) == Texts{"5", "3", "1", "2", "6", "7"});
            CHECK(asked == Texts{"5", "3", "1", "2", "6", "7"});
        }
        SECTION("one has to: it is asked about once, and what stands behind it in line waits, too") {
            closed = true;
            const Claim claim = ask(10);
            CHECK(asked == Texts{"5", "3", "2", "7"});
            CHECK(texts(claim.rows) == Texts{"5", "2", "7"});
            CHECK(claim.look_again == after(1min));
            CHECK(ask(10).rows.empty());
            CHECK(asked == Texts{"3"});
            closed = false;
            CHECK(texts(ask(2).rows) == Texts{"3", "1"});
            CHECK(outbox.delivered(3, 1, "r", after(1s)));
            CHECK(texts(ask(10).rows) == Texts{"4 behind 3", "6"});
        }
        SECTION("nothing can leave now but there is room") {
            closed = true;
            CHECK(texts(ask(3).rows) == Texts{"5", "2", "7"});
            // Only what has to wait anyway is left.
            CHECK(ask(3).look_again == after(1min));
        }
    });
}

TEST_CASE("a row that may never leave fails without an attempt, and the next of its line is looked at") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto dead = outbox.enqueue(draft_to("c1", "dead"), noon);
        outbox.enqueue(draft_to("c1", "behind it"), noon);
        const Claim claim = outbox.claim_due(noon, lease, 10, [&](const OutboxRow& row) -> Admission {
            if (row.id == *dead) return NeverAdmitted{"blocked by the user"};
            return Admitted{};
        });
        REQUIRE(claim.over.size() == 1);
        CHECK(claim.over[0].id == *dead);
        CHECK(claim.over[0].state == OutboxState::failed);
        CHECK(claim.over[0].reason == "blocked by the user");
        CHECK(outbox.find(*dead)->state == OutboxState::failed);
        CHECK(outbox.attempts(*dead).empty());
        CHECK(claim.look_again == noon);
        CHECK(texts(outbox.claim_due(noon, lease, 10).rows) == std::vector<std::string>{"behind it"});
    });
}

TEST_CASE("rows that expire are told to whoever claims, each once") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft draft = draft_to("c1", "soon stale");
        draft.not_after = after(1min);
        draft.owner = "notify/7";
        const auto id = outbox.enqueue(draft, noon);
        const Admit never_yet = [](const OutboxRow&) { return NotBefore{after(1h), true}; };
        CHECK(outbox.claim_due(after(1min), lease, 10, never_yet).over.empty());
        const Claim claim = outbox.claim_due(after(1min + 1ms), lease, 10);
        CHECK(claim.rows.empty());
        REQUIRE(claim.over.size() == 1);
        CHECK(claim.over[0].id == *id);
        CHECK(claim.over[0].state == OutboxState::expired);
        CHECK(claim.over[0].draft.owner == "notify/7");
        CHECK(outbox.claim_due(after(2min), lease, 10).over.empty());
    });
}

TEST_CASE("to be put off counts nothing, to be tried again does") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const auto id = outbox.enqueue(draft_to("c1", "x"), noon);
        const auto attempt = [&] { return outbox.claim_due(after(1h), after(2h), 10).rows.at(0).attempt; };
        CHECK(outbox.postpone(*id, attempt(), noon, "not its fault", noon));
        CHECK(outbox.find(*id)->failures == 0);
        CHECK(outbox.find(*id)->attempt == 1);
        CHECK(outbox.find(*id)->reason == "not its fault");
        CHECK(outbox.retry(*id, attempt(), noon, "its fault", noon));
        CHECK(outbox.find(*id)->failures == 1);
        CHECK(outbox.uncertain(*id, attempt(), noon, false, "no answer", noon));
        CHECK(outbox.find(*id)->failures == 2);
        CHECK(outbox.failed(*id, attempt(), "no", noon));
        CHECK(outbox.requeue(*id, noon));
        CHECK(outbox.find(*id)->failures == 0);
        CHECK_FALSE(outbox.postpone(*id, 1, noon, "of long ago", noon));
    });
}

TEST_CASE("what is put off beyond its end expires") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        OutboxDraft draft = draft_to("c1", "x");
        draft.not_after = after(1min);
        const auto id = outbox.enqueue(draft, noon);
        REQUIRE(outbox.claim_due(noon, lease, 10).rows.size() == 1);
        CHECK(outbox.postpone(*id, 1, after(2min), "too many requests", noon));
        CHECK(outbox.find(*id)->state == OutboxState::expired);
    });
}

TEST_CASE("rows are listed by state, by address and page by page") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        std::vector<OutboxId> ids;
        for (const char* text : {"0", "1", "2", "3"}) {
            OutboxDraft draft = draft_to(std::string("c") + text, text);
            if (std::string(text) == "3") draft.to = {"telegram", "c1"};
            ids.push_back(*outbox.enqueue(draft, noon));
        }
        outbox.cancel(ids[0], noon);
        const auto listed = [&](const OutboxFilter& filter) { return texts(outbox.latest(filter)); };
        using Texts = std::vector<std::string>;
        CHECK(listed({}) == Texts{"3", "2", "1", "0"});
        CHECK(listed({.limit = 2}) == Texts{"3", "2"});
        CHECK(listed({.before = ids[2]}) == Texts{"1", "0"});
        CHECK(listed({.state = OutboxState::cancelled}) == Texts{"0"});
        CHECK(listed({.state = OutboxState::queued, .limit = 1}) == Texts{"3"});
        CHECK(listed({.to = mostik::core::Address{"mattermost", "c1"}}) == Texts{"1"});
        CHECK(listed({.to = mostik::core::Address{"telegram", "c1"}}) == Texts{"3"});
        CHECK(listed({.state = OutboxState::failed}).empty());
    });
}
