#include "core/event.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik::core;

namespace {

const std::string odd_text = std::string("a\0b", 3) + "\n\t\"\\ привет 👩‍👧 \u2028 \u202e";

Post full_post() {
    return {.id = "post1",
            .thread_id = "root1",
            .text = odd_text,
            .created_at = from_millis(1'795'259'286'366),
            .edited_at = from_millis(1'795'259'286'999),
            .system = true,
            .own = true,
            .mentions_bot = true,
            .addressed = "ping",
            .attachments = {
                {.id = "f1", .name = "отчёт.pdf", .mime_type = "application/pdf", .size = 5'000'000'000},
                {.id = "f2"}}};
}

Event with(EventBody body) {
    return {.messenger = "mattermost",
            .type = "some_type",
            .identity = "id1",
            .origin = Origin::gap,
            .happened_at = from_millis(-5),
            .channel = {.id = "c1", .name = "town", .display_name = "Town", .team = "team", .direct = true},
            .author = {.id = "u1", .name = "anna", .bot = true, .self = true},
            .body = std::move(body),
            .raw = R"({"event":"x"})"};
}

/// Two events are the same when all they have is; compared field by field, so that JSON itself is not
/// trusted.
void check_same(const Post& a, const Post& b) {
    CHECK(a.id == b.id);
    CHECK(a.thread_id == b.thread_id);
    CHECK(a.text == b.text);
    CHECK(a.created_at == b.created_at);
    CHECK(a.edited_at == b.edited_at);
    CHECK(a.system == b.system);
    CHECK(a.own == b.own);
    CHECK(a.mentions_bot == b.mentions_bot);
    CHECK(a.addressed == b.addressed);
    REQUIRE(a.attachments.size() == b.attachments.size());
    for (std::size_t i = 0; i < a.attachments.size(); ++i) {
        CHECK(a.attachments[i].id == b.attachments[i].id);
        CHECK(a.attachments[i].name == b.attachments[i].name);
        CHECK(a.attachments[i].mime_type == b.attachments[i].mime_type);
        CHECK(a.attachments[i].size == b.attachments[i].size);
    }
}

Event round_trip(const Event& event) {
    Event back = event_from_json(to_json(event));
    CHECK(back.messenger == event.messenger);
    CHECK(back.type == event.type);
    CHECK(back.identity == event.identity);
    CHECK(back.origin == event.origin);
    CHECK(back.happened_at == event.happened_at);
    CHECK(back.channel.id == event.channel.id);
    CHECK(back.channel.name == event.channel.name);
    CHECK(back.channel.display_name == event.channel.display_name);
    CHECK(back.channel.team == event.channel.team);
    CHECK(back.channel.direct == event.channel.direct);
    CHECK(back.author.id == event.author.id);
    CHECK(back.author.name == event.author.name);
    CHECK(back.author.bot == event.author.bot);
    CHECK(back.author.self == event.author.self);
    CHECK(back.raw == event.raw);
    REQUIRE(back.body.index() == event.body.index());
    return back;
}

}  // namespace

TEST_CASE("events of every kind are kept and read back") {
    round_trip(with(OtherEvent{}));

    const auto connected = std::get<Connected>(round_trip(with(Connected{"conn", "6.7.2"})).body);
    CHECK(connected.connection_id == "conn");
    CHECK(connected.server_version == "6.7.2");

    check_same(std::get<Posted>(round_trip(with(Posted{full_post()})).body).post, full_post());
    check_same(std::get<PostEdited>(round_trip(with(PostEdited{full_post()})).body).post, full_post());
    const auto deleted =
        std::get<PostDeleted>(round_trip(with(PostDeleted{full_post(), from_millis(77)})).body);
    check_same(deleted.post, full_post());
    CHECK(deleted.deleted_at == from_millis(77));

    const bool added = GENERATE(true, false);
    const auto reaction = std::get<ReactionChanged>(round_trip(with(ReactionChanged{"p", "+1", added})).body);
    CHECK(reaction.post_id == "p");
    CHECK(reaction.emoji == "+1");
    CHECK(reaction.added == added);
    const auto membership = std::get<MembershipChanged>(
        round_trip(with(MembershipChanged{{.id = "u2", .name = "bob"}, added})).body);
    CHECK(membership.member.id == "u2");
    CHECK(membership.member.name == "bob");
    CHECK(membership.added == added);
}

TEST_CASE("an event with nothing in it is kept too") {
    Event event;
    event.origin = GENERATE(Origin::live, Origin::gap, Origin::history);
    round_trip(event);
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
    Event event = with(Posted{});
    std::get<Posted>(event.body).post.text = "before \xff\xc3 after";
    event.raw = "\xf0\x9f";
    event.author.name = "\xed\xa0\x80";
    const Event back = event_from_json(to_json(event));
    CHECK(post_of(back)->text == "before \ufffd\ufffd after");
    CHECK(back.raw.find("\ufffd") == 0);
    CHECK(back.author.name.find("\ufffd") == 0);
}

TEST_CASE("text that is no kept event is refused with std::runtime_error") {
    const std::string good = to_json(with(Posted{full_post()}));
    nlohmann::json without_body = nlohmann::json::parse(good);
    without_body.erase("body");
    nlohmann::json strange_kind = nlohmann::json::parse(good);
    strange_kind["body"]["kind"] = "telepathy";
    nlohmann::json strange_origin = nlohmann::json::parse(good);
    strange_origin["origin"] = "future";
    nlohmann::json wrong_type = nlohmann::json::parse(good);
    wrong_type["happened_at"] = "noon";

    const std::string text =
        GENERATE_COPY(std::string(), std::string("{}"), std::string("[]"), std::string("null"),
                      good.substr(0, good.size() / 2), without_body.dump(), strange_kind.dump(),
                      strange_origin.dump(), wrong_type.dump());
    INFO(text);
    CHECK_THROWS_AS(event_from_json(text), std::runtime_error);
}

TEST_CASE("post_of finds the post in the events that carry one") {
    CHECK(post_of(with(Posted{full_post()}))->id == "post1");
    CHECK(post_of(with(PostEdited{full_post()}))->id == "post1");
    CHECK(post_of(with(PostDeleted{full_post(), {}}))->id == "post1");
    CHECK(post_of(with(ReactionChanged{"p", "x", true})) == nullptr);
    CHECK(post_of(with(Connected{})) == nullptr);
}
