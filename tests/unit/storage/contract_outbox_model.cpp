#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/outbox_model.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

/// Does the same at random to an outbox and to the model of one, and compares what they answer.
class Run {
  public:
    Run(UnitOfWork& unit, unsigned seed) : unit_(unit), outbox_(unit.outbox()), random_(seed) {}

    void step() {
        pass_time();
        switch (below(12)) {
            case 0:
            case 1:
            case 2:
                return enqueue();
            case 3:
            case 4:
            case 5:
                return claim();
            case 6:
            case 7:
            case 8:
                return finish();
            case 9:
                return decide_about_a_row();
            case 10:
                return below(3) == 0 ? tidy() : enqueue();
            default:
                return enqueue_operation();
        }
    }

    void compare_rows() {
        std::vector<OutboxRow> rows = outbox_.latest({.limit = 100'000});
        REQUIRE(rows.size() == model_.rows().size());
        for (const OutboxModel::Row& expected : model_.rows()) {
            const OutboxRow& row = rows.back();
            INFO("row " << expected.id);
            REQUIRE(row.id == expected.id);
            REQUIRE(row.state == expected.state);
            REQUIRE(row.held == expected.held);
            REQUIRE(row.attempt == expected.attempt);
            REQUIRE(row.due_at == expected.due_at);
            rows.pop_back();
        }
    }

    std::size_t claimed() const { return claimed_; }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    mostik::core::Milliseconds some_time() { return mostik::core::Milliseconds(below(8) * 500); }

    void pass_time() {
        now_ += some_time() / 4;
        if (below(60) == 0) now_ -= 1min;  // the clock is set back
        if (below(60) == 0) now_ += 1min;
    }

    mostik::core::Address some_address() {
        return {below(3) == 0 ? "mattermost" : "telegram", "c" + std::to_string(below(3))};
    }

    OutboxDraft some_draft() {
        OutboxDraft draft{.dedupe_key = std::to_string(++written_), .caused_at = noon, .to = some_address()};
        if (below(2) == 0) draft.order_key = "line" + std::to_string(below(3));
        draft.priority = static_cast<int>(below(3)) - 1;
        return draft;
    }

    void enqueue() {
        OutboxDraft draft = some_draft();
        draft.source = mostik::core::MessageRef{"telegram", "-100", "p" + draft.dedupe_key};
        if (below(5) == 0) draft.not_before = now_ + some_time();
        if (below(5) == 0) draft.not_after = now_ + 10 * some_time();
        if (below(8) == 0) {
            draft.album = "album" + std::to_string(below(2));
            draft.gather = 1500ms;
        }
        REQUIRE(outbox_.enqueue(draft, now_) == model_.enqueue(draft, now_));
    }

    void enqueue_operation() {
        if (model_.rows().empty()) return;
        const OutboxModel::Row& row = some_row();
        OutboxDraft draft = some_draft();
        draft.operation = std::array{Operation::edit, Operation::remove, Operation::react}.at(below(3));
        draft.to = row.draft.to;
        draft.source = row.draft.source;
        REQUIRE(outbox_.enqueue(draft, now_) == model_.enqueue(draft, now_));
    }

    void claim() {
        const unsigned salt = below(1'000'000);
        const unsigned refused = below(3) * 2;  // of ten
        const OutboxModel::Decide decide = [&](OutboxId id) -> Admission {
            std::mt19937 random(salt + static_cast<unsigned>(id));
            if (random() % 10 >= refused) return Admitted{};
            const auto later = now_ + mostik::core::Milliseconds(random() % 3 * 1000);
            switch (random() % 4) {
                case 0:
                    return NeverAdmitted{"dead"};
                case 1:
                    return NotBefore{later, true};
                default:
                    return NotBefore{later, false};
            }
        };
        const int limit = static_cast<int>(below(6));
        const auto lease = now_ + 10 * some_time();
        OutboxModel::Claimed answer;
        const Claim claim = outbox_.claim_due(now_, lease, limit, [&](const OutboxRow& row) {
            answer.asked.push_back(row.id);
            return decide(row.id);
        });
        for (const OutboxRow& row : claim.rows) answer.rows.push_back(row.id);
        for (const OutboxRow& row : claim.over) answer.over.push_back(row.id);
        std::sort(answer.over.begin(), answer.over.end());
        answer.look_again = claim.look_again;
        const OutboxModel::Claimed expected = model_.claim_due(now_, lease, limit, decide);
        REQUIRE(answer.asked == expected.asked);
        REQUIRE(answer.rows == expected.rows);
        REQUIRE(answer.over == expected.over);
        REQUIRE(answer.look_again == expected.look_again);
        claimed_ += answer.rows.size();
    }

    void finish() {
        std::vector<const OutboxModel::Row*> begun;
        for (const OutboxModel::Row& row : model_.rows()) {
            if (row.state == OutboxState::sending || row.state == OutboxState::uncertain)
                begun.push_back(&row);
        }
        if (begun.empty()) return;
        const OutboxModel::Row& row = *begun[below(static_cast<unsigned>(begun.size()))];
        const OutboxId id = row.id;
        const int attempt = below(20) == 0 ? row.attempt - 1 : row.attempt;
        const auto later = now_ + some_time();
        const auto expect = [&](OutboxState state, bool hold = false) {
            return model_.finish(id, attempt, state, later, hold, now_);
        };
        const bool hold = below(2) == 0;
        switch (below(8)) {
            case 0:
                return same(outbox_.retry(id, attempt, later, "", now_), expect(OutboxState::queued));
            case 1:
                return same(outbox_.postpone(id, attempt, later, "", now_), expect(OutboxState::queued));
            case 2:
                return same(outbox_.failed(id, attempt, "", now_), expect(OutboxState::failed));
            case 3:
                return same(outbox_.expired(id, attempt, now_), expect(OutboxState::expired));
            case 4:
                return same(outbox_.uncertain(id, attempt, later, hold, "", now_),
                            expect(OutboxState::uncertain, hold));
            case 5:
                return same(outbox_.part_done(id, attempt, 0, {}, later),
                            model_.part_done(id, attempt, later));
            default:
                return same(outbox_.delivered(id, attempt, "r", now_), expect(OutboxState::delivered));
        }
    }

    void decide_about_a_row() {
        if (model_.rows().empty()) return;
        const OutboxId id = some_row().id;
        if (below(2) == 0) return same(outbox_.cancel(id, now_), model_.cancel(id, now_));
        same(outbox_.requeue(id, now_), model_.requeue(id, now_));
    }

    void tidy() {
        switch (below(3)) {
            case 0: {
                REQUIRE(outbox_.forget(now_, 100'000) == model_.forget(now_));
                return;
            }
            case 1: {
                const mostik::core::Address person = some_address();
                unit_.contacts().forget(person, now_);
                model_.forget_person(person, now_);
                return;
            }
            default: {
                outbox_.end_leases(now_);
                model_.end_leases(now_);
            }
        }
    }

    /// Rather one that is held: there are few of them, and much happens to them.
    const OutboxModel::Row& some_row() {
        const std::vector<OutboxModel::Row>& rows = model_.rows();
        if (below(3) == 0) {
            const auto held = std::find_if(rows.rbegin(), rows.rend(),
                                           [](const OutboxModel::Row& row) { return row.held; });
            if (held != rows.rend()) return *held;
        }
        return rows[below(static_cast<unsigned>(rows.size()))];
    }

    static void same(bool answer, bool expected) { REQUIRE(answer == expected); }

    UnitOfWork& unit_;
    Outbox& outbox_;
    OutboxModel model_;
    std::mt19937 random_;
    mostik::core::Time now_ = noon;
    int written_ = 0;
    std::size_t claimed_ = 0;
};

}  // namespace

TEST_CASE("whatever is done to it, the outbox answers as a plain list of rows would") {
    const TestDatabase database(GENERATE(from_range(backends())));
    const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
    constexpr int steps = 1500;
    database([&](UnitOfWork& unit) {
        Run run(unit, seed);
        for (int step = 0; step < steps; ++step) {
            INFO("seed " << seed << ", step " << step);
            run.step();
            if (step % 50 == 0) run.compare_rows();
        }
        run.compare_rows();
        CHECK(run.claimed() > steps / 20);  // it was not all refused
    });
}
