#include "tests/unit/storage/backends.hpp"
#include "tests/unit/storage/desk.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <catch2/catch.hpp>

using namespace mostik::storage;
using namespace mostik::storage::testing;
using namespace std::chrono_literals;

namespace {

const mostik::core::Address specialists{"mattermost", "support"};

mostik::core::MessageRef said_by(const mostik::core::Address& person, const std::string& number = "5") {
    return {person.messenger, person.target, person.target + ":" + number};
}

/// A message that is on its way, told apart by its text.
OutboxDraft draft(const mostik::core::Address& to, const std::string& text) {
    return {
        .dedupe_key = "test:" + text + ":support:0", .caused_at = noon, .to = to, .message = {.text = text}};
}

OutboxDraft carrying(const mostik::core::MessageRef& source, const mostik::core::Address& to,
                     const std::string& text) {
    OutboxDraft result = draft(to, text);
    result.source = source;
    return result;
}

std::vector<std::string> texts_in_outbox(UnitOfWork& unit) {
    std::vector<std::string> texts;
    for (const OutboxRow& row : unit.outbox().latest({})) texts.push_back(row.draft.message.text);
    return texts;
}

}  // namespace

TEST_CASE("a contact is found as it was put, and replaced") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Contacts& contacts = unit.contacts();
        CHECK_FALSE(contacts.find(anna));
        const Contact first = contact_of(anna);
        contacts.put(first, noon);
        contacts.put(contact_of(boris), noon);
        CHECK(contacts.find(anna) == first);
        const Contact second{.address = anna, .name = "Anna", .blocked = true};
        contacts.put(second, after(1h));
        CHECK(contacts.find(anna) == second);
        CHECK(contacts.find(boris) == contact_of(boris));
        CHECK_FALSE(contacts.find({"mattermost", anna.target}));
    });
}

TEST_CASE("a person who is forgotten is not known any more, that he is blocked is") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Contacts& contacts = unit.contacts();
        contacts.put(contact_of(anna), noon);
        Contact blocked = contact_of(boris);
        blocked.blocked = true;
        contacts.put(blocked, noon);
        CHECK(contacts.forget(anna, after(1h)) == Forgotten{});
        CHECK_FALSE(contacts.find(anna));
        CHECK(contacts.find(boris) == blocked);
        contacts.forget(boris, after(1h));
        CHECK(contacts.find(boris) == Contact{.address = boris, .blocked = true});
    });
}

TEST_CASE("the tickets of a person who is forgotten stay without him") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Tickets& tickets = unit.tickets();
        Ticket closed = ticket_of(anna);
        closed.number = tickets.open(closed);
        closed.state = TicketState::closed;
        closed.assignee_name = "Vera";
        closed.first_answer_at = after(1min);
        closed.closed_at = after(2min);
        closed.closed_by = "Vera";
        closed.rating = 4;
        tickets.update(closed);
        tickets.note(closed.number, {noon, "person", "opened"});
        Ticket open = ticket_of(anna);
        open.previous = closed.number;
        open.number = tickets.open(open);
        Ticket others = ticket_of(boris);
        others.number = tickets.open(others);
        tickets.add_message(message_of(closed.number, anna, "1"));
        tickets.add_message(message_of(open.number, anna, "2"));
        tickets.add_message({.ticket = open.number,
                             .ref = {"mattermost", "support", "p1"},
                             .side = TicketSide::specialist,
                             .internal = true,
                             .author = "Vera",
                             .text = "that is her again"});
        tickets.add_message(message_of(others.number, boris, "1"));

        const Forgotten forgotten = unit.contacts().forget(anna, after(1h));
        CHECK(forgotten.tickets == 2);
        CHECK(forgotten.messages == 3);
        Ticket expected = closed;
        expected.person = {};
        expected.person_name = expected.person_login = expected.source = "";
        CHECK(tickets.find(closed.number) == expected);
        expected.number = open.number;
        expected.state = TicketState::closed;
        expected.previous = closed.number;
        expected.assignee_name = "";
        expected.first_answer_at.reset();
        expected.changed_at = after(1h);
        expected.closed_at = after(1h);
        expected.closed_by = "forgotten";
        expected.rating = 0;
        expected.turn = open.turn + 1;
        CHECK(tickets.find(open.number) == expected);
        CHECK(tickets.notes(closed.number) == std::vector<TicketNote>{{noon, "person", "opened"}});
        CHECK(tickets.notes(open.number) == std::vector<TicketNote>{{after(1h), "forgotten", "closed"}});
        CHECK(tickets.messages(closed.number).empty());
        CHECK(tickets.messages(open.number).empty());
        CHECK_FALSE(tickets.find_message({"mattermost", "support", "p1"}));

        CHECK(tickets.find(others.number) == others);
        CHECK(tickets.messages(others.number).size() == 1);
        CHECK(unit.contacts().forget(anna, after(2h)) == Forgotten{});
        // Two who are forgotten are nobody, and not the same.
        CHECK(unit.contacts().forget(boris, after(2h)).tickets == 1);
    });
}

