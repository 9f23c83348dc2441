#include "storage/error.hpp"
#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

Notification notification(const std::string& reference, mostik::core::Time when = noon) {
    return {.reference = reference,
            .fingerprint = "of " + reference,
            .source = "by " + reference,
            .accepted_at = when};
}

OutboxId enqueue(UnitOfWork& unit, NotificationId id, const std::string& target) {
    OutboxDraft draft = draft_to(target, "to " + target);
    draft.notification = id;
    return unit.outbox().enqueue(draft, noon).value();
}

}  // namespace

TEST_CASE("a notification is found by its reference, with the messages that it became") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        CHECK_FALSE(unit.notifications().find("billing/1"));
        const NotificationId id = unit.notifications().add(notification("billing/1"), {});
        const NotificationId other = unit.notifications().add(notification("billing/2"), {});
        CHECK(id != other);
        const OutboxId first = enqueue(unit, id, "town");
        enqueue(unit, other, "village");
        const OutboxId second = enqueue(unit, id, "city");
        unit.outbox().enqueue(draft_to("elsewhere", "of a conversation"), noon);

        const auto found = unit.notifications().find("billing/1");
        REQUIRE(found);
        CHECK(found->id == id);
        CHECK(found->fingerprint == "of billing/1");
        CHECK(found->source == "by billing/1");
        CHECK(found->accepted_at == noon);
        CHECK(unit.notifications().find(other)->reference == "billing/2");
        CHECK_FALSE(unit.notifications().find(other + 1));
        const auto messages = unit.notifications().messages(id);
        REQUIRE(messages.size() == 2);
        CHECK(messages[0].id == first);
        CHECK(messages[0].to.target == "town");
        CHECK(messages[1].id == second);
        CHECK(unit.outbox().find(first)->draft.notification == id);
    });
}

TEST_CASE("a reference is given once") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) { unit.notifications().add(notification("billing/1"), {}); });
    CHECK_THROWS_AS(
        database([](UnitOfWork& unit) { unit.notifications().add(notification("billing/1"), {}); }),
        StorageError);
}

TEST_CASE("files come back byte by byte") {
    const TestDatabase database(GENERATE(from_range(backends())));
    std::string bytes;
    for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
    database([&](UnitOfWork& unit) {
        const NotificationId id = unit.notifications().add(
            notification("x"), {{"a.bin", "", bytes}, {"б.png", "image/png", std::string("\0\xff", 2)}});
        const auto first = unit.notifications().file(id, 0);
        REQUIRE(first);
        CHECK(first->name == "a.bin");
        CHECK(first->mime_type.empty());
        CHECK(first->content == bytes);
        CHECK(unit.notifications().file(id, 1)->content == std::string("\0\xff", 2));
        CHECK(unit.notifications().file(id, 1)->name == "б.png");
        CHECK_FALSE(unit.notifications().file(id, 2));
        CHECK_FALSE(unit.notifications().file(id + 1, 0));
    });
}

TEST_CASE("a notification is forgotten when its messages are, and with it its files") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const NotificationId id = unit.notifications().add(notification("old"), {{"a", "", "bytes"}});
        const OutboxId message = enqueue(unit, id, "town");
        unit.notifications().add(notification("young", after(240h)), {});
        CHECK(unit.notifications().forget(after(200h), 10) == 0);
        REQUIRE(unit.outbox().cancel(message, after(1h)));
        CHECK(unit.outbox().forget(after(200h), 10) == 1);
        CHECK(unit.notifications().forget(after(200h), 10) == 1);
        CHECK_FALSE(unit.notifications().find("old"));
        CHECK_FALSE(unit.notifications().file(id, 0));
        CHECK(unit.notifications().find("young"));
    });
}

TEST_CASE("files go when no message of theirs can be sent any more") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const NotificationId id = unit.notifications().add(notification("x"), {{"a", "", "bytes"}});
        const OutboxId first = enqueue(unit, id, "town");
        const OutboxId second = enqueue(unit, id, "city");
        REQUIRE(unit.outbox().cancel(first, after(1h)));
        unit.notifications().forget(noon, 10);
        CHECK(unit.notifications().file(id, 0));
        REQUIRE(unit.outbox().claim_due(after(1h), after(2h), 10).rows.size() == 1);
        REQUIRE(unit.outbox().failed(second, 1, "broken", after(1h)));
        unit.notifications().forget(noon, 10);
        CHECK(unit.notifications().file(id, 0));
        REQUIRE(unit.outbox().requeue(second, after(2h)));
        REQUIRE(unit.outbox().cancel(second, after(3h)));
        unit.notifications().forget(noon, 10);
        CHECK_FALSE(unit.notifications().file(id, 0));
        CHECK(unit.notifications().find("x"));
    });
}

TEST_CASE("messages are listed by state, address, age and origin") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const NotificationId id = unit.notifications().add(notification("x"), {});
        const OutboxId first = enqueue(unit, id, "town");
        OutboxDraft draft = draft_to("town", "of a conversation");
        const OutboxId carried = unit.outbox().enqueue(draft, after(1h)).value();
        draft = draft_to("city", "later");
        draft.notification = id;
        const OutboxId last = unit.outbox().enqueue(draft, after(2h)).value();
        REQUIRE(unit.outbox().cancel(first, after(3h)));

        const auto ids = [&unit](const OutboxFilter& filter) {
            std::vector<OutboxId> found;
            for (const OutboxRow& row : unit.outbox().latest(filter)) found.push_back(row.id);
            return found;
        };
        using Ids = std::vector<OutboxId>;
        const mostik::core::Address town = unit.outbox().find(first)->draft.to;
        CHECK(ids({}) == Ids{last, carried, first});
        CHECK(ids({.notifications_only = true}) == Ids{last, first});
        CHECK(ids({.to = town}) == Ids{carried, first});
        CHECK(ids({.to = town, .notifications_only = true}) == Ids{first});
        CHECK(ids({.state = OutboxState::cancelled}) == Ids{first});
        CHECK(ids({.state = OutboxState::queued, .to = town}) == Ids{carried});
        CHECK(ids({.state = OutboxState::delivered}).empty());
        CHECK(ids({.since = after(1h)}) == Ids{last, carried});
        CHECK(ids({.state = OutboxState::queued, .since = after(90min)}) == Ids{last});
        CHECK(ids({.before = last, .limit = 1}) == Ids{carried});
        CHECK(ids({.limit = 2}) == Ids{last, carried});
    });
}

TEST_CASE("a reader sees what is committed, and changes nothing") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) { unit.notifications().add(notification("there"), {}); });
    boost::asio::io_context io(1);
    bool found = false;
    const auto look = [](UnitOfWork& unit) { return unit.notifications().find("there").has_value(); };
    boost::asio::co_spawn(io, database->read(look), [&](const std::exception_ptr& error, bool value) {
        REQUIRE_FALSE(error);
        found = value;
    });
    io.run();
    CHECK(found);
}
