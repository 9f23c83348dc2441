#include "messengers/mattermost/event_translation.hpp"

#include <catch2/catch.hpp>

namespace mostik::messengers::mattermost {

namespace {

const Own own{"own-id", "mostik"};
const core::Time received = core::from_millis(999'000);

WirePost post() {
    WirePost wire;
    wire.id = "post-id";
    wire.create_at = 1000;
    wire.update_at = 3000;
    wire.user_id = "alice-id";
    wire.channel_id = "ops-id";
    wire.message = "hello";
    wire.raw = R"({"id":"post-id"})";
    return wire;
}

WireEvent event_of(const std::string& type, WirePost wire) {
    WireEvent event;
    event.event = type;
    event.channel_id = wire.channel_id;
    event.sender_name = "@alice";
    event.raw = R"({"post":"…"})";
    event.post = std::move(wire);
    return event;
}

core::Event translate(const WireEvent& wire,
                      const core::Channel& channel = {
                          .id = "ops-id", .name = "ops", .display_name = "Ops", .team = "dev"}) {
    return to_event(wire, own, core::Person{.id = "alice-id", .name = "alice"}, channel, received);
}

}  // namespace

TEST_CASE("a posted event carries the post, its author and channel") {
    WirePost wire = post();
    wire.root_id = "root-id";
    wire.message = "@mostik, ping";
    wire.files = {{"f1", "a.txt", "text/plain", 3}};
    const core::Event event = translate(event_of("posted", wire));
    CHECK(event.messenger == "mattermost");
    CHECK(event.type == "posted");
    CHECK(event.identity == "post-id");
    CHECK(event.origin == core::Origin::live);
    CHECK(event.happened_at == core::from_millis(1000));
    CHECK(event.author.name == "alice");
    CHECK(event.channel.team == "dev");
    CHECK(event.raw == wire.raw);
    const core::Post* const said = core::post_of(event);
    REQUIRE(said != nullptr);
    CHECK(std::holds_alternative<core::Posted>(event.body));
    CHECK(said->id == "post-id");
    CHECK(said->thread_id == "root-id");
    CHECK(said->text == "@mostik, ping");
    CHECK(said->addressed == "ping");
    CHECK(said->mentions_bot);
    CHECK_FALSE(said->own);
    CHECK_FALSE(said->system);
    CHECK(said->edited_at == core::Time{});
    REQUIRE(said->attachments.size() == 1);
    CHECK(said->attachments.front().name == "a.txt");
}

TEST_CASE("a post in a direct channel is addressed to the bot as a whole") {
    const core::Event event =
        translate(event_of("posted", post()), {.id = "d-id", .name = "a__b", .direct = true});
    CHECK(core::post_of(event)->addressed == "hello");
    CHECK_FALSE(core::post_of(event)->mentions_bot);
}

TEST_CASE("an edit is known by the moment of the edit, not of any other change") {
    WirePost wire = post();
    wire.edit_at = 2000;
    const core::Event edited = translate(event_of("post_edited", wire));
    CHECK(std::holds_alternative<core::PostEdited>(edited.body));
    CHECK(edited.happened_at == core::from_millis(2000));
    CHECK(core::post_of(edited)->edited_at == core::from_millis(2000));

    // Pinning, a reaction or a reply move update_at and send the same edit again.
    wire.update_at = 9000;
    CHECK(translate(event_of("post_edited", wire)).identity == edited.identity);

    wire.edit_at = 2001;
    CHECK(translate(event_of("post_edited", wire)).identity != edited.identity);
    CHECK(edited.identity != translate(event_of("posted", wire)).identity);
}

TEST_CASE("a pin of a post that was never edited is dated by the post") {
    const core::Event event = translate(event_of("post_edited", post()));
    CHECK(event.happened_at == core::from_millis(1000));
}

TEST_CASE("a deletion is one event, however often it is told") {
    WirePost wire = post();
    const core::Event deleted = translate(event_of("post_deleted", wire));
    REQUIRE(std::holds_alternative<core::PostDeleted>(deleted.body));
    // The frame shows the post as it was.
    CHECK(std::get<core::PostDeleted>(deleted.body).deleted_at == received);
    CHECK(core::post_of(deleted)->text == "hello");
    CHECK(deleted.happened_at == core::from_millis(1000));

    wire.delete_at = 5000;
    const core::Event again = translate(event_of("post_deleted", wire));
    CHECK(again.identity == deleted.identity);
    CHECK(std::get<core::PostDeleted>(again.body).deleted_at == core::from_millis(5000));
    CHECK(deleted.identity != translate(event_of("posted", wire)).identity);
}

TEST_CASE("reactions are told apart by who, what, which way and when") {
    const auto reaction = [](const std::string& type, const std::string& user, const std::string& emoji,
                             std::int64_t at) {
        WireEvent wire;
        wire.event = type;
        wire.reaction = WireReaction{user, "post-id", emoji, at};
        return translate(wire);
    };
    const core::Event added = reaction("reaction_added", "alice-id", "+1", 7000);
    REQUIRE(std::holds_alternative<core::ReactionChanged>(added.body));
    const auto& change = std::get<core::ReactionChanged>(added.body);
    CHECK(change.post_id == "post-id");
    CHECK(change.emoji == "+1");
    CHECK(change.added);
    CHECK(added.happened_at == core::from_millis(7000));

    const core::Event removed = reaction("reaction_removed", "alice-id", "+1", 7000);
    // The server tells of a removal with create_at 0 (tests/fixtures/mattermost/reactions.json).
    WireEvent wire;
    wire.event = "reaction_removed";
    wire.reaction = WireReaction{"alice-id", "post-id", "+1", 0, 8000};
    CHECK(translate(wire).happened_at == core::from_millis(8000));
    const std::string earlier = translate(wire).identity;
    wire.reaction->update_at = 8001;
    CHECK(translate(wire).identity != earlier);
    CHECK_FALSE(std::get<core::ReactionChanged>(removed.body).added);
    CHECK(added.identity == reaction("reaction_added", "alice-id", "+1", 7000).identity);
    for (const core::Event& other : {removed, reaction("reaction_added", "bob-id", "+1", 7000),
                                     reaction("reaction_added", "alice-id", "-1", 7000),
                                     reaction("reaction_added", "alice-id", "+1", 7001)}) {
        CHECK(other.identity != added.identity);
    }
}

TEST_CASE("joining and leaving name the member") {
    WireEvent wire;
    wire.event = GENERATE("user_added", "user_removed");
    wire.user_id = "alice-id";
    const core::Event event = translate(wire);
    REQUIRE(std::holds_alternative<core::MembershipChanged>(event.body));
    const auto& change = std::get<core::MembershipChanged>(event.body);
    CHECK(change.member.id == "alice-id");
    CHECK(change.added == (wire.event == "user_added"));
    CHECK(event.happened_at == received);
    CHECK(event.identity.empty());
}

TEST_CASE("other events keep their name and their data") {
    WireEvent wire;
    wire.event = "bookmark_created";
    wire.raw = R"({"x":1})";
    const core::Event event = translate(wire);
    CHECK(std::holds_alternative<core::OtherEvent>(event.body));
    CHECK(event.type == "bookmark_created");
    CHECK(event.raw == R"({"x":1})");
    CHECK(event.identity.empty());
    CHECK(core::post_of(event) == nullptr);
}

TEST_CASE("a post inside of another event is not taken for speech") {
    const std::string type = GENERATE("ephemeral_message", "thread_updated", "post_unread");
    CHECK(core::post_of(translate(event_of(type, post()))) == nullptr);
}

TEST_CASE("system messages and posts with our marker are known as such") {
    WirePost wire = post();
    wire.type = GENERATE("system_join_channel", "system_add_to_channel", "system_header_change");
    CHECK(core::post_of(translate(event_of("posted", wire)))->system);
    wire.type = GENERATE("", "me", "custom_x", "slack_attachment");
    CHECK_FALSE(core::post_of(translate(event_of("posted", wire)))->system);
    wire.marker = "row";
    CHECK(core::post_of(translate(event_of("posted", wire)))->own);
}

TEST_CASE("a post read from the past has the identity that it had live") {
    const core::Event live = translate(event_of("posted", post()));
    const core::Person alice{.id = "alice-id", .name = "alice"};
    const core::Event past =
        to_event(post(), own, alice, {.id = "ops-id", .name = "ops", .display_name = "Ops", .team = "dev"},
                 core::Origin::history);
    CHECK(past.identity == live.identity);
    CHECK(past.origin == core::Origin::history);
    CHECK(past.type == "posted");
    CHECK(past.happened_at == core::from_millis(1000));
    CHECK(core::post_of(past)->text == "hello");
}

TEST_CASE("who did it: the post's author, the reaction's, or the one the event names") {
    WireEvent wire = event_of("posted", post());
    wire.user_id = "somebody else";
    CHECK(actor_id(wire) == "alice-id");
    wire.post.reset();
    wire.reaction = WireReaction{"bob-id", "post-id", "+1", 1};
    CHECK(actor_id(wire) == "bob-id");
    wire.reaction.reset();
    CHECK(actor_id(wire) == "somebody else");
}

TEST_CASE("the server's word on who is a bot counts, not the post's") {
    const bool is_bot = GENERATE(true, false);
    const bool claims = GENERATE(true, false);
    const WireUser known{"alice-id", "alice", is_bot, 0};
    WirePost wire = post();
    wire.claims_bot = claims;
    CHECK(to_person("alice-id", &known, own, event_of("posted", wire)).bot == is_bot);
    CHECK(to_person(wire, &known, own).bot == is_bot);
    // Nobody knows: what claims to be a bot is not answered.
    CHECK(to_person("alice-id", nullptr, own, event_of("posted", wire)).bot == claims);
    CHECK(to_person(wire, nullptr, own).bot == claims);
}

TEST_CASE("a person's name is the server's, or the event's") {
    const WireUser known{"alice-id", "alice.new", false, 0};
    const WireEvent wire = event_of("posted", post());
    CHECK(to_person("alice-id", &known, own, wire).name == "alice.new");
    CHECK(to_person("alice-id", nullptr, own, wire).name == "alice");
    WireEvent by_system = wire;
    by_system.sender_name = "System";
    CHECK(to_person("alice-id", nullptr, own, by_system).name.empty());
}

TEST_CASE("we know ourselves by our id") {
    WirePost wire = post();
    wire.user_id = "own-id";
    CHECK(to_person("own-id", nullptr, own, event_of("posted", wire)).self);
    CHECK(to_person(wire, nullptr, own).self);
    CHECK_FALSE(to_person("alice-id", nullptr, own, event_of("posted", post())).self);
    CHECK_FALSE(to_person("", nullptr, Own{}, WireEvent{}).self);
}

}  // namespace mostik::messengers::mattermost