TEST_CASE("a person who was forgotten can write again, and starts anew") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const TicketNumber before = unit.tickets().open(ticket_of(anna));
        unit.contacts().forget(anna, after(1h));
        const TicketNumber now = unit.tickets().open(ticket_of(anna));
        CHECK(now > before);
        CHECK(unit.tickets().all_of(anna, 10).size() == 1);
        CHECK(unit.tickets().add_message(message_of(now, anna, "1")));
    });
}

TEST_CASE("what is on its way to or from a person who is forgotten does not leave") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const TicketNumber number = unit.tickets().open(ticket_of(anna));
        const TicketNumber other = unit.tickets().open(ticket_of(boris));
        const auto ticket_ref = [](TicketNumber which) {
            return mostik::core::MessageRef{"mostik", "ticket", std::to_string(which)};
        };
        const OutboxDraft about_rating = [&] {
            OutboxDraft rating = draft(specialists, "rated 5");
            rating.message.reply_to = ticket_ref(number);
            return rating;
        }();
        OutboxDraft caused = draft(specialists, "too many messages");
        caused.dedupe_key = "message:" + said_by(anna, "9").message_id + ":support:0";
        outbox.enqueue(draft(anna, "thank you"), noon);
        outbox.enqueue(carrying(said_by(anna), specialists, "it does not open"), noon);
        outbox.enqueue(carrying(ticket_ref(number), specialists, "a new ticket"), noon);
        outbox.enqueue(about_rating, noon);
        outbox.enqueue(caused, noon);
        // What is not his.
        OutboxDraft similar = draft(specialists, "similar");
        similar.dedupe_key = "message:-100:" + anna.target + ":support:0";
        outbox.enqueue(similar, noon);
        outbox.enqueue(draft(boris, "for another"), noon);
        outbox.enqueue(draft({"mattermost", anna.target}, "elsewhere"), noon);
        outbox.enqueue(carrying(said_by(boris), specialists, "by another"), noon);
        outbox.enqueue(carrying(ticket_ref(other), specialists, "another ticket"), noon);
        CHECK(texts_in_outbox(unit).size() == 10);

        CHECK(unit.contacts().forget(anna, after(1s)) == Forgotten{.tickets = 1, .outbox = 5});
        CHECK(texts_in_outbox(unit) == std::vector<std::string>{"another ticket", "by another", "elsewhere",
                                                                "for another", "similar"});
    });
}

TEST_CASE("what was sent to a person who is forgotten goes with its attempts and parts") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        const OutboxId id = *outbox.enqueue(draft(anna, "thank you"), noon);
        outbox.claim_due(noon, after(1min), 10);
        outbox.plan(id, {{.payload = "{}", .files = {}}});
        outbox.delivered(id, 1, "4200000017:8", after(1s));
        CHECK(unit.contacts().forget(anna, after(2s)).outbox == 1);
        CHECK_FALSE(outbox.find(id));
        CHECK(outbox.attempts(id).empty());
        CHECK(outbox.parts(id).empty());
    });
}

