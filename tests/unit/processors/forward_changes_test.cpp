// What `forward` does when a carried message changes, and what it says of what became of it.
#include "forward_stage.hpp"

using namespace mostik;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;

namespace {

using Addresses = std::vector<std::string>;

const std::string there = "[{from: 'mattermost:dev/ops', to: 'telegram:-100'}]";
const std::string with_reactions =
    "[{from: 'mattermost:dev/ops', to: 'telegram:-100', both_ways: true, reactions: true}]";

core::Event outcome(const std::string& owner, bool delivered, const std::string& reason = "") {
    static int number = 0;
    core::Event event;
    event.messenger = "mostik";
    event.type = "outcome";
    event.identity = "o" + std::to_string(++number);
    event.happened_at = noon + std::chrono::seconds(number);
    event.body = core::Outcome{.outbox_id = 1,
                               .owner = owner,
                               .delivered = delivered,
                               .reason = reason,
                               .to = {"telegram", "-100"},
                               .source = core::MessageRef{"mattermost", "c1", "p1"}};
    return event;
}

std::string owner_with(const std::string& more, bool tells_in_chat) {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: 'telegram:-100'" + more + "}]", tells_in_chat);
    stage.run(in_mattermost("hello"));
    CHECK(stage.row().draft.tell_delivered == (stage.row().draft.owner == "forward/marks"));
    return stage.row().draft.owner;
}

}  // namespace

TEST_CASE("an edit of what has not left changes what will leave") {
    ForwardStage stage(there);
    stage.run(in_mattermost("the disk is full"));
    stage.run(edited(in_mattermost("the disk is full"), "the disk is empty"));
    CHECK(stage.row().draft.message.text == "the disk is empty");
    CHECK(stage.row().draft.operation == core::Operation::send);
}

TEST_CASE("an edit goes to the copies, in their line") {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: ['telegram:-100', 'telegram:-200']}]");
    stage.run(in_mattermost("the disk is full"));
    stage.deliver();
    stage.run(edited(in_mattermost("the disk is full"), "the disk is empty"));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 4);
    for (std::size_t i = 2; i < 4; ++i) {
        CHECK(rows[i].draft.operation == core::Operation::edit);
        CHECK(rows[i].draft.source == core::MessageRef{"mattermost", "c1", "p1"});
        CHECK(rows[i].draft.to == rows[i - 2].draft.to);
        CHECK(rows[i].draft.order_key == rows[i - 2].draft.order_key);
        CHECK(rows[i].draft.message.text == "the disk is empty");
        CHECK(rows[i].draft.message.byline == "**Anna Ivanova:** ");
    }
}

TEST_CASE("a change stands in the line in which the copy stood") {
    ForwardStage stage(there);
    stage.work([](storage::UnitOfWork& unit) {
        storage::Link link;
        link.origin.message = {"mattermost", "c1", "p1"};
        link.copy.message = {"telegram", "-100", "-100:1"};
        link.place = {{"telegram", "-100"}, "a line of its own"};
        REQUIRE(unit.links().record(link, noon));
    });
    stage.run(edited(in_mattermost("the disk is full"), "the disk is empty"));
    CHECK(stage.row().draft.order_key == "a line of its own");
}

TEST_CASE("an edit goes to the copies whatever the conditions say of it now") {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: 'telegram:-100', when: {contains: P1}}]");
    stage.run(in_mattermost("a P1"));
    stage.deliver();
    stage.run(edited(in_mattermost("a P1"), "nothing to see here"));
    REQUIRE(stage.outbox().size() == 2);
    CHECK(stage.outbox().back().draft.message.text == "nothing to see here");
}

TEST_CASE("an edit makes no message of what was not carried") {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: 'telegram:-100', when: {contains: P1}}]");
    stage.run(in_mattermost("all is well"));
    stage.run(edited(in_mattermost("all is well"), "a P1"));
    stage.run(deleted(in_mattermost("all is well")));
    CHECK(stage.outbox().empty());
}

TEST_CASE("where no route leads any more nothing new is said, but a deletion goes there") {
    ForwardStage stage(
        "[{from: 'mattermost:dev/ops', to: ['telegram:-100', 'telegram:-200', 'telegram:-300']}]");
    stage.run(in_mattermost("the disk is full"));
    stage.deliver();
    stage.use("[{from: 'mattermost:dev/ops', to: ['telegram:-200', 'telegram:-400']}]");
    stage.run(edited(in_mattermost("the disk is full"), "the disk is empty"));
    const Addresses before = {"telegram:-100", "telegram:-200", "telegram:-300", "telegram:-200"};
    CHECK(stage.addresses() == before);
    CHECK(stage.outbox().back().draft.operation == core::Operation::edit);
    stage.use("");
    stage.run(deleted(in_mattermost("the disk is full")));
    Addresses after = before;
    after.insert(after.end(), {"telegram:-100", "telegram:-200", "telegram:-300"});
    CHECK(stage.addresses() == after);
    CHECK(stage.outbox().back().draft.operation == core::Operation::remove);
}

