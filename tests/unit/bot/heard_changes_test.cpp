#include "bot/heard_changes.hpp"

#include "tests/unit/bot/history_stage.hpp"

namespace mostik::bot {
namespace {

using namespace testing;

/// What is left of `read` when `heard` was heard since it was asked for.
std::vector<core::Event> now(const core::Event& read, const std::vector<core::Event>& heard) {
    HeardChanges changes("mattermost", "c1");
    for (const core::Event& event : heard) changes.note(event);
    return changes.bring_up_to_date({read});
}

bool is_over(const core::Event& read, const std::vector<core::Event>& heard) {
    return now(read, heard).empty();
}

const core::Post post = testing::post_of("p1", "deploy");

core::Event by(const std::string& person, core::Event event) {
    event.author.id = person;
    return event;
}

}  // namespace

TEST_CASE("what nothing was heard of reads as it was read") {
    const core::Event edit = edited(post, "deploy it", soon);
    CHECK_FALSE(is_over(edit, {}));
    CHECK_FALSE(is_over(edit, {posted(post)}));
    CHECK_FALSE(is_over(edit, {edited(testing::post_of("p2", "other"), "others", later)}));
    core::Event elsewhere = edited(post, "deploy them", later);
    elsewhere.channel.id = "c2";
    CHECK_FALSE(is_over(edit, {elsewhere}));
    elsewhere = edited(post, "deploy them", later);
    elsewhere.messenger = "telegram";
    CHECK_FALSE(is_over(edit, {elsewhere}));
}

TEST_CASE("an edit is over when it or a later one was heard") {
    const core::Event edit = edited(post, "deploy it", later);
    CHECK(is_over(edit, {edited(post, "deploy it", later)}));
    CHECK(is_over(edit, {edited(post, "deploy them", at_last)}));
    CHECK_FALSE(is_over(edit, {edited(post, "deploy", soon)}));
    CHECK(is_over(edit, {deleted(post, at_last)}));
}

TEST_CASE("a reaction is over when the same person was heard to add it or take it back") {
    const core::Event added = reaction(post, "tada", true, soon);
    const core::Event removed = reaction(post, "tada", false, soon);
    CHECK(is_over(added, {reaction(post, "tada", false, later)}));
    CHECK(is_over(removed, {reaction(post, "tada", true, later)}));
    CHECK_FALSE(is_over(added, {reaction(post, "eyes", false, later)}));
    CHECK_FALSE(is_over(added, {by("u2", reaction(post, "tada", false, later))}));
    CHECK(is_over(added, {deleted(post, later)}));
}

TEST_CASE("a deletion is over when it was heard itself, not when it goes with another") {
    core::Post reply = testing::post_of("p2", "deployed");
    reply.thread_id = post.id;
    CHECK(is_over(deleted(post, soon), {deleted(post, soon)}));
    CHECK_FALSE(is_over(deleted(reply, soon), {deleted(post, soon)}));
    CHECK_FALSE(is_over(deleted(post, soon), {edited(post, "deploy it", later)}));
    CHECK(is_over(posted(reply), {deleted(post, soon)}));
    CHECK(is_over(edited(reply, "deployed!", soon), {deleted(post, later)}));
}

TEST_CASE("a post reads with the newest edit that was heard, and with its reactions") {
    core::Post read = post;
    read.reactions = {by_anna("tada", soon), by_anna("eyes", soon)};
    core::Event newest = edited(post, "deploy them", at_last);
    newest.raw = R"({"message":"deploy them"})";
    const std::vector<core::Event> current = now(
        posted(read), {reaction(post, "tada", false, later), newest, edited(post, "deploy it", later),
                       by("u2", reaction(post, "tada", true, later)), reaction(post, "eyes", true, later)});
    REQUIRE(current.size() == 1);
    CHECK(current.front().type == "posted");
    CHECK(current.front().raw == newest.raw);
    const core::Post& shown = *core::post_of(current.front());
    CHECK(shown.text == "deploy them");
    CHECK(shown.edited_at == after(at_last));
    REQUIRE(shown.reactions.size() == 2);
    CHECK(shown.reactions.front().emoji == "eyes");
    CHECK(shown.reactions.back().author.id == "u2");
}

TEST_CASE("an edit that is news has the reactions that are there now") {
    core::Event read = edited(post, "deploy it", later);
    std::get<core::PostEdited>(read.body).post.reactions = {by_anna("tada", soon)};
    const auto current = now(read, {reaction(post, "tada", false, later)});
    REQUIRE(current.size() == 1);
    CHECK(core::post_of(current.front())->reactions.empty());
}

}  // namespace mostik::bot
