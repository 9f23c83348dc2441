#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

Chat chat(const std::string& id, const std::string& name = "Ops", const std::string& messenger = "telegram") {
    return {.messenger = messenger, .id = id, .name = name, .kind = "group"};
}

}  // namespace

TEST_CASE("a chat that is heard of is known, with its latest name") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        CHECK_FALSE(chats.find("telegram", "-100"));
        CHECK_FALSE(chats.heard(chat("-100"), noon));
        CHECK_FALSE(chats.heard(chat("-100", "Operations"), after(1h)));
        const auto known = chats.find("telegram", "-100");
        REQUIRE(known);
        CHECK(known->name == "Operations");
        CHECK(known->kind == "group");
        CHECK(known->first_heard_at == noon);
        CHECK_FALSE(known->unreachable_since);
        CHECK(known->moved_to.empty());
        CHECK_FALSE(chats.find("mattermost", "-100"));
    });
}

TEST_CASE("hearing the same again writes nothing") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        unit.chats().heard(chat("-100"), noon);
        const auto before = unit.changes();
        unit.chats().heard(chat("-100"), after(1h));
        CHECK(unit.changes() == before);
    });
}

TEST_CASE("a suppressed chat is unreachable until it is heard of") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        chats.heard(chat("-100"), noon);
        chats.suppress("telegram", "-100", "bot was kicked", after(1h));
        auto known = chats.find("telegram", "-100");
        CHECK(known->unreachable_since == after(1h));
        CHECK(known->reason == "bot was kicked");
        CHECK(known->name == "Ops");

        CHECK(chats.heard(chat("-100"), after(2h)));
        known = chats.find("telegram", "-100");
        CHECK_FALSE(known->unreachable_since);
        CHECK(known->reason.empty());
        CHECK_FALSE(chats.heard(chat("-100"), after(3h)));
    });
}

TEST_CASE("where something has arrived is not unreachable any more") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        chats.suppress("telegram", "@ops", "chat not found", noon);
        chats.suppress("telegram", "@other", "chat not found", noon);
        chats.reached("telegram", "@ops");
        chats.reached("telegram", "@nobody");
        CHECK_FALSE(chats.find("telegram", "@ops")->unreachable_since);
        CHECK(chats.find("telegram", "@ops")->reason.empty());
        CHECK(chats.find("telegram", "@other")->unreachable_since);
        CHECK_FALSE(chats.find("telegram", "@nobody"));
    });
}

TEST_CASE("a chat may be unreachable before it was ever heard of") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        unit.chats().suppress("telegram", "5", "chat not found", noon);
        CHECK(unit.chats().find("telegram", "5")->unreachable_since == noon);
        CHECK(unit.chats().heard(chat("5", "Alice"), after(1h)));
        CHECK(unit.chats().find("telegram", "5")->name == "Alice");
    });
}

TEST_CASE("a chat's id by now is the last of its moves") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        CHECK(chats.current_id("telegram", "-1") == "-1");
        chats.heard(chat("-1"), noon);
        chats.moved("telegram", "-1", "-2", noon);
        chats.moved("telegram", "-2", "-3", noon);
        CHECK(chats.current_id("telegram", "-1") == "-3");
        CHECK(chats.current_id("telegram", "-2") == "-3");
        CHECK(chats.current_id("telegram", "-3") == "-3");
        CHECK(chats.current_id("mattermost", "-1") == "-1");
        CHECK(chats.find("telegram", "-1")->name == "Ops");
        CHECK(chats.find("telegram", "-1")->moved_to == "-2");
        // Hearing of the old one does not undo that.
        chats.heard(chat("-1", "Old ops"), after(1h));
        CHECK(chats.current_id("telegram", "-1") == "-3");
    });
}

TEST_CASE("moves in a ring come to an end") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        chats.moved("telegram", "-1", "-1", noon);
        CHECK(chats.current_id("telegram", "-1") == "-1");
        chats.moved("telegram", "-1", "-2", noon);
        chats.moved("telegram", "-2", "-1", noon);
        const std::string somewhere = chats.current_id("telegram", "-1");
        CHECK((somewhere == "-1" || somewhere == "-2"));
    });
}

TEST_CASE("all chats are listed by messenger and name") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Chats& chats = unit.chats();
        chats.heard(chat("-3", "b"), noon);
        chats.heard(chat("-2", "a"), noon);
        chats.heard(chat("c1", "z", "mattermost"), noon);
        std::vector<std::string> ids;
        for (const Chat& each : chats.all()) ids.push_back(each.id);
        CHECK(ids == std::vector<std::string>{"c1", "-2", "-3"});
    });
}