TEST_CASE("a deletion takes back what has not left, and takes away the copies of what has") {
    ForwardStage stage(there);
    stage.run(in_mattermost("the disk is full", "p1"));
    stage.run(deleted(in_mattermost("the disk is full", "p1")));
    CHECK(stage.row().state == OutboxState::cancelled);

    stage.run(in_mattermost("the disk is empty", "p2"));
    stage.deliver();
    stage.run(deleted(in_mattermost("the disk is empty", "p2")));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].state == OutboxState::delivered);
    CHECK(rows[2].draft.operation == core::Operation::remove);
    CHECK(rows[2].draft.source == core::MessageRef{"mattermost", "c1", "p2"});
    CHECK(rows[2].draft.order_key == rows[1].draft.order_key);
}

TEST_CASE(
    "with the root of a thread the copies of its replies go, those that have left and those that have not") {
    ForwardStage stage(there);
    const core::Event root = in_mattermost("the disk is full", "p1");
    const core::Event reply = in_thread(in_mattermost("which one?", "p2"), "p1");
    for (const core::Event& event : {root, reply, in_mattermost("something else", "p3"),
                                     in_thread(in_mattermost("what?", "p4"), "p3")}) {
        stage.run(event);
        stage.deliver();
    }
    stage.run(in_thread(in_mattermost("the second", "p5"), "p1"));
    stage.run(deleted(root));
    stage.run(deleted(reply));  // as it is found out later
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 7);
    CHECK(rows[4].state == OutboxState::cancelled);
    for (const auto& [row, post] : {std::pair(5, "p2"), std::pair(6, "p1")}) {
        CHECK(rows[row].draft.operation == core::Operation::remove);
        CHECK(rows[row].draft.source->message_id == post);
        CHECK(rows[row].state == OutboxState::queued);
    }
}

TEST_CASE("a deleted root takes its replies with it, although it was Mostik's own") {
    ForwardStage stage(there);
    stage.run(in_thread(in_mattermost("me, too", "p2"), "p1"));
    stage.deliver();
    core::Event root = in_mattermost("**Boris:** it burns", "p1");
    root.author.self = true;
    post_in(root).own = true;
    stage.run(deleted(root));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].draft.operation == core::Operation::remove);
    CHECK(rows[1].draft.source->message_id == "p2");
}

TEST_CASE("a reply that is on its way to one place and has arrived at another is removed from both") {
    ForwardStage stage("[{from: 'mattermost:dev/ops', to: ['telegram:-100', 'telegram:-200']}]");
    stage.run(in_thread(in_mattermost("me, too", "p2"), "p1"));
    stage.work([](storage::UnitOfWork& unit) {
        const auto rows = unit.outbox().claim_due(noon, noon + std::chrono::minutes(1), 2).rows;
        REQUIRE(rows.size() == 2);
        REQUIRE(unit.outbox().delivered(rows[0].id, 1, "copy", noon));
        storage::Link link;
        link.origin = {{"mattermost", "c1", "p2"}, 0, "p1", ""};
        link.copy.message = {"telegram", rows[0].draft.to.target, "copy"};
        link.place = {rows[0].draft.to, rows[0].draft.order_key};
        REQUIRE(unit.links().record(link, noon));
    });
    stage.run(deleted(in_mattermost("it burns", "p1")));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 4);
    for (std::size_t i = 2; i < 4; ++i) {
        CHECK(rows[i].draft.operation == core::Operation::remove);
        CHECK(rows[i].state == OutboxState::queued);
    }
    CHECK(rows[2].draft.to != rows[3].draft.to);
}

TEST_CASE("an edit waits for what is under way, in its line") {
    ForwardStage stage(there);
    stage.run(in_mattermost("the disk is full"));
    stage.work([](storage::UnitOfWork& unit) {
        REQUIRE(unit.outbox().claim_due(noon, noon + std::chrono::minutes(1), 1).rows.size() == 1);
    });
    stage.run(edited(in_mattermost("the disk is full"), "the disk is empty"));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].draft.message.text == "the disk is full");
    CHECK(rows[1].draft.operation == core::Operation::edit);
    CHECK(rows[1].draft.order_key == rows[0].draft.order_key);
}

