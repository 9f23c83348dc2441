#include "bot/commands.hpp"
#include "bot/terminal_question.hpp"
#include "tests/unit/bot/command_stage.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using namespace mostik::storage::testing;
using Catch::Contains;

namespace {

/// Anna has written something, and so has a group.
class Remembered {
  public:
    Remembered() {
        stage_.write([](storage::UnitOfWork& unit) {
            storage::Contact contact = contact_of(anna);
            contact.name = "Anna\x1b[2J";
            unit.contacts().put(contact, noon);
            const auto number = unit.tickets().open(ticket_of(anna));
            unit.tickets().add_message(message_of(number, anna, "1"));
            unit.tickets().add_message(message_of(number, anna, "2"));
            unit.outbox().enqueue(
                {.dedupe_key = "k", .caused_at = noon, .to = anna, .message = {.text = "hi"}}, noon);
            unit.chats().heard({.messenger = "telegram", .id = "-100", .name = "Ops", .kind = "supergroup"},
                               noon);
            unit.chats().heard(
                {.messenger = "telegram", .id = boris.target, .name = "@boris", .kind = "private"}, noon);
        });
    }

    Printed forget(const bot::ForgetOptions& options, const bot::Ask& ask) const {
        return printed_by([&] { return bot::forget_person(stage_.config().path(), options, ask); });
    }

    bool knows(const core::Address& person) const {
        bool known = false;
        stage_.write([&](storage::UnitOfWork& unit) {
            known = unit.contacts().find(person) || unit.chats().find(person.messenger, person.target);
        });
        return known;
    }

    const CommandStage& stage() const { return stage_; }

  private:
    CommandStage stage_;
};

std::optional<bool> not_to_be_asked(const std::string& question) {
    FAIL("nobody was to be asked: " + question);
    return std::nullopt;
}

const std::string counted =
    "  1 ticket (closed, and without the person)\n"
    "  2 messages in tickets\n"
    "  0 stored posts\n"
    "  1 message of the outbox, sent or waiting\n";

}  // namespace

TEST_CASE("a person is forgotten after a yes") {
    const Remembered remembered;
    std::string asked;
    const Printed printed =
        remembered.forget({.person = "telegram:4200000017"}, [&](const std::string& question) {
            asked = question;
            return std::optional(true);
        });
    CHECK(printed.exit_code == 0);
    CHECK_THAT(asked, Contains("telegram:4200000017, Anna [2J") && !Contains("\x1b"));
    CHECK_THAT(printed.out,
               Contains("This would be removed of telegram:4200000017, Anna") && !Contains("\x1b"));
    CHECK_THAT(printed.out, Contains("telegram:4200000017 is forgotten:\n" + counted));
    CHECK_THAT(printed.out, Contains("copies in Mattermost's threads") && Contains("own chat"));
    CHECK_FALSE(remembered.knows(anna));
    remembered.stage().write([](storage::UnitOfWork& unit) {
        CHECK(unit.tickets().find(1)->person.target.empty());
        CHECK(unit.outbox().latest({}).empty());
    });
}

TEST_CASE("a person is not forgotten after a no") {
    const Remembered remembered;
    const Printed printed = remembered.forget({.person = "telegram:4200000017"},
                                              [](const std::string&) { return std::optional(false); });
    CHECK(printed.exit_code == 1);
    CHECK_THAT(printed.out, Contains(counted) && Contains("nothing is removed"));
    CHECK(remembered.knows(anna));
}

TEST_CASE("without anybody to ask it is told what would be removed, and nothing is") {
    const Remembered remembered;
    const Printed printed = remembered.forget({.person = "telegram:4200000017"},
                                              [](const std::string&) { return std::optional<bool>(); });
    CHECK(printed.exit_code == 2);
    CHECK_THAT(printed.out, Contains(counted));
    CHECK_THAT(printed.err, Contains("--yes"));
    CHECK(remembered.knows(anna));
    remembered.stage().write([](storage::UnitOfWork& unit) {
        CHECK(unit.tickets().messages(1).size() == 2);
        CHECK(unit.outbox().latest({}).size() == 1);
    });
}

TEST_CASE("who says yes at once is not asked") {
    const Remembered remembered;
    const Printed printed =
        remembered.forget({.person = "telegram:4200000017", .yes = true}, not_to_be_asked);
    CHECK(printed.exit_code == 0);
    CHECK_THAT(printed.out, Contains(counted) && Contains("copies in Mattermost's threads"));
    CHECK_FALSE(remembered.knows(anna));
    // Once more there is nothing left, and that is no mistake.
    const Printed again = remembered.forget({.person = "telegram:4200000017", .yes = true}, not_to_be_asked);
    CHECK(again.exit_code == 0);
    CHECK_THAT(again.out, Contains("  0 tickets"));
}

TEST_CASE("that somebody stays blocked is told") {
    const Remembered remembered;
    remembered.stage().write(
        [](storage::UnitOfWork& unit) { unit.contacts().put({.address = anna, .blocked = true}, noon); });
    CHECK_THAT(remembered.forget({.person = "telegram:4200000017", .yes = true}, not_to_be_asked).out,
               Contains("still blocked"));
    CHECK(remembered.knows(anna));
}

TEST_CASE("a private chat without a ticket is forgotten too, a group or a channel is not") {
    const Remembered remembered;
    CHECK(remembered.forget({.person = "telegram:4300000018", .yes = true}, not_to_be_asked).exit_code == 0);
    CHECK_FALSE(remembered.knows(boris));
    for (const std::string address : {"telegram:-100", "telegram:-200", "mattermost:town-square",
                                      "mattermost:9791wbp91jg15dbxazxiubq35r", "telegram:@ops"}) {
        INFO(address);
        const Printed printed = remembered.forget({.person = address, .yes = true}, not_to_be_asked);
        CHECK(printed.exit_code == 2);
        CHECK_THAT(printed.err, Contains(address + " is no conversation with a person"));
    }
    CHECK(remembered.knows({"telegram", "-100"}));
    const Printed wrong = remembered.forget({.person = "Anna", .yes = true}, not_to_be_asked);
    CHECK(wrong.exit_code == 2);
    CHECK_THAT(wrong.err, Contains("mostik: Anna: "));
}

TEST_CASE("nobody is asked when standard input is no terminal") {
    const int before = ::dup(STDIN_FILENO);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(::dup2(nothing, STDIN_FILENO) == STDIN_FILENO);
    const auto answer = bot::ask_on_terminal("really?");
    ::dup2(before, STDIN_FILENO);
    ::close(nothing);
    ::close(before);
    CHECK_FALSE(answer);
}
