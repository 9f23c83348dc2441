#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;
using mostik::core::Made;
using mostik::core::Step;

namespace {

const std::vector<Step> two{
    {.operation = Operation::send, .part = 0, .remote_id = "", .payload = "{\"a\":1}", .files = {}},
    {.operation = Operation::edit,
     .part = 1,
     .remote_id = "m9",
     .payload = "ё\"\\",
     .files = {0, 2},
     .messages = 2}};

/// A row that is being sent by its first attempt, until after one hour.
OutboxId sending(Outbox& outbox) {
    const auto id = outbox.enqueue(draft_to("c1", "long"), noon);
    REQUIRE(outbox.claim_due(noon, after(1h), 10).rows.size() == 1);
    return *id;
}

}  // namespace

TEST_CASE("what was planned is kept as it was planned") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = sending(outbox);
        CHECK(outbox.parts(id).empty());
        outbox.plan(id, two);
        const auto parts = outbox.parts(id);
        REQUIRE(parts.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(parts[i].number == static_cast<int>(i));
            CHECK(parts[i].step == two[i]);
            CHECK(parts[i].attempt == 0);
            CHECK(parts[i].made.empty());
        }
    });
    CHECK_THROWS_AS(database([](UnitOfWork& unit) { unit.outbox().plan(1, two); }), StorageError);
}

TEST_CASE("a part that is done keeps what it made, and the lease goes on") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = sending(outbox);
        outbox.plan(id, two);
        const std::vector<Made> made{{"m1", 0, "root", "text"}, {"m2", 1, "", "media"}};
        CHECK(outbox.part_done(id, 1, 0, made, after(2h)));
        const auto parts = outbox.parts(id);
        CHECK(parts[0].attempt == 1);
        CHECK(parts[0].made == made);
        CHECK(parts[1].attempt == 0);
        CHECK(outbox.find(id)->lease_until == after(2h));
        CHECK(outbox.find(id)->state == OutboxState::sending);
        // Said again, it stays as it was.
        CHECK(outbox.part_done(id, 1, 0, {{"m7", 0, "", ""}}, after(2h)));
        CHECK(outbox.parts(id)[0].made == made);
    });
}

TEST_CASE("a part is not done by an attempt that is over") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = sending(outbox);
        outbox.plan(id, two);
        outbox.uncertain(id, 1, noon, false, "the lease is over", after(1h));
        CHECK_FALSE(outbox.part_done(id, 1, 0, {{"m1", 0, "", ""}}, after(3h)));
        REQUIRE(outbox.claim_due(after(1h), after(2h), 10).rows.size() == 1);
        CHECK_FALSE(outbox.part_done(id, 1, 0, {{"m1", 0, "", ""}}, after(3h)));
        CHECK(outbox.parts(id)[0].attempt == 0);
        CHECK(outbox.find(id)->lease_until == after(2h));
        CHECK(outbox.part_done(id, 2, 0, {{"m2", 0, "", ""}}, after(3h)));
        CHECK(outbox.parts(id)[0].attempt == 2);
        CHECK_FALSE(outbox.part_done(id + 1, 1, 0, {}, after(3h)));
    });
}

TEST_CASE("the parts that are done stay done over further attempts, and over a person's wish") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = sending(outbox);
        outbox.plan(id, two);
        outbox.part_done(id, 1, 0, {{"m1", 0, "", ""}}, after(1h));
        outbox.retry(id, 1, noon, "later", noon);
        REQUIRE(outbox.claim_due(noon, after(1h), 10).rows.size() == 1);
        outbox.failed(id, 2, "no", noon);
        CHECK(outbox.requeue(id, noon));
        CHECK(outbox.parts(id)[0].attempt == 1);
        CHECK(outbox.parts(id)[0].made == std::vector<Made>{{"m1", 0, "", ""}});
    });
}
