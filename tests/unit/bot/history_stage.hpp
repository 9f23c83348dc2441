#pragma once

#include "bot/history.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/storage/drafts.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

/// The past and the pipeline with a real database, a far side whose answers are as old as the test says, and
/// people who go on talking meanwhile.
namespace mostik::bot::testing {

using storage::testing::after;
using storage::testing::noon;
using Texts = std::vector<std::string>;

constexpr auto soon = std::chrono::seconds(1);
constexpr auto later = std::chrono::seconds(2);
constexpr auto at_last = std::chrono::seconds(3);

class AtNoon final : public core::Clock {
  public:
    core::Time now() const override { return after(std::chrono::seconds(5)); }
};

inline core::Event event_of(const std::string& type, const std::string& identity, core::EventBody body,
                            core::Time when) {
    core::Event event;
    event.messenger = "mattermost";
    event.type = type;
    event.identity = identity;
    event.happened_at = when;
    event.channel = {.id = "c1", .name = "ops", .team = "dev"};
    event.author = {.id = "u1", .name = "anna"};
    event.body = std::move(body);
    event.raw = "{}";
    return event;
}

inline core::Post post_of(const std::string& id, const std::string& text) {
    return {.id = id, .text = text, .created_at = noon};
}
inline core::Event posted(const core::Post& post) {
    return event_of("posted", post.id, core::Posted{post}, noon);
}
inline core::Event edited(core::Post post, const std::string& text, core::Milliseconds delay) {
    post.text = text;
    post.edited_at = after(delay);
    const std::string identity = post.id + "e" + std::to_string(core::to_millis(post.edited_at));
    return event_of("post_edited", identity, core::PostEdited{post}, post.edited_at);
}
inline core::Event deleted(const core::Post& post, core::Milliseconds delay) {
    return event_of("post_deleted", post.id + "d", core::PostDeleted{post, after(delay)}, noon);
}
inline core::Event reaction(const core::Post& post, const std::string& emoji, bool added,
                            core::Milliseconds delay) {
    const std::string identity = post.id + emoji + (added ? "+" : "-") + std::to_string(delay.count());
    return event_of(added ? "reaction_added" : "reaction_removed", identity,
                    core::ReactionChanged{post.id, emoji, added}, after(delay));
}
inline core::Reaction by_anna(const std::string& emoji, core::Milliseconds delay) {
    return {.author = {.id = "u1", .name = "anna"}, .emoji = emoji, .created_at = after(delay)};
}

/// Answers with what the test wrote down, after `meanwhile` has happened.
class OldAnswers final : public messengers::HistorySource {
  public:
    std::function<boost::asio::awaitable<void>()> meanwhile;
    std::vector<core::Event> past;  ///< newest first
    messengers::Changes changed;
    int asked = 0;

    boost::asio::awaitable<core::Result<std::vector<messengers::HistoryChannel>>> channels() override {
        std::vector<messengers::HistoryChannel> all(1);
        all.front().channel = {.id = "c1", .name = "ops", .team = "dev"};
        co_return all;
    }
    boost::asio::awaitable<core::Result<messengers::HistoryPage>> page(
        const core::Channel& /*channel*/, const messengers::HistoryAnchor& /*anchor*/) override {
        messengers::HistoryPage page;
        page.events = past;
        page.listed = past.size();
        page.last = true;
        if (meanwhile) co_await meanwhile();
        ++asked;
        co_return page;
    }
    boost::asio::awaitable<core::Result<messengers::Changes>> changes(const core::Channel& /*channel*/,
                                                                      core::Time /*since*/) override {
        messengers::Changes answer = changed;
        if (meanwhile) co_await meanwhile();
        ++asked;
        co_return answer;
    }
    boost::asio::awaitable<core::Result<messengers::Changes>> changes_of(
        const core::Channel& /*channel*/, const std::vector<std::string>& /*post_ids*/) override {
        co_return messengers::Changes{};
    }
    core::Event reaction_removed(const core::Channel& /*channel*/, const std::string& post_id,
                                 const core::Person& /*author*/, const std::string& emoji,
                                 core::Time when) const override {
        return reaction({.id = post_id}, emoji, false,
                        std::chrono::duration_cast<core::Milliseconds>(when - noon));
    }
};

class HistoryStage {
  public:
    HistoryStage() {
        core::Diagnostics problems("config.yaml");
        const auto node = core::parse_config(
            "posted: [save]\npost_edited: [save]\npost_deleted: [save]\nreaction_added: [save]\n"
            "reaction_removed: [save]\n",
            problems);
        const std::vector<std::string> types = {"posted", "post_edited", "post_deleted", "reaction_added",
                                                "reaction_removed"};
        ChainsOf chains;
        chains["mattermost"] = std::make_shared<const processors::Chains>(
            processors::Chains::read(node, types, processors::Ingredients{}, problems));
        REQUIRE(problems.problems().empty());
        pipeline = std::make_unique<Pipeline>(
            loop.executor(), *database,
            std::make_shared<const Treatment>(Treatment{std::move(chains), core::Translator("en")}), clock,
            Pipeline::Options{});
        begin(pipeline->run());
    }
    ~HistoryStage() {
        for (auto& task : tasks_) task->stop.emit(boost::asio::cancellation_type::terminal);
        loop.run([this]() -> boost::asio::awaitable<void> {
            for (const auto& task : tasks_)
                while (!task->ended) co_await core::net::pause(std::chrono::milliseconds(1));
        });
    }
    HistoryStage(const HistoryStage&) = delete;
    HistoryStage& operator=(const HistoryStage&) = delete;

