#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

std::vector<TicketNumber> numbers(const std::vector<Ticket>& tickets) {
    std::vector<TicketNumber> result;
    for (const Ticket& ticket : tickets) result.push_back(ticket.number);
    return result;
}

mostik::core::Address person(int number) {
    return {"telegram", std::to_string(number)};
}

void close(Tickets& tickets, TicketNumber number) {
    Ticket ticket = *tickets.find(number);
    ticket.state = TicketState::closed;
    ticket.closed_at = after(1h);
    tickets.update(ticket);
}

}  // namespace

TEST_CASE("states of tickets have words, and no others") {
    for (const auto state :
         {TicketState::fresh, TicketState::open, TicketState::waiting, TicketState::closed}) {
        CHECK(ticket_state_from(to_string(state)) == state);
    }
    CHECK(to_string(TicketState::fresh) == "new");
    CHECK_FALSE(ticket_state_from("fresh"));
    CHECK_FALSE(ticket_state_from(""));
}

TEST_CASE("a ticket is found as it was opened, by its number and by its person") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        CHECK_FALSE(tickets.unclosed_of(anna));
        Ticket ticket = ticket_of(anna);
        ticket.previous = 12;
        ticket.number = tickets.open(ticket);
        CHECK(ticket.number > 0);
        CHECK(tickets.find(ticket.number) == ticket);
        CHECK(tickets.unclosed_of(anna) == ticket);
        CHECK_FALSE(tickets.find(ticket.number + 1));
        CHECK_FALSE(tickets.unclosed_of(boris));
        CHECK_FALSE(tickets.unclosed_of({"mattermost", anna.target}));
    });
}

TEST_CASE("a ticket is changed in everything but its number and its person") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber other = tickets.open(ticket_of(boris));
        Ticket ticket{.number = tickets.open(ticket_of(anna)),
                      .person = boris,
                      .person_name = "Anna Another",
                      .person_login = "another",
                      .language = "en",
                      .source = "elsewhere",
                      .state = TicketState::closed,
                      .assignee_id = "u7",
                      .assignee_name = "Vera",
                      .previous = 3,
                      .turn = 9,
                      .created_at = after(1s),
                      .changed_at = after(2s),
                      .first_answer_at = after(3s),
                      .closed_at = after(4s),
                      .closed_by = "Vera",
                      .rating = 5};
        tickets.update(ticket);
        ticket.person = anna;
        CHECK(tickets.find(ticket.number) == ticket);
        CHECK(tickets.find(other)->person == boris);
        CHECK(tickets.find(other)->state == TicketState::fresh);
        // And back to nothing.
        Ticket empty{.number = ticket.number, .person = anna};
        tickets.update(empty);
        CHECK(tickets.find(ticket.number) == empty);
    });
}

TEST_CASE("a person has one ticket that is not closed") {
    const TestDatabase database(GENERATE(from_range(backends())));
    const TicketNumber first =
        database([](UnitOfWork& unit) { return unit.tickets().open(ticket_of(anna)); });
    CHECK_THROWS_AS(database([](UnitOfWork& unit) { unit.tickets().open(ticket_of(anna)); }), StorageError);
    const TicketNumber second = database([&](UnitOfWork& unit) {
        unit.tickets().open(ticket_of(boris));
        close(unit.tickets(), first);
        CHECK_FALSE(unit.tickets().unclosed_of(anna));
        return unit.tickets().open(ticket_of(anna));
    });
    CHECK(database([](UnitOfWork& unit) { return unit.tickets().unclosed_of(anna)->number; }) == second);
    // The first one cannot be open beside it.
    const auto reopen = [&](UnitOfWork& unit) {
        Ticket ticket = *unit.tickets().find(first);
        ticket.state = TicketState::open;
        unit.tickets().update(ticket);
    };
    CHECK_THROWS_AS(database(reopen), StorageError);
    database([&](UnitOfWork& unit) {
        close(unit.tickets(), second);
        reopen(unit);
        CHECK(unit.tickets().unclosed_of(anna)->number == first);
    });
}

TEST_CASE("tickets are counted by state, also where there are none") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        for (const auto& [state, count] : tickets.counts()) CHECK(count == 0);
        CHECK(tickets.counts().size() == 4);
        close(tickets, tickets.open(ticket_of(anna)));
        close(tickets, tickets.open(ticket_of(anna)));
        tickets.open(ticket_of(boris));
        CHECK(tickets.counts() == std::map<TicketState, std::int64_t>{{TicketState::fresh, 1},
                                                                      {TicketState::open, 0},
                                                                      {TicketState::waiting, 0},
                                                                      {TicketState::closed, 2}});
    });
}

TEST_CASE("a ticket's number is never used twice") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        TicketNumber last = 0;
        for (int i = 1; i <= 3; ++i) {
            const TicketNumber number = unit.tickets().open(ticket_of(person(i)));
            CHECK(number > last);
            last = number;
        }
        // Not even that of a person who is forgotten.
        unit.contacts().forget(person(3), after(1h));
        CHECK(unit.tickets().open(ticket_of(person(4))) > last);
    });
}

