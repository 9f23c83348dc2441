#include "tests/unit/bot/outcome_stage.hpp"

namespace mostik::bot::testing {

using namespace std::chrono_literals;
using messengers::Moved;
using messengers::Rejected;
using messengers::RejectionClass;
using messengers::Retry;
using messengers::RetryScope;
using messengers::Unknown;
using messengers::WhenUncertain;

TEST_CASE("the pauses between attempts double from a second to half a minute") {
    CHECK(retry_delay(1, std::nullopt, 0) == 1s);
    CHECK(retry_delay(2, std::nullopt, 0) == 2s);
    CHECK(retry_delay(5, std::nullopt, 0) == 16s);
    CHECK(retry_delay(100, std::nullopt, 0) == 30s);
    CHECK(retry_delay(0, std::nullopt, 0) == 1s);
    CHECK(retry_delay(1, std::nullopt, 1.0) == 750ms);
    CHECK(retry_delay(1, 17s, 0.5) == 17s);
    CHECK(retry_delay(9, 1s, 0) == 30s);
}

TEST_CASE("who was asked to wait waits a little longer, the more so the more often") {
    CHECK(pause_delay(1, 17s, 0) == 17s + 250ms);
    CHECK(pause_delay(3, 17s, 0) == 18s);
    CHECK(pause_delay(100, 17s, 0) == 47s);
    CHECK(pause_delay(1, 0ms, 0) == 0ms);
    CHECK(pause_delay(2, std::nullopt, 0) == 2s);
}

TEST_CASE_METHOD(OutcomeStage, "a delivered message is linked to what it is a copy of") {
    const auto id = enqueue("x");
    CHECK(record(claim_one(), delivered("-1:7")) == Next::over);
    CHECK(row(id).state == OutboxState::delivered);
    CHECK(row(id).remote_id == "-1:7");
    const auto origin = transact([](storage::UnitOfWork& unit) {
        return unit.links().origin_of({"telegram", "-1", "-1:7"});
    });
    REQUIRE(origin);
    CHECK(origin->origin.message == core::MessageRef{"mattermost", "c1", "of x"});
    CHECK(origin->copy.kind == "text");
    CHECK(origin->place.to == core::Address{"telegram", "-1"});
    CHECK(told().empty());
}

TEST_CASE_METHOD(OutcomeStage, "an owner is told of a success only when he wants it, of a failure always") {
    enqueue("x", [](storage::OutboxDraft& draft) { draft.tell_delivered = true; });
    record(claim_one(), delivered("-1:7"));
    REQUIRE(told().size() == 1);
    CHECK(told()[0].delivered);
    CHECK(told()[0].owner == "forward");
    enqueue("y");
    record(claim_one(), Rejected{RejectionClass::bad_message, "too long"});
    REQUIRE(told().size() == 2);
    CHECK_FALSE(told()[1].delivered);
    CHECK(told()[1].reason == "too long");
    CHECK(told()[1].source == core::MessageRef{"mattermost", "c1", "of y"});
    enqueue("z", [](storage::OutboxDraft& draft) { draft.owner.clear(); });
    record(claim_one(), Rejected{RejectionClass::bad_message, "too long"});
    CHECK(told().size() == 2);
}

TEST_CASE_METHOD(OutcomeStage, "an outcome of an attempt that is over leaves no trace") {
    const auto id = enqueue("x");
    const ClaimedRow old = claim_one();
    transact(
        [&](storage::UnitOfWork& unit) { return unit.outbox().uncertain(id, 1, now, false, "lease", now); });
    const ClaimedRow current = claim_one();
    CHECK(current.row.attempt == 2);
    CHECK(record(old, delivered("-1:7")) == Next::ignored);
    CHECK(record(old, Rejected{RejectionClass::dead_address, "blocked"}) == Next::ignored);
    CHECK(row(id).state == OutboxState::sending);
    CHECK(told().empty());
    CHECK(record(current, delivered("-1:8")) == Next::over);
    const auto copies = transact([](storage::UnitOfWork& unit) {
        return unit.links().copies_of({"mattermost", "c1", "of x"});
    });
    REQUIRE(copies.size() == 1);
    CHECK(copies[0].copy.message.message_id == "-1:8");
}

TEST_CASE_METHOD(OutcomeStage, "nothing is sent to a dead address until something is heard from there") {
    const auto first = enqueue("x");
    record(claim_one(), Rejected{RejectionClass::dead_address, "blocked by the user"});
    CHECK(row(first).state == OutboxState::failed);

    const auto second = enqueue("y");
    const auto elsewhere = enqueue("z", [](storage::OutboxDraft& draft) { draft.to.target = "-2"; });
    const ClaimResult claimed = claim_now();
    REQUIRE(claimed.over.size() == 1);
    CHECK(claimed.over[0].id == second);
    CHECK(claimed.over[0].reason.find("blocked by the user") != std::string::npos);
    REQUIRE(claimed.rows.size() == 1);
    CHECK(claimed.rows[0].row.id == elsewhere);
    CHECK(told().size() == 2);

    transact([&](storage::UnitOfWork& unit) {
        return unit.chats().heard({.messenger = "telegram", .id = "-1", .name = "Ops", .kind = "group"}, now);
    });
    const auto third = enqueue("again");
    CHECK(claim_one().row.id == third);
}

TEST_CASE_METHOD(OutcomeStage,
                 "what a person insists on is tried at a dead address, which lives when it arrives") {
    const auto first = enqueue("x");
    record(claim_one(), Rejected{RejectionClass::dead_address, "chat not found"});
    const auto insist = [&] {
        return transact([&](storage::UnitOfWork& unit) { return unit.outbox().requeue(first, now); });
    };
    const auto is_dead = [&] {
        return transact([&](storage::UnitOfWork& unit) {
            return unit.chats().find("telegram", "-1")->unreachable_since.has_value();
        });
    };
    REQUIRE(insist());
    record(claim_one(), Rejected{RejectionClass::dead_address, "chat not found"});
    CHECK(row(first).state == OutboxState::failed);
    CHECK(is_dead());

    const auto second = enqueue("y");  // nobody insists on this one
    now = after(std::chrono::seconds(1));
    REQUIRE(insist());
    const ClaimResult claimed = claim_now();
    REQUIRE(claimed.over.size() == 1);
    CHECK(claimed.over[0].id == second);
    record(claim_one(), delivered("-1:7"));
    CHECK(row(first).state == OutboxState::delivered);
    CHECK_FALSE(is_dead());
    const auto third = enqueue("z");
    CHECK(claim_one().row.id == third);
}

TEST_CASE_METHOD(OutcomeStage, "other refusals are that message's alone") {
    for (const RejectionClass rejection : {RejectionClass::bad_message, RejectionClass::forbidden}) {
        const auto id = enqueue("x" + std::to_string(static_cast<int>(rejection)));
        record(claim_one(), Rejected{rejection, "no"});
        CHECK(row(id).state == OutboxState::failed);
    }
    enqueue("next");
    CHECK(claim_now().rows.size() == 1);
}

TEST_CASE_METHOD(OutcomeStage, "a broken configuration costs no attempt") {
    const auto id = enqueue("x");
    record(claim_one(), Rejected{RejectionClass::broken_config, "token"});
    CHECK(row(id).state == OutboxState::queued);
    CHECK(row(id).failures == 0);
    CHECK(told().empty());
}

TEST_CASE_METHOD(OutcomeStage,
                 "a chat that is to be left alone holds up all that goes there, and counts nothing") {
    const auto id = enqueue("x");
    record(claim_one(), Retry{.after = 17s, .reason = "too many requests", .scope = RetryScope::chat});
    CHECK(row(id).state == OutboxState::queued);
    CHECK(row(id).failures == 0);
    CHECK(row(id).due_at > after(17s));
    CHECK(row(id).due_at <= after(17s + 250ms));
    enqueue("in a topic of it", [](storage::OutboxDraft& draft) { draft.to.target = "-1/5"; });
    const auto elsewhere = enqueue("z", [](storage::OutboxDraft& draft) { draft.to.target = "-2"; });
    now = after(16s);
    CHECK(claim_one().row.id == elsewhere);
    now = after(17s + 250ms);
    CHECK(claim_now().rows.size() == 2);
}

TEST_CASE_METHOD(OutcomeStage, "a message is given up after so many attempts that count") {
    const auto id = enqueue("x");
    for (int attempt = 1; attempt <= 2; ++attempt) {
        record(claim_one(), Retry{.reason = "busy"});
        CHECK(row(id).state == OutboxState::queued);
        CHECK(row(id).failures == attempt);
        now += 5min;
    }
    record(claim_one(), Retry{.reason = "not there", .counts = false});
    now += 5min;
    CHECK(row(id).state == OutboxState::queued);
    record(claim_one(), Retry{.reason = "busy"});
    CHECK(row(id).state == OutboxState::failed);
    CHECK(row(id).reason == "given up after 3 attempts: busy");
    CHECK(told().size() == 1);
}

TEST_CASE_METHOD(OutcomeStage,
                 "a chat that has moved gets the message where it is now, and all that follow") {
    const auto id = enqueue("x", [](storage::OutboxDraft& draft) { draft.to.target = "-1"; });
    record(claim_one(), Moved{{"telegram", "-1002"}});
    CHECK(row(id).state == OutboxState::queued);
    CHECK(row(id).failures == 0);
    const ClaimedRow again = claim_one();
    CHECK(again.row.id == id);
    CHECK(again.outgoing.to == core::Address{"telegram", "-1002"});
    record(again, delivered("-1002:7", "-1002"));
    enqueue("later");
    CHECK(claim_one().outgoing.to == core::Address{"telegram", "-1002"});
}

TEST_CASE_METHOD(OutcomeStage,
                 "of what may have arrived a change is made again, a message as its sender says") {
    const auto change =
        enqueue("x", [](storage::OutboxDraft& draft) { draft.operation = core::Operation::edit; });
    record(claim_one(), Unknown{"no answer"});
    CHECK(row(change).state == OutboxState::queued);
    transact([&](storage::UnitOfWork& unit) { return unit.outbox().cancel(change, now); });

    const auto again = enqueue("y");
    record(claim_one(), Unknown{"no answer"});
    CHECK(row(again).state == OutboxState::uncertain);
    CHECK_FALSE(row(again).held);
    now = after(1min);
    record(claim_one(), delivered("-1:7"));

    policy = WhenUncertain::hold;
    const auto held = enqueue("z");
    record(claim_one(), Unknown{"no answer"});
    CHECK(row(held).state == OutboxState::uncertain);
    CHECK(row(held).held);
    now = after(1h);
    CHECK(claim_now().rows.empty());
}

TEST_CASE_METHOD(OutcomeStage, "what may have arrived is not sent again for ever") {
    const auto id = enqueue("x");
    for (int attempt = 0; attempt < 3; ++attempt) {
        record(claim_one(), Unknown{"no answer"});
        now += 5min;
    }
    CHECK(row(id).state == OutboxState::uncertain);
    CHECK(row(id).held);
}

TEST_CASE_METHOD(OutcomeStage, "a messenger that has no section fails its messages with the reason") {
    const auto id = enqueue("x", [](storage::OutboxDraft& draft) { draft.to = {"pigeon", "loft"}; });
    const ClaimResult claimed = claim_now();
    REQUIRE(claimed.over.size() == 1);
    CHECK(row(id).state == OutboxState::failed);
    CHECK(row(id).reason.find("\"pigeon\"") != std::string::npos);
    CHECK(told().size() == 1);
}

TEST_CASE_METHOD(OutcomeStage, "a change finds the copies in its chat, an answer its counterpart there") {
    enqueue("x");
    record(claim_one(), delivered("-1:7"));
    enqueue("x", [](storage::OutboxDraft& draft) {
        draft.dedupe_key += "elsewhere";
        draft.to.target = "-2";
    });
    record(claim_one(), delivered("-2:9", "-2"));
    enqueue("new", [](storage::OutboxDraft& draft) {
        draft.operation = core::Operation::edit;
        draft.source = core::MessageRef{"mattermost", "c1", "of x"};
    });
    const ClaimedRow change = claim_one();
    REQUIRE(change.outgoing.copies.size() == 1);
    CHECK(change.outgoing.copies[0].message.message_id == "-1:7");
    CHECK(change.outgoing.copies[0].kind == "text");
    record(change, messengers::Delivered{});
    enqueue("answer", [](storage::OutboxDraft& draft) {
        draft.message.reply_to = core::MessageRef{"telegram", "-2", "-2:9"};
    });
    const ClaimedRow answer = claim_one();
    std::vector<std::string> answered;
    for (const auto& each : answer.outgoing.answered) answered.push_back(each.message.message_id);
    CHECK(answered == std::vector<std::string>{"-2:9", "-1:7"});
}

}  // namespace mostik::bot::testing
