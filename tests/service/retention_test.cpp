// What the outbox keeps, and for how long.
#include "storage/sqlite/open.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using Texts = std::vector<std::string>;
using std::chrono::days;

/// The outbox as an earlier run left it.
class Left {
  public:
    explicit Left(const Scene& scene)
        : database_(storage::sqlite::open(scene.database(), storage::sqlite::Access::service)) {}

    /// A message whose only attempt ended so long ago.
    void message(const std::string& text, storage::OutboxState state, days ago) {
        const core::Time when = core::SystemClock().now() - ago;
        database_->transact_blocking([&](storage::UnitOfWork& unit) {
            storage::OutboxDraft draft;
            draft.dedupe_key = text;
            draft.to = {"telegram", text};
            draft.message.text = text;
            const auto id = *unit.outbox().enqueue(draft, when);
            REQUIRE(unit.outbox().claim_due(when, when, 1).rows.size() == 1);
            if (state == storage::OutboxState::delivered) unit.outbox().delivered(id, 1, "m1", when);
            if (state == storage::OutboxState::failed) unit.outbox().failed(id, 1, "no", when);
        });
    }

  private:
    std::unique_ptr<storage::Database> database_;
};

Texts kept(BotInProcess& bot) {
    Texts texts;
    for (const storage::OutboxRow& row : bot.remembered().outbox()) texts.push_back(row.draft.message.text);
    std::sort(texts.begin(), texts.end());
    return texts;
}

}  // namespace

TEST_CASE("messages that were delivered long ago are forgotten, those that failed are not") {
    Scene scene;
    {
        Left left(scene);
        left.message("long ago", storage::OutboxState::delivered, days(31));
        left.message("failed long ago", storage::OutboxState::failed, days(31));
        left.message("lately", storage::OutboxState::delivered, days(29));
        left.message("this week", storage::OutboxState::delivered, days(6));
    }
    BotInProcess bot(scene.folder.path(), scene.config());
    CHECK(bot.wait_until([&] { return kept(bot) == Texts{"failed long ago", "lately", "this week"}; }));

    Wishes shorter;
    shorter.sections = "delivery: {keep: 7d}\n";
    std::ofstream(scene.folder.path() / "config.yaml") << scene.config(shorter);
    CHECK(bot.wait_until([&] { return kept(bot) == Texts{"failed long ago", "this week"}; }));
    CHECK(bot.stop() == 0);
}

}  // namespace mostik::service_tests
