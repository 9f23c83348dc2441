#include "bot/lost_changes.hpp"

#include "bot/recent_events.hpp"

#include <catch2/catch.hpp>

namespace mostik::bot {
namespace {

core::Time at(int second) {
    return core::from_millis(1'000'000 + second * 1'000);
}

core::Event event(const std::string& type, core::EventBody body, int second) {
    core::Event event;
    event.messenger = "mattermost";
    event.type = type;
    event.identity = type + std::to_string(second);
    event.happened_at = at(second);
    event.body = std::move(body);
    return event;
}

core::Event reaction(const std::string& author, const std::string& emoji, int second) {
    core::Event added = event("reaction_added", core::ReactionChanged{"p1", emoji, true}, second);
    added.author.id = author;
    return added;
}

/// A post as it stands at second 50, never edited, without reactions.
messengers::ChangedPost post() {
    messengers::ChangedPost post;
    post.posted = event("posted", core::Posted{}, 1);
    post.changed_at = at(50);
    post.reactions.emplace();
    return post;
}

KnownPost known() {
    return {};
}

core::Event removed(const core::Person& author, const std::string& emoji, core::Time when) {
    core::Event gone = event("reaction_removed", core::ReactionChanged{"p1", emoji, false}, 0);
    gone.author = author;
    gone.happened_at = when;
    return gone;
}

std::vector<std::string> lost(const messengers::ChangedPost& now, const std::optional<KnownPost>& known,
                              int told_until = 30) {
    std::vector<std::string> lost;
    for (const core::Event& event : lost_changes(now, known, at(told_until), removed)) {
        const auto* changed = std::get_if<core::ReactionChanged>(&event.body);
        lost.push_back(event.type + (changed ? " " + event.author.id + " " + changed->emoji : ""));
    }
    return lost;
}

using Lost = std::vector<std::string>;

}  // namespace

TEST_CASE("a post that is as it is remembered has lost nothing") {
    messengers::ChangedPost now = post();
    CHECK(lost(now, known()) == Lost{});
    CHECK(lost(now, std::nullopt) == Lost{});
    now.edited = event("post_edited", core::PostEdited{}, 40);
    KnownPost edited = known();
    edited.edited_at = at(40);
    CHECK(lost(now, edited) == Lost{});
}

TEST_CASE("an edit that is newer than the stored version was lost") {
    messengers::ChangedPost now = post();
    now.edited = event("post_edited", core::PostEdited{}, 10);
    CHECK(lost(now, known()) == Lost{"post_edited"});
    KnownPost newer = known();
    newer.edited_at = at(11);
    CHECK(lost(now, newer) == Lost{});
}

TEST_CASE("of a post that is not stored only what came after the last look may have been lost") {
    messengers::ChangedPost now = post();
    now.edited = event("post_edited", core::PostEdited{}, 29);
    now.reactions = {reaction("anna", "eyes", 29), reaction("bob", "eyes", 31)};
    CHECK(lost(now, std::nullopt) == Lost{"reaction_added bob eyes"});
    now.edited = event("post_edited", core::PostEdited{}, 31);
    CHECK(lost(now, std::nullopt) == Lost{"post_edited", "reaction_added bob eyes"});
}

TEST_CASE("a deletion is told once, and nothing else of that post") {
    messengers::ChangedPost now = post();
    now.deleted = event("post_deleted", core::PostDeleted{{}, at(40)}, 1);
    now.edited = event("post_edited", core::PostEdited{}, 39);
    CHECK(lost(now, known()) == Lost{"post_deleted"});
    CHECK(lost(now, std::nullopt) == Lost{"post_deleted"});
    CHECK(lost(now, std::nullopt, 41) == Lost{});
    KnownPost deleted = known();
    deleted.deleted = true;
    CHECK(lost(now, deleted) == Lost{});
}

TEST_CASE("reactions that came and went are found by comparison") {
    messengers::ChangedPost now = post();
    now.reactions = {reaction("anna", "eyes", 5), reaction("bob", "tada", 6)};
    KnownPost stored = known();
    stored.reactions = {{"anna", "anna", "eyes", at(5)}, {"anna", "anna", "tada", at(7)}};
    CHECK(lost(now, stored) == Lost{"reaction_added bob tada", "reaction_removed anna tada"});
}

TEST_CASE("a reaction that came after the post was listed is not taken away") {
    KnownPost stored = known();
    stored.reactions = {{"anna", "anna", "eyes", at(51)}};
    CHECK(lost(post(), stored) == Lost{});
}

TEST_CASE("reactions that are not told are not taken away") {
    messengers::ChangedPost now = post();
    now.reactions.reset();
    KnownPost stored = known();
    stored.reactions = {{"anna", "anna", "eyes", at(5)}};
    CHECK(lost(now, stored) == Lost{});
}

TEST_CASE("recent events are known by their identity, the latest of them") {
    RecentEvents recent(2);
    core::Event nameless = event("hello", core::Connected{}, 1);
    nameless.identity.clear();
    recent.add(nameless);
    CHECK_FALSE(recent.contains(nameless));
    for (const int second : {1, 1, 2}) recent.add(event("posted", core::Posted{}, second));
    CHECK(recent.contains(event("posted", core::Posted{}, 1)));
    CHECK_FALSE(recent.contains(event("post_edited", core::Posted{}, 1)));
    recent.add(event("posted", core::Posted{}, 3));
    CHECK_FALSE(recent.contains(event("posted", core::Posted{}, 1)));
    CHECK(recent.contains(event("posted", core::Posted{}, 2)));
    CHECK(recent.contains(event("posted", core::Posted{}, 3)));
}

}  // namespace mostik::bot
