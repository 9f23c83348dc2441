#pragma once

#include "processors/forward/routes.hpp"
#include "processors/registry.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

/// `forward` alone, with routes as a configuration writes them, over a real database.
namespace mostik::processors::test {

using storage::OutboxRow;
using storage::OutboxState;

constexpr core::Time noon = core::from_millis(1'795'262'400'000);

class ForwardStage {
  public:
    /// `routes`: the YAML of the key `routes`.
    explicit ForwardStage(const std::string& routes, bool tells_in_chat = false)
        : database_(storage::sqlite::open(folder_.path() / "mostik.db", storage::sqlite::Access::service)) {
        use(routes, tells_in_chat);
    }

    /// From now on the configuration says this.
    void use(const std::string& routes, bool tells_in_chat = false) {
        core::Diagnostics problems("config.yaml");
        const auto any = [](const core::Address&) { return std::string{}; };
        Ingredients ingredients;
        ingredients.routes =
            std::make_shared<const Routes>(Routes::read(core::parse_config(routes, problems), any, problems));
        ingredients.post_link = [](const std::string& channel_id, const std::string& post_id) {
            return "https://chat.example/" + channel_id + "/" + post_id;
        };
        ingredients.tells_in_chat = tells_in_chat;
        forward_ = find_processor("forward")->build({}, ingredients, problems);
        INFO(problems.to_string());
        REQUIRE(problems.problems().empty());
        REQUIRE(forward_);
    }

    void run(const core::Event& event) {
        const Context context{now, translator, [] { return ServiceStatus{}; }};
        work([&](storage::UnitOfWork& unit) { static_cast<void>(forward_->process(event, unit, context)); });
    }

    void work(const std::function<void(storage::UnitOfWork&)>& what) { database_->transact_blocking(what); }

    /// Oldest first.
    std::vector<OutboxRow> outbox() {
        std::vector<OutboxRow> rows;
        work([&](storage::UnitOfWork& unit) { rows = unit.outbox().latest({.limit = 1000}); });
        std::reverse(rows.begin(), rows.end());
        return rows;
    }
    /// The only row.
    OutboxRow row() {
        const auto rows = outbox();
        REQUIRE(rows.size() == 1);
        return rows.front();
    }
    std::vector<std::string> addresses() {
        std::vector<std::string> all;
        for (const OutboxRow& row : outbox()) all.push_back(core::to_string(row.draft.to));
        return all;
    }

    /// What is due leaves, and is delivered: copies are linked with what they are copies of.
    void deliver() {
        work([&](storage::UnitOfWork& unit) {
            const core::Time later = now + std::chrono::hours(1);
            for (const OutboxRow& row :
                 unit.outbox().claim_due(later, later + std::chrono::hours(1), 100).rows) {
                const std::string id = "copy" + std::to_string(row.id);
                REQUIRE(unit.outbox().delivered(row.id, row.attempt, id, later));
                if (!row.draft.source || row.draft.operation != core::Operation::send) continue;
                storage::Link link;
                link.origin.message = *row.draft.source;
                if (row.draft.message.reply_to)
                    link.origin.thread_id = row.draft.message.reply_to->message_id;
                link.copy.message = {row.draft.to.messenger, row.draft.to.target, id};
                link.place = {row.draft.to, row.draft.order_key};
                REQUIRE(unit.links().record(link, later));
            }
        });
    }

    core::Time now = noon;
    core::Translator translator{"en"};

  private:
    storage::testing::ScratchFolder folder_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<Processor> forward_;
};

/// Anna writes in Mattermost's dev/ops, whose id is "c1".
inline core::Event in_mattermost(const std::string& text, const std::string& id = "p1") {
    core::Event event;
    event.messenger = "mattermost";
    event.type = "posted";
    event.identity = id;
    event.happened_at = noon;
    event.channel = {.id = "c1", .name = "ops", .display_name = "Operations", .team = "dev"};
    event.author = {.id = "u1", .name = "anna", .display_name = "Anna Ivanova"};
    event.body = core::Posted{{.id = id, .text = text, .created_at = noon}};
    return event;
}

/// Boris writes in Telegram's group -100.
inline core::Event in_telegram(const std::string& text, const std::string& id = "-100:1") {
    core::Event event;
    event.messenger = "telegram";
    event.type = "message";
    event.identity = id;
    event.happened_at = noon;
    event.channel = {.id = "-100", .display_name = "Operations", .kind = "supergroup"};
    event.author = {.id = "7", .name = "boris", .display_name = "Boris"};
    event.body = core::Posted{{.id = id, .text = text, .created_at = noon}};
    return event;
}

/// The post in what was posted, to change it.
inline core::Post& post_in(core::Event& event) {
    return std::get<core::Posted>(event.body).post;
}

inline core::Event in_thread(core::Event event, const std::string& root) {
    post_in(event).thread_id = root;
    return event;
}

inline core::Event edited(core::Event event, const std::string& text) {
    core::Post post = post_in(event);
    post.text = text;
    post.edited_at = noon + std::chrono::minutes(1);
    event.type = "edited";
    event.identity += "e";
    event.body = core::PostEdited{post};
    return event;
}

inline core::Event deleted(core::Event event) {
    event.type = "deleted";
    event.identity += "d";
    event.body = core::PostDeleted{post_in(event), noon};
    return event;
}

/// Vera reacts to it.
inline core::Event reaction(core::Event event, const std::string& emoji, bool added = true) {
    const std::string id = post_in(event).id;
    event.type = added ? "reaction_added" : "reaction_removed";
    event.identity = id + emoji + (added ? "+" : "-");
    event.author = {.id = "9", .name = "vera"};
    event.body = core::ReactionChanged{id, emoji, added};
    return event;
}

}  // namespace mostik::processors::test
