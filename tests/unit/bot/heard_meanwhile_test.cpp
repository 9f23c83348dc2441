// What is heard while the past, or what became of it, is asked for is newer than the answer.
#include "tests/unit/bot/history_stage.hpp"

namespace mostik::bot {
namespace {

using namespace testing;

/// A post as the far side lists it among what has changed.
messengers::ChangedPost as_listed(const core::Post& post, std::vector<core::Event> reactions) {
    messengers::ChangedPost changed;
    changed.posted = posted(post);
    changed.changed_at = after(later);
    changed.reactions = std::move(reactions);
    return changed;
}

}  // namespace

TEST_CASE("a reaction that is taken back while changes are asked for is not stored again") {
    HistoryStage stage;
    core::Post post = post_of("p1", "deploy");
    // Read from the past, which leaves no trace of the reaction's own event.
    post.reactions = {by_anna("tada", soon)};
    stage.remember({posted(post)});
    REQUIRE(stage.reactions(post) == Texts{"tada"});
    stage.source.changed.posts = {as_listed(post, {reaction(post, "tada", true, soon)})};
    stage.hear_meanwhile({reaction(post, "tada", false, at_last)});
    stage.compare();
    CHECK(stage.source.asked == 1);
    CHECK(stage.reactions(post).empty());
}

TEST_CASE("a reaction that is added again while changes are asked for stays") {
    HistoryStage stage;
    const core::Post post = post_of("p1", "deploy");
    stage.remember({posted(post), reaction(post, "tada", true, soon)});
    stage.source.changed.posts = {as_listed(post, {})};
    stage.hear_meanwhile({reaction(post, "tada", true, at_last)});
    stage.compare();
    CHECK(stage.reactions(post) == Texts{"tada"});
}

TEST_CASE("what else was missed is found beside what is heard meanwhile") {
    HistoryStage stage;
    const core::Post post = post_of("p1", "deploy");
    const core::Post other = post_of("p2", "deploy it");
    stage.remember({posted(post), posted(other)});
    stage.source.changed.posts = {
        as_listed(post, {reaction(post, "tada", true, soon), reaction(post, "eyes", true, soon)}),
        as_listed(other, {reaction(other, "tada", true, soon)})};
    stage.source.changed.posts.back().edited = edited(other, "deploy them", later);
    stage.hear_meanwhile({reaction(post, "tada", false, at_last)});
    stage.compare();
    CHECK(stage.reactions(post) == Texts{"eyes"});
    CHECK(stage.reactions(other) == Texts{"tada"});
    CHECK(stage.texts(other) == Texts{"deploy it", "deploy them"});
}

TEST_CASE("an edit that another one overtakes while changes are asked for is not told after it") {
    HistoryStage stage;
    const core::Post post = post_of("p1", "deploy");
    stage.remember({posted(post)});
    const core::Event missed = edited(post, "deploy it", soon);
    stage.source.changed.posts = {as_listed(post, {})};
    stage.source.changed.posts.front().edited = missed;
    stage.hear_meanwhile({edited(post, "deploy them", at_last)});
    stage.compare();
    CHECK_FALSE(stage.pipeline->ran_lately(missed));
    CHECK(stage.texts(post).back() == "deploy them");
}

TEST_CASE("of a post that is deleted while changes are asked for nothing else is told") {
    HistoryStage stage;
    const core::Post post = post_of("p1", "deploy");
    stage.remember({posted(post)});
    const core::Event edit = edited(post, "deploy it", soon);
    const core::Event liked = reaction(post, "tada", true, soon);
    stage.source.changed.posts = {as_listed(post, {liked})};
    stage.source.changed.posts.front().edited = edit;
    stage.hear_meanwhile({deleted(post, at_last)});
    stage.compare();
    CHECK_FALSE(stage.pipeline->ran_lately(edit));
    CHECK_FALSE(stage.pipeline->ran_lately(liked));
}

TEST_CASE("a page of the past is stored as its posts stand, not as they were when it was asked for") {
    HistoryStage stage;
    core::Post unliked = post_of("p1", "deploy one");
    unliked.reactions = {by_anna("tada", soon), by_anna("eyes", soon)};
    const core::Post liked = post_of("p2", "deploy two");
    const core::Post changed = post_of("p3", "deploy three");
    const core::Post gone = post_of("p4", "deploy four");
    core::Post reply = post_of("p5", "deploy five");
    reply.thread_id = gone.id;
    stage.source.past = {posted(unliked), posted(liked), posted(changed), posted(gone), posted(reply)};
    stage.hear_meanwhile({reaction(unliked, "tada", false, later), reaction(liked, "tada", true, later),
                          edited(changed, "deploy three, again", later), deleted(gone, later)});
    stage.read_past();
    CHECK(stage.source.asked == 1);
    CHECK(stage.reactions(unliked) == Texts{"eyes"});
    CHECK(stage.reactions(liked) == Texts{"tada"});
    CHECK(stage.texts(changed).back() == "deploy three, again");
    CHECK_FALSE(stage.is_remembered(gone));
    CHECK_FALSE(stage.is_remembered(reply));
}

}  // namespace mostik::bot
