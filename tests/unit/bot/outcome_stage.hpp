#pragma once

#include "bot/claim.hpp"
#include "bot/outcome.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

/// Rows that are claimed, and outcomes that are written down, without anybody who sends.
namespace mostik::bot::testing {

using messengers::SendOutcome;
using storage::OutboxState;
using storage::testing::after;
using storage::testing::noon;

struct OutcomeStage {
    template <class Work>
    auto transact(Work work) const {
        using Value = std::invoke_result_t<Work&, storage::UnitOfWork&>;
        std::optional<Value> value;
        database->transact_blocking([&](storage::UnitOfWork& unit) { value.emplace(work(unit)); });
        return std::move(*value);
    }

    storage::OutboxId enqueue(const std::string& text,
                              const std::function<void(storage::OutboxDraft&)>& change = {}) const {
        storage::OutboxDraft draft = storage::testing::draft_to("", text);
        draft.to = {"telegram", "-1"};
        draft.owner = "forward";
        draft.source = core::MessageRef{"mattermost", "c1", "of " + text};
        if (change) change(draft);
        return transact([&](storage::UnitOfWork& unit) { return *unit.outbox().enqueue(draft, now); });
    }
    ClaimResult claim_now() const {
        ClaimOptions options{.now = now, .lease = std::chrono::seconds(60), .room = 10, .gates = {}};
        options.gates["telegram"] = {.rules = rules};
        return transact([&](storage::UnitOfWork& unit) { return claim(unit, options); });
    }
    ClaimedRow claim_one() const {
        ClaimResult claimed = claim_now();
        REQUIRE(claimed.rows.size() == 1);
        return std::move(claimed.rows.front());
    }
    Next record(const ClaimedRow& claimed, const SendOutcome& outcome) const {
        const core::Step step{
            .operation = claimed.row.draft.operation, .remote_id = "", .payload = "", .files = {}};
        const StepEnd end{.claimed = claimed,
                          .step = step,
                          .number = 0,
                          .last = true,
                          .rules = rules,
                          .when_uncertain = policy,
                          .max_attempts = 3,
                          .lease = std::chrono::seconds(60),
                          .now = now,
                          .jitter = 0};
        return transact([&](storage::UnitOfWork& unit) { return record_outcome(unit, end, outcome); });
    }
    storage::OutboxRow row(storage::OutboxId id) const {
        return transact([&](storage::UnitOfWork& unit) { return *unit.outbox().find(id); });
    }
    /// What owners were told, oldest first.
    std::vector<core::Outcome> told() const {
        return transact([&](storage::UnitOfWork& unit) {
            std::vector<core::Outcome> all;
            for (const auto& [number, event] : unit.own_events().due(now, 100))
                all.push_back(std::get<core::Outcome>(event.body));
            return all;
        });
    }
    static SendOutcome delivered(const std::string& id, const std::string& chat = "-1") {
        return messengers::Delivered{.channel_id = chat, .made = {{id, 0, "", "text"}}};
    }

    std::unique_ptr<storage::Database> database = storage::sqlite::open_in_memory();
    core::Time now = noon;
    messengers::WhenUncertain policy = messengers::WhenUncertain::resend;
    messengers::AddressRules rules{
        .chat_of = [](const core::Address& to) { return to.target.substr(0, to.target.find('/')); },
        .buckets =
            [](const core::Address& to) {
                const std::chrono::seconds second(1);
                return std::vector<core::TokenBucket>{
                    {"telegram", 100, second},
                    {"telegram:" + to.target.substr(0, to.target.find('/')), 100, second}};
            }};
};

}  // namespace mostik::bot::testing