TEST_CASE("tickets are listed newest first, by person, state and number") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber a = tickets.open(ticket_of(anna));
        close(tickets, a);
        const TicketNumber b = tickets.open(ticket_of(boris));
        const TicketNumber c = tickets.open(ticket_of(anna));
        close(tickets, c);
        const TicketNumber d = tickets.open(ticket_of(anna));
        using Numbers = std::vector<TicketNumber>;
        CHECK(numbers(tickets.all_of(anna, 10)) == Numbers{d, c, a});
        CHECK(numbers(tickets.all_of(anna, 2)) == Numbers{d, c});
        CHECK(tickets.all_of({}, 10).empty());
        CHECK(numbers(tickets.latest({})) == Numbers{d, c, b, a});
        CHECK(numbers(tickets.latest({.limit = 2})) == Numbers{d, c});
        CHECK(numbers(tickets.latest({.before = c})) == Numbers{b, a});
        CHECK(numbers(tickets.latest({.unclosed_only = true})) == Numbers{d, b});
        CHECK(numbers(tickets.latest({.state = TicketState::closed})) == Numbers{c, a});
        CHECK(numbers(tickets.latest({.state = TicketState::closed, .before = c, .limit = 5})) == Numbers{a});
        CHECK(tickets.latest({.state = TicketState::waiting}).empty());
    });
}

TEST_CASE("what happened to a ticket is told in order") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber number = tickets.open(ticket_of(anna));
        const TicketNumber other = tickets.open(ticket_of(boris));
        const TicketNote opened{after(2s), "person", "opened"};
        const TicketNote taken{after(1s), "Vera", "taken"};  // by a clock that was set back
        tickets.note(number, opened);
        tickets.note(other, {after(3s), "timer", "closed"});
        tickets.note(number, taken);
        CHECK(tickets.notes(number) == std::vector{opened, taken});
        CHECK(tickets.notes(other).size() == 1);
        CHECK(tickets.notes(other + 1).empty());
    });
}

TEST_CASE("nothing can be said of a ticket that is not there") {
    const TestDatabase database(GENERATE(from_range(backends())));
    CHECK_THROWS_AS(database([](UnitOfWork& unit) {
                        unit.tickets().note(4711, {noon, "Vera", "taken"});
                    }),
                    StorageError);
    CHECK_THROWS_AS(
        database([](UnitOfWork& unit) { unit.tickets().add_message(message_of(4711, anna, "1")); }),
        StorageError);
}

TEST_CASE("a message of a ticket is found as it was added, and in that order") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber number = tickets.open(ticket_of(anna));
        const TicketNumber other = tickets.open(ticket_of(boris));
        const TicketMessage asked = message_of(number, anna, "2");
        TicketMessage note{.ticket = number,
                           .ref = {"mattermost", "c1", "post1"},
                           .side = TicketSide::specialist,
                           .internal = true,
                           .author = "Vera",
                           .text = "he has done that before",
                           .files = {},
                           .written_at = noon,
                           .edited_at = after(1s),
                           .deleted_at = after(2s)};
        CHECK(tickets.add_message(asked));
        CHECK(tickets.add_message(note));
        CHECK(tickets.add_message(message_of(other, boris, "2")));
        CHECK(tickets.find_message(asked.ref) == asked);
        CHECK(tickets.find_message(note.ref) == note);
        CHECK_FALSE(tickets.find_message({"mattermost", "c2", "post1"}));
        CHECK(tickets.messages(number) == std::vector{asked, note});
        CHECK(tickets.messages(other + 1).empty());
    });
}

TEST_CASE("a message that is known is not added again, to no ticket") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber number = tickets.open(ticket_of(anna));
        const TicketNumber other = tickets.open(ticket_of(boris));
        const TicketMessage asked = message_of(number, anna, "2");
        CHECK(tickets.add_message(asked));
        TicketMessage again = asked;
        again.text = "something else";
        CHECK_FALSE(tickets.add_message(again));
        again.ticket = other;
        CHECK_FALSE(tickets.add_message(again));
        CHECK(tickets.messages(number) == std::vector{asked});
        CHECK(tickets.messages(other).empty());
    });
}

TEST_CASE("a message is changed in what can change") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        const TicketNumber number = tickets.open(ticket_of(anna));
        const TicketMessage asked = message_of(number, anna, "2");
        const TicketMessage other = message_of(number, anna, "3");
        tickets.add_message(asked);
        tickets.add_message(other);
        TicketMessage changed = asked;
        changed.internal = true;
        changed.text = "it opens now";
        changed.files = {"new.png"};
        changed.edited_at = after(1min);
        changed.deleted_at = after(2min);
        TicketMessage written = changed;
        written.ticket = 4711;
        written.side = TicketSide::specialist;
        written.author = "somebody";
        written.written_at = after(1h);
        tickets.update_message(written);
        CHECK(tickets.messages(number) == std::vector{changed, other});
    });
}

TEST_CASE("a message of the outbox tells the ticket that it is about") {
    const TestDatabase database(GENERATE(from_range(backends())));
    OutboxDraft draft = draft_to("c1", "about it");
    OutboxId about_it = 0;
    OutboxId about_none = 0;
    database([&](UnitOfWork& unit) {
        about_none = *unit.outbox().enqueue(draft_to("c1", "about none"), noon);
        draft.ticket = unit.tickets().open(ticket_of(anna));
        about_it = *unit.outbox().enqueue(draft, noon);
    });
    database([&](UnitOfWork& unit) {
        CHECK(unit.outbox().find(about_it)->draft.ticket == draft.ticket);
        CHECK_FALSE(unit.outbox().find(about_none)->draft.ticket);
    });
}
