#include "bot/reconciliation.hpp"

#include "bot/lost_changes.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

// Looks overlap by more than two clocks, or a change and its being listed, may be apart.
constexpr auto overlap = 60s;

// Where the messenger lists too many changes, the stored posts are asked for by name: so many of a channel,
// so many at once.
constexpr int stored_asked_for = 5'000;
constexpr std::size_t asked_at_once = 200;

}  // namespace

Reconciliation::Reconciliation(storage::Database& database, Pipeline& pipeline, std::string messenger,
                               messengers::HistorySource& source, const core::Clock& clock,
                               ReconciliationOptions options)
    : database_(database),
      pipeline_(pipeline),
      messenger_(std::move(messenger)),
      source_(source),
      clock_(clock),
      options_(options) {}

asio::awaitable<core::Result<void>> Reconciliation::look_at(core::Channel channel, bool thorough) {
    const auto find_cursor = [&](storage::UnitOfWork& unit) {
        return unit.cursors().find(messenger_, channel.id);
    };
    const auto cursor = co_await database_.transact(find_cursor);
    // What is yet to be read will be read as it is.
    if (!cursor) co_return core::Result<void>{};
    const core::Time asked_at = clock_.now();
    const auto heard = pipeline_.hear_changes(messenger_, channel.id);
    const core::Time told_until = cursor->changes_known_until;
    const auto changes = co_await ask(channel, told_until, thorough);
    if (!changes) co_return tl::unexpected<core::Error>(changes.error());

    HistoryBatch batch;
    auto lost = co_await lost_events(channel, changes->posts, told_until);
    // The pipeline does the same again with what is heard until these run; now it is for what is said here.
    batch.events = heard->bring_up_to_date(std::move(lost));
    batch.heard = heard;
    batch.progress = ChangesProgress{messenger_, channel.id, asked_at - overlap};
    if (!batch.events.empty()) {
        spdlog::info("history: {}: {} changes were missed and are made up for",
                     channel.name.empty() ? channel.id : channel.name, batch.events.size());
    }
    co_await pipeline_.put_history(std::move(batch));
    co_return core::Result<void>{};
}

/// First over the period that is wanted; where that holds more than the messenger tells, since the last look;
/// where that does too, what is stored is looked at post by post.
asio::awaitable<core::Result<messengers::Changes>> Reconciliation::ask(const core::Channel& channel,
                                                                       core::Time told_until, bool thorough) {
    const core::Time begin = std::max(core::Time{1ms}, clock_.now() - options_.over);
    const core::Time since = std::max(core::Time{1ms}, thorough ? std::min(begin, told_until) : told_until);
    auto changes = co_await source_.changes(channel, since);
    if (changes && !changes->complete && since < told_until) {
        changes = co_await source_.changes(channel, told_until);
    }
    if (changes && !changes->complete) {
        const auto asked = co_await ask_for_stored(channel, *changes);
        if (!asked) co_return tl::unexpected<core::Error>(asked.error());
    }
    co_return changes;
}

asio::awaitable<core::Result<void>> Reconciliation::ask_for_stored(const core::Channel& channel,
                                                                   messengers::Changes& changes) {
    const auto read_keys = [&](storage::UnitOfWork& unit) {
        return unit.posts().latest_undeleted(messenger_, channel.id, stored_asked_for);
    };
    const std::vector<storage::PostKey> keys = co_await database_.transact(read_keys);
    for (std::size_t first = 0; first < keys.size(); first += asked_at_once) {
        std::vector<std::string> ids;
        for (std::size_t i = first; i < std::min(keys.size(), first + asked_at_once); ++i) {
            ids.push_back(keys[i].id);
        }
        auto some = co_await source_.changes_of(channel, ids);
        if (!some) co_return tl::unexpected<core::Error>(some.error());
        std::move(some->posts.begin(), some->posts.end(), std::back_inserter(changes.posts));
    }
    co_return core::Result<void>{};
}

asio::awaitable<std::vector<core::Event>> Reconciliation::lost_events(
    const core::Channel& channel, const std::vector<messengers::ChangedPost>& posts, core::Time told_until) {
    const auto read_known = [&](storage::UnitOfWork& unit) {
        std::vector<std::optional<KnownPost>> known;
        for (const messengers::ChangedPost& post : posts) {
            const core::Post& now = *core::post_of(post.posted);
            const storage::PostKey key{messenger_, now.created_at, now.id};
            std::optional<KnownPost>& remembered = known.emplace_back();
            if (const auto stored = unit.posts().find(key)) {
                remembered =
                    KnownPost{stored->edited_at, stored->deleted_at.has_value(), unit.posts().reactions(key)};
            }
        }
        return known;
    };
    const std::vector<std::optional<KnownPost>> known = co_await database_.transact(read_known);

    const core::Time answered_since = clock_.now() - options_.recover_window;
    std::vector<core::Event> lost;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        const std::string& post_id = core::post_of(posts[i].posted)->id;
        const auto removed = [&](const core::Person& author, const std::string& emoji, core::Time when) {
            return source_.reaction_removed(channel, post_id, author, emoji, when);
        };
        for (core::Event& event : lost_changes(posts[i], known[i], told_until, removed)) {
            if (!known[i] && pipeline_.ran_lately(event)) continue;
            const bool young = moment_of(event) >= answered_since;
            event.origin = young ? core::Origin::gap : core::Origin::history;
            lost.push_back(std::move(event));
        }
    }
    std::stable_sort(lost.begin(), lost.end(),
                     [](const core::Event& a, const core::Event& b) { return moment_of(a) < moment_of(b); });
    co_return lost;
}

}  // namespace mostik::bot