    /// Works until the end of the stage.
    void begin(boost::asio::awaitable<void> work) {
        Task& task = *tasks_.emplace_back(std::make_unique<Task>());
        boost::asio::co_spawn(
            loop.executor(), std::move(work),
            boost::asio::bind_cancellation_slot(task.stop.slot(),
                                                [&task](const std::exception_ptr&) { task.ended = true; }));
    }

    /// Is said in the channel, and remembered when this returns.
    boost::asio::awaitable<void> hear(std::vector<core::Event> events) const {
        for (core::Event& event : events) co_await pipeline->put(std::move(event));
        co_await pipeline->settle();
    }
    /// Is said while the far side's answer is on its way.
    void hear_meanwhile(const std::vector<core::Event>& events) {
        source.meanwhile = [this, events] { return hear(events); };
    }

    /// The channel has been read, and these are remembered of it.
    void remember(const std::vector<core::Event>& events) {
        database->transact_blocking([](storage::UnitOfWork& unit) {
            unit.cursors().put({.messenger = "mattermost",
                                .channel_id = "c1",
                                .head = noon,
                                .heard_since = noon - std::chrono::hours(1),
                                .changes_known_until = noon - std::chrono::hours(1),
                                .fingerprint = "read"});
        });
        loop.run([&] { return hear(events); });
    }
    /// Looks at what became of the posts, and returns when that is over.
    void compare() {
        Reconciliation reconciliation(*database, *pipeline, "mattermost", source, clock, {});
        const auto looked = loop.run([&] { return reconciliation.look_at({.id = "c1"}, false); });
        REQUIRE(looked);
    }
    /// Reads the channel's past, and returns when that is over.
    void read_past() {
        Progress progress(nullptr);
        History history(loop.executor(), *database, *pipeline, "mattermost", source, clock, progress, {});
        Task reading;
        boost::asio::co_spawn(loop.executor(), history.run(),
                              boost::asio::bind_cancellation_slot(
                                  reading.stop.slot(), [&](const std::exception_ptr&, const core::Error&) {
                                      reading.ended = true;
                                  }));
        history.gap_noted();
        loop.run([&]() -> boost::asio::awaitable<void> {
            while (!is_read()) co_await core::net::pause(std::chrono::milliseconds(1));
            reading.stop.emit(boost::asio::cancellation_type::terminal);
            while (!reading.ended) co_await core::net::pause(std::chrono::milliseconds(1));
        });
    }

    /// What `look` finds of the post.
    template <class Look>
    auto of(const core::Post& post, Look look) const {
        const storage::PostKey key{"mattermost", post.created_at, post.id};
        std::optional<std::invoke_result_t<Look&, storage::Posts&, const storage::PostKey&>> value;
        database->transact_blocking(
            [&](storage::UnitOfWork& unit) { value.emplace(look(unit.posts(), key)); });
        return std::move(*value);
    }
    bool is_remembered(const core::Post& post) const {
        return of(post, [](auto& posts, const auto& key) { return posts.contains(key); });
    }
    Texts texts(const core::Post& post) const {
        return of(post, [](auto& posts, const auto& key) {
            Texts texts;
            for (const auto& version : posts.versions(key)) texts.push_back(version.text);
            return texts;
        });
    }
    Texts reactions(const core::Post& post) const {
        return of(post, [](auto& posts, const auto& key) {
            Texts emojis;
            for (const auto& reaction : posts.reactions(key)) emojis.push_back(reaction.emoji);
            return emojis;
        });
    }

    core::net::testing::Loop loop;
    AtNoon clock;
    std::unique_ptr<storage::Database> database = storage::sqlite::open_in_memory();
    OldAnswers source;
    std::unique_ptr<Pipeline> pipeline;

  private:
    struct Task {
        boost::asio::cancellation_signal stop;
        bool ended = false;
    };

    bool is_read() const {
        bool read = false;
        database->transact_blocking([&](storage::UnitOfWork& unit) {
            const auto cursor = unit.cursors().find("mattermost", "c1");
            read = cursor && unit.cursors().open_spans("mattermost").empty();
        });
        return read;
    }

    std::vector<std::unique_ptr<Task>> tasks_;
};

}  // namespace mostik::bot::testing