TEST_CASE("what is being sent to a person who is forgotten is let end, once, and goes then") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Outbox& outbox = unit.outbox();
        Links& links = unit.links();
        const mostik::core::MessageRef answer{"mattermost", "support", "p1"};
        const OutboxId id = *outbox.enqueue(carrying(answer, anna, "try again"), noon);
        outbox.enqueue(draft(anna, "behind it"), noon);
        REQUIRE(outbox.claim_due(noon, after(1min), 10).rows.size() == 1);
        const Forgotten forgotten = unit.contacts().forget(anna, after(1s));
        CHECK(forgotten.under_way == 1);
        CHECK(forgotten.outbox == 1);
        CHECK(outbox.claim_due(after(2s), after(2min), 10).rows.empty());
        CHECK(outbox.find(id)->state == OutboxState::sending);

        SECTION("it arrives") {
            CHECK(outbox.delivered(id, 1, "4200000017:8", after(3s)));
            links.record(
                {{answer, 0, "", ""}, {{"telegram", anna.target, "4200000017:8"}, 0, "", ""}, {anna, ""}},
                after(3s));
        }
        SECTION("it does not arrive") {
            CHECK(outbox.retry(id, 1, after(4s), "no connection", after(3s)));
        }
        SECTION("nobody knows") {
            CHECK(outbox.uncertain(id, 1, after(4s), false, "timeout", after(3s)));
        }
        SECTION("nobody knows, and a person is to decide") {
            CHECK(outbox.uncertain(id, 1, after(4s), true, "timeout", after(3s)));
        }
        CHECK(outbox.claim_due(after(1h), after(2h), 10).rows.empty());
        CHECK_FALSE(outbox.find(id));
        CHECK(links.copies_of(answer).empty());
    });
}

TEST_CASE("a send that nobody minds any more does not keep what it says") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const OutboxId id = *unit.outbox().enqueue(draft(anna, "thank you"), noon);
        REQUIRE(unit.outbox().claim_due(noon, after(1min), 10).rows.size() == 1);
        CHECK(unit.contacts().forget(anna, after(2min)) == Forgotten{.outbox = 1});
        CHECK_FALSE(unit.outbox().find(id));
        CHECK_FALSE(unit.outbox().delivered(id, 1, "late", after(3min)));
    });
}

TEST_CASE("links with the chat of a person who is forgotten go, on either side") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Links& links = unit.links();
        const mostik::core::MessageRef copy{"mattermost", "support", "p1"};
        const mostik::core::MessageRef answer{"mattermost", "support", "p2"};
        const mostik::core::MessageRef root{"mattermost", "support", "p0"};
        const mostik::core::MessageRef others{"mattermost", "support", "p3"};
        const mostik::core::MessageRef ticket{"mostik", "ticket", "1"};
        unit.tickets().open(ticket_of(anna));
        links.record({{ticket, 0, "", ""}, {root, 0, "", ""}, {specialists, ""}}, noon);
        links.record({{said_by(anna), 0, "", ""}, {copy, 0, "p0", ""}, {specialists, ""}}, noon);
        links.record({{answer, 0, "p0", ""}, {said_by(anna, "6"), 0, "", ""}, {anna, ""}}, noon);
        links.record({{said_by(boris), 0, "", ""}, {others, 0, "", ""}, {specialists, ""}}, noon);
        unit.contacts().forget(anna, after(1h));
        CHECK_FALSE(links.origin_of(copy));
        CHECK(links.copies_of(answer).empty());
        CHECK(links.origin_of(others)->origin.message == said_by(boris));
        // Which thread a ticket has says nothing of anybody.
        CHECK(links.origin_of(root)->origin.message == ticket);
    });
}

