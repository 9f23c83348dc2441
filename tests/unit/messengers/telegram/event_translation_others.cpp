#include "tests/unit/messengers/telegram/samples.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;
using nlohmann::json;

namespace {

core::MembershipChanged membership(const std::string& name) {
    const core::Event event = event_of_sample(name);
    CHECK(event.type == "my_chat_member");
    CHECK(event.identity.starts_with("u"));
    const auto* const body = std::get_if<core::MembershipChanged>(&event.body);
    REQUIRE(body != nullptr);
    return *body;
}

core::ReactionChanged reaction(const core::Event& event) {
    const auto* const body = std::get_if<core::ReactionChanged>(&event.body);
    REQUIRE(body != nullptr);
    return *body;
}

}  // namespace

TEST_CASE("It is heard when the bot is let in, thrown out, blocked and unblocked") {
    CHECK(membership("my_chat_member_added_to_group").added);
    CHECK(membership("my_chat_member_added_to_group").member.self);
    CHECK(membership("my_chat_member_promoted").added);
    CHECK(membership("my_chat_member_unblocked").added);
    CHECK_FALSE(membership("my_chat_member_kicked").added);
    CHECK_FALSE(membership("my_chat_member_blocked").added);
    CHECK(event_of_sample("my_chat_member_blocked").channel.id == "777000102");
    CHECK(event_of_sample("my_chat_member_kicked").author.display_name == "Alice Novak");
}

TEST_CASE("Somebody else's membership is none of ours") {
    const core::Event event = event_of_sample("chat_member_joined");
    CHECK(event.type == "chat_member");
    CHECK(std::holds_alternative<core::OtherEvent>(event.body));
}

TEST_CASE("A reaction is added") {
    const core::Event event = event_of_sample("message_reaction_added");
    CHECK(event.author.id == "777000102");
    CHECK(event.channel.id == "-1002200300400");
    CHECK(event.happened_at == core::from_millis(1'793'000'500'000));
    CHECK(reaction(event).post_id == "-1002200300400:90");
    CHECK(reaction(event).emoji == "+1");
    CHECK(reaction(event).added);
}

TEST_CASE("A changed reaction is one taken back and one added, each an event of its own") {
    const auto events = events_of(sample_update("message_reaction_changed"));
    REQUIRE(events.size() == 2);  // a custom emoji has no name anywhere else
    CHECK(reaction(events[0]).emoji == "+1");
    CHECK_FALSE(reaction(events[0]).added);
    CHECK(reaction(events[1]).emoji == "heart");
    CHECK(reaction(events[1]).added);
    CHECK(events[0].identity != events[1].identity);
}

TEST_CASE("An anonymous reaction is taken back") {
    const core::Event event = event_of_sample("message_reaction_removed");
    CHECK(event.author.id.empty());
    CHECK(reaction(event).emoji == "heart");
    CHECK_FALSE(reaction(event).added);
}

TEST_CASE("A pressed button tells its data, its message and whom to answer") {
    const core::Event event = event_of_sample("callback_query");
    CHECK(event.type == "callback_query");
    CHECK(event.identity == "u845210319");
    CHECK(event.author.id == "777000101");
    CHECK(event.happened_at == received_at());  // it has no date of its own
    CHECK(event.channel.id == "777000101");
    const auto* const pressed = std::get_if<core::ButtonPressed>(&event.body);
    REQUIRE(pressed != nullptr);
    CHECK(pressed->query_id == "3337190000000000001");
    CHECK(pressed->data == "take:4f2a");
    CHECK(pressed->post_id == "777000101:1216");
}

TEST_CASE("A button under a message that is too old to be shown is pressed all the same") {
    const core::Event event = event_of_sample("callback_query_inaccessible");
    const auto* const pressed = std::get_if<core::ButtonPressed>(&event.body);
    REQUIRE(pressed != nullptr);
    CHECK(pressed->post_id == "-1002200300400:640");
    CHECK(event.channel.id == "-1002200300400");

    const core::Event without =
        event_of_changed("callback_query", [](json& update) { update["callback_query"].erase("message"); });
    CHECK(std::get<core::ButtonPressed>(without.body).post_id.empty());
    CHECK(without.channel.id.empty());
}

TEST_CASE("Every sample of an update is understood, and no two are the same event") {
    std::set<std::string> identities;
    for (const std::string& name : sample_names("update_")) {
        INFO(name);
        for (const core::Event& event : events_of(json::parse(sample_text(name)))) {
            CHECK(event.messenger == "telegram");
            CHECK(event.type != "unreadable");
            CHECK(event.once);
            CHECK(identities.insert(event.identity).second);
            CHECK(event.happened_at > core::from_millis(1'792'000'000'000));
        }
    }
    CHECK(identities.size() >= 40);
}

TEST_CASE("A kind that is not known is told as it is") {
    const core::Event event =
        event_of(json::parse(R"({"update_id": 5, "purchased_paid_media": {"payload": "x"}})"));
    CHECK(event.type == "purchased_paid_media");
    CHECK(event.identity == "u5");
    CHECK(event.happened_at == received_at());
    CHECK(std::holds_alternative<core::OtherEvent>(event.body));
}

TEST_CASE("A broken update does not hold up the others of its batch") {
    const auto updates = parse_updates(
        R"([{"update_id": 1, "message": {"message_id": 1}},
            {"update_id": 2, "message": {"message_id": 2, "chat": {"id": 4, "type": "private"}, "text": "x"}},
            {"update_id": 3, "message": "nonsense"}, {"update_id": 4}, 17])");
    REQUIRE(updates);
    REQUIRE(updates->size() == 5);
    CHECK((*updates)[0].id == 1);
    CHECK((*updates)[0].kind.empty());
    CHECK((*updates)[1].message->text.text == "x");
    CHECK((*updates)[2].id == 3);
    const auto events = to_events((*updates)[0], own(), received_at());
    REQUIRE(events.size() == 1);
    CHECK(events.front().type == "unreadable");
    CHECK(events.front().identity == "u1");
    CHECK(std::holds_alternative<core::OtherEvent>(events.front().body));
}

TEST_CASE("What is no list of updates is an error, not a crash") {
    for (const char* text : {"", "{}", "[", "null", "7", "[{\"update_id\":", "\xff\xfe"}) {
        INFO(text);
        CHECK_FALSE(parse_updates(text));
    }
}