TEST_CASE("reactions are carried where the route says so") {
    ForwardStage silent(there);
    silent.run(in_mattermost("hello"));
    silent.run(reaction(in_mattermost("hello"), "tada"));
    CHECK(silent.outbox().size() == 1);

    ForwardStage stage(with_reactions);
    stage.run(in_mattermost("hello"));
    stage.run(reaction(in_mattermost("hello"), "tada"));
    stage.deliver();
    stage.run(reaction(in_mattermost("hello"), "tada", false));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].draft.operation == core::Operation::react);
    CHECK(rows[1].draft.to == core::Address{"telegram", "-100"});
    CHECK(rows[1].draft.message.emoji == "tada");
    CHECK(rows[1].draft.message.reply_to == core::MessageRef{"mattermost", "c1", "p1"});
    CHECK_FALSE(rows[1].draft.message.removed);
    CHECK(rows[2].draft.message.removed);
}

TEST_CASE("a reaction to a copy is carried to what it is a copy of") {
    ForwardStage stage(with_reactions);
    stage.work([](storage::UnitOfWork& unit) {
        storage::Link link;
        link.origin.message = {"mattermost", "c1", "p1"};
        link.copy.message = {"telegram", "-100", "-100:1"};
        link.place = {{"telegram", "-100"}, "telegram:-100"};
        REQUIRE(unit.links().record(link, noon));
    });
    stage.run(reaction(in_telegram("hello"), "tada"));
    CHECK(stage.addresses() == Addresses{"mattermost:dev/ops"});
}

TEST_CASE("a reaction to what has no counterpart, or of Mostik's own, is not carried") {
    ForwardStage stage(with_reactions);
    stage.run(reaction(in_mattermost("hello"), "tada"));
    stage.run(reaction(in_telegram("hello"), "tada"));
    CHECK(stage.outbox().empty());
    stage.run(in_mattermost("hello"));
    core::Event own = reaction(in_mattermost("hello"), "white_check_mark");
    own.author.self = true;
    stage.run(own);
    CHECK(stage.outbox().size() == 1);
}

TEST_CASE("everybody's reaction is one of its own") {
    ForwardStage stage(with_reactions);
    stage.run(in_mattermost("hello"));
    stage.run(reaction(in_mattermost("hello"), "tada"));
    stage.run(reaction(in_mattermost("hello"), "tada"));
    core::Event other = reaction(in_mattermost("hello"), "tada");
    other.author.id = "10";
    stage.run(other);
    stage.run(reaction(in_mattermost("hello"), "eyes"));
    CHECK(stage.outbox().size() == 4);
}

TEST_CASE("a message's owner is whoever tells what became of it") {
    CHECK(owner_with("", false).empty());
    CHECK(owner_with("", true) == "forward/notice");
    CHECK(owner_with(", marks: true", false) == "forward/marks");
    CHECK(owner_with(", marks: true", true) == "forward/marks");
}

TEST_CASE("a mark on the original tells whether it was carried") {
    ForwardStage stage(there);
    stage.run(outcome("forward/marks", true));
    stage.run(outcome("forward/marks", false, "no such chat"));
    const auto rows = stage.outbox();
    REQUIRE(rows.size() == 2);
    for (const OutboxRow& row : rows) {
        CHECK(row.draft.operation == core::Operation::react);
        CHECK(row.draft.to == core::Address{"mattermost", "c1"});
        CHECK(row.draft.message.reply_to == core::MessageRef{"mattermost", "c1", "p1"});
        CHECK(row.draft.order_key != core::to_string(row.draft.to));  // answers do not wait for marks
    }
    CHECK(rows[0].draft.message.emoji == "white_check_mark");
    CHECK(rows[1].draft.message.emoji == "warning");
}

TEST_CASE("a notice tells once what could not be carried, as an answer to it") {
    ForwardStage stage(there);
    stage.run(outcome("forward/notice", true));
    CHECK(stage.outbox().empty());
    stage.run(outcome("forward/notice", false, "chat *1* is gone"));
    stage.run(outcome("forward/notice", false, "chat 2 is gone"));
    const OutboxRow row = stage.row();
    CHECK(row.draft.operation == core::Operation::send);
    CHECK(row.draft.to == core::Address{"mattermost", "c1"});
    CHECK(row.draft.message.reply_to == core::MessageRef{"mattermost", "c1", "p1"});
    CHECK_THAT(row.draft.message.text, Contains(R"(could not be carried: chat \*1\* is gone)"));
    CHECK(row.draft.owner.empty());  // and of the notice nobody is told
}

TEST_CASE("a notice is in the language of the configuration") {
    ForwardStage stage(there);
    stage.translator = core::Translator("ru");
    stage.run(outcome("forward/notice", false, "нет такого чата"));
    CHECK_THAT(stage.row().draft.message.text, Contains("нет такого чата") && !Contains("carried"));
}

TEST_CASE("of what carried nobody's message nothing is told") {
    ForwardStage stage(there);
    core::Event event = outcome("forward/marks", false, "no");
    std::get<core::Outcome>(event.body).source.reset();
    stage.run(event);
    CHECK(stage.outbox().empty());
}