TEST_CASE("stored posts of the conversation with a person who is forgotten go, and where his words went") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Posts& posts = unit.posts();
        StoredPost his = sample_post("4200000017:5", "wombat broken");
        his.key.messenger = "telegram";
        his.channel_id = anna.target;
        StoredPost copy = sample_post("p1", "Anna: wombat broken");
        copy.channel_id = "support";
        StoredPost root = sample_post("p0", "ticket of Anna: wombat");
        root.channel_id = "support";
        const StoredPost others = sample_post("p2", "another wombat");
        for (const StoredPost& post : {his, copy, root, others}) posts.save(post);
        unit.search().index_some(2);  // two wait still
        unit.tickets().open(ticket_of(anna));
        unit.links().record({{said_by(anna), 0, "", ""}, {{"mattermost", "support", "p1"}, 0, "", ""}, {}},
                            noon);
        unit.links().record(
            {{{"mostik", "ticket", "1"}, 0, "", ""}, {{"mattermost", "support", "p0"}, 0, "", ""}, {}}, noon);
        CHECK(unit.contacts().forget(anna, after(1h)).posts == 3);
        CHECK_FALSE(posts.find(his.key));
        CHECK_FALSE(posts.find(copy.key));
        CHECK_FALSE(posts.find(root.key));
        CHECK(posts.find(others.key));
        CHECK(unit.search().waiting() + unit.search().index_some(10) <= 2);
        std::vector<std::string> found;
        unit.search().find(mostik::core::parse_search_query("wombat"), {}, [&](const StoredPost& post) {
            found.push_back(post.key.id);
            return true;
        });
        CHECK(found == std::vector<std::string>{"p2"});
    });
}

TEST_CASE("events, limits and the chat of a person who is forgotten go, those of others stay") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        const auto event_in = [](const mostik::core::Address& person) {
            mostik::core::Event event;
            event.messenger = person.messenger;
            event.channel.id = person.target;
            return event;
        };
        const auto outcome = [](const mostik::core::Address& to, const mostik::core::MessageRef& source) {
            mostik::core::Event event;
            event.messenger = "mostik";
            event.body = mostik::core::Outcome{.owner = "support", .reason = "", .to = to, .source = source};
            return event;
        };
        const mostik::core::MessageRef post{"mattermost", "support", "p1"};
        for (const auto& event :
             {event_in(anna), outcome(anna, post), outcome(specialists, said_by(anna)), event_in(boris),
              outcome(boris, post), outcome(specialists, said_by(boris))}) {
            FailedEvent failed = failed_event("", noon);
            failed.event = mostik::core::to_json(event);
            unit.failed_events().record(failed);
            unit.own_events().add(event, noon);
        }
        FailedEvent odd = failed_event("odd", noon);
        odd.event = "no JSON";
        unit.failed_events().record(odd);
        unit.chats().heard({.messenger = "telegram", .id = anna.target, .name = "@anna"}, noon);
        unit.chats().heard({.messenger = "telegram", .id = boris.target, .name = "@boris"}, noon);
        const mostik::core::TokenBucket hers{mostik::core::to_string(anna), 1, 1min};
        const mostik::core::TokenBucket his{mostik::core::to_string(boris), 1, 1min};
        CHECK_FALSE(unit.rate_limits().take({hers, his}, 1, noon));

        unit.contacts().forget(anna, after(1s));
        CHECK(unit.failed_events().list(10).size() == 4);
        CHECK(unit.own_events().due(after(1h), 10).size() == 3);
        CHECK_FALSE(unit.chats().find("telegram", anna.target));
        CHECK(unit.chats().find("telegram", boris.target));
        CHECK_FALSE(unit.rate_limits().take({hers}, 1, after(1s)));
        CHECK(unit.rate_limits().take({his}, 1, after(1s)));
    });
}

TEST_CASE("that events of a person who is forgotten were handled stays as long as they may come again") {
    const TestDatabase database(GENERATE(from_range(backends())));
    database([](UnitOfWork& unit) {
        Inbox& inbox = unit.inbox();
        const auto key = [](const std::string& identity) {
            return EventKey{
                .messenger = "telegram", .happened_at = noon, .type = "message", .identity = identity};
        };
        inbox.record(key("4200000017:1"), noon);
        inbox.record(key("42000000177:1"), noon);
        inbox.record(key("4200000017:2"), after(2h));
        unit.contacts().forget(anna, after(25h));
        CHECK_FALSE(inbox.contains(key("4200000017:1")));
        CHECK(inbox.contains(key("42000000177:1")));
        CHECK(inbox.contains(key("4200000017:2")));
    });
}
