#include "bot/history.hpp"

#include "core/kill_point.hpp"
#include "core/net/backoff.hpp"
#include "core/net/task_group.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

constexpr auto direct_fingerprint = "direct";

std::string name_of(const core::Channel& channel) {
    if (channel.direct) return "direct messages " + channel.id;
    return channel.team.empty() ? channel.name : channel.team + "/" + channel.name;
}

void report_failure(const std::string& task, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        spdlog::error("history of {}: {}", task, e.what());
    }
}

std::int64_t expected_posts(const storage::Span& span, const messengers::HistoryChannel& channel) {
    // How many were missed nobody knows beforehand.
    if (span.catch_up) return span.taken;
    if (span.limit > 0) return std::min(span.limit, channel.posts);
    return channel.posts;
}

ReconciliationOptions reconciliation_options(const HistoryOptions& options) {
    return {.recover_window = options.recover_window, .over = options.reconcile_over};
}

/// Ends a channel's progress however its walk ends.
class Shown {
  public:
    Shown(Progress* progress, std::string name) : progress_(progress), name_(std::move(name)) {}
    ~Shown() {
        if (progress_ != nullptr) progress_->end(name_, Progress::Clock::now());
    }
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

  private:
    Progress* progress_;
    std::string name_;
};

}  // namespace

std::vector<core::Event> take_for_span(std::vector<core::Event> events, const storage::Span& span,
                                       bool direct, core::Milliseconds recover_window) {
    const core::Time answered_since = span.opened_at - recover_window;
    std::vector<core::Event> taken;
    for (core::Event& event : events) {
        if (event.happened_at < span.lower) continue;
        const bool missed = span.catch_up && event.happened_at >= answered_since;
        if (direct && !missed) continue;
        event.origin = missed ? core::Origin::gap : core::Origin::history;
        taken.push_back(std::move(event));
    }
    return taken;
}

History::History(const asio::any_io_executor& executor, storage::Database& database, Pipeline& pipeline,
                 std::string messenger, messengers::HistorySource& source, const core::Clock& clock,
                 Progress& progress, HistoryOptions options)
    : executor_(executor),
      database_(database),
      pipeline_(pipeline),
      messenger_(std::move(messenger)),
      source_(source),
      clock_(clock),
      progress_(progress),
      options_(std::move(options)),
      reconciliation_(database, pipeline, messenger_, source, clock, reconciliation_options(options_)),
      wanted_(executor) {
    plan_look();
}

void History::gap_noted() {
    begun_ = true;
    listening_since_ = clock_.now();
    interrupt_ = true;
    reconcile_due_ = true;
    wanted_.notify();
}

void History::plan_look() {
    next_look_.reset();
    if (options_.reconcile_every == core::Milliseconds{0}) return;
    next_look_ = std::chrono::steady_clock::now() + options_.reconcile_every;
}

bool History::look_due() const {
    return next_look_ && *next_look_ <= std::chrono::steady_clock::now();
}

void History::use(HistoryOptions options, const messengers::ListeningChange& listening) {
    const bool same = options == (change_ ? change_->options : options_);
    if (same && !listening.any) return;
    if (!change_) change_.emplace();
    change_->options = std::move(options);
    change_->left.insert(listening.left.begin(), listening.left.end());
    listening_since_ = clock_.now();
    if (listening.direct_begun) change_->direct_since = listening_since_;
    if (begun_) wanted_.notify();
}

asio::awaitable<core::Error> History::run() {
    core::net::Backoff backoff(1s, 60s);
    for (;;) {
        if (next_look_) {
            co_await wanted_.wait_until(*next_look_);
        } else {
            co_await wanted_.wait();
        }
        bool again = true;
        while (again) {
            const auto read = co_await read_once();
            if (fatal_) co_return *fatal_;
            if (!read && read.error().code == core::Errc::unauthorized) co_return read.error();
            again = !read || *read;
            if (!again || interrupt_ || look_due() || change_) {
                backoff.reset();
                continue;
            }
            const auto wait = backoff.next();
            if (!read)
                spdlog::warn("history: {}; trying again in {} s", read.error().message, wait.count() / 1000);
            const auto deadline = std::chrono::steady_clock::now() + wait;
            co_await wanted_.wait_until(deadline);
        }
    }
}

/// Reads every open span of the channels that can be read; true when something is left to be tried again.
asio::awaitable<core::Result<bool>> History::read_once() {
    interrupt_ = false;
    unfinished_ = false;
    gone_.clear();
    if (change_) co_await take_over_change();
    if (look_due()) {
        reconcile_due_ = true;
        thorough_due_ = true;
        plan_look();
    }
    const auto listed = co_await source_.channels();
    if (!listed) co_return tl::unexpected<core::Error>(listed.error());
    Channels channels;
    for (const messengers::HistoryChannel& channel : *listed) channels[channel.channel.id] = channel;
    co_await open_spans(channels);

    const auto read_spans = [this](storage::UnitOfWork& unit) {
        return unit.cursors().open_spans(messenger_);
    };
    std::vector<storage::Span> spans = co_await database_.transact(read_spans);
    std::erase_if(spans, [&](const storage::Span& span) { return !channels.contains(span.channel_id); });

    // What was missed comes first; what is long past can wait for all of it.
    co_await walk_spans(spans, channels, true);
    if (reconcile_due_ && !fatal_ && !change_) co_await reconcile(channels);
    co_await walk_spans(spans, channels, false);
    co_return unfinished_ || interrupt_ || look_due() || change_;
}

/// Those of one kind, several channels side by side.
asio::awaitable<void> History::walk_spans(const std::vector<storage::Span>& spans, const Channels& channels,
                                          bool catch_up) {
    core::net::TaskGroup walks(executor_, &report_failure);
    std::exception_ptr interrupted;
    try {
        for (const storage::Span& span : spans) {
            if (span.catch_up != catch_up) continue;
            while (walks.running() >= options_.channels_at_once) co_await walks.one_ended();
            if (fatal_ || must_yield(span)) break;
            const messengers::HistoryChannel& channel = channels.at(span.channel_id);
            Walk next{span, channel, {span.upper_id, span.upper, 0}, {}};
            walks.spawn(name_of(channel.channel), walk(std::move(next)));
        }
        co_await walks.join();
    } catch (...) {
        interrupted = std::current_exception();
    }
    if (interrupted) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        walks.stop();
        co_await walks.join();
        std::rethrow_exception(interrupted);
    }
}

asio::awaitable<void> History::reconcile(const Channels& channels) {
    const bool thorough = thorough_due_;
    reconcile_due_ = false;
    thorough_due_ = false;
    for (const auto& entry : channels) {
        const core::Channel& channel = entry.second.channel;
        // Of what is said directly nothing is remembered.
        if (channel.direct || gone_.contains(channel.id)) continue;
        const auto looked = co_await reconciliation_.look_at(channel, thorough);
        if (looked) continue;
        if (!note_failure(channel, looked.error())) continue;
        reconcile_due_ = true;
        thorough_due_ = thorough_due_ || thorough;
        if (fatal_) co_return;
    }
}

/// Reports it; true when it is worth another try, or nothing is (`fatal_`).
bool History::note_failure(const core::Channel& channel, const core::Error& error) {
    const bool gone = error.code == core::Errc::forbidden || error.code == core::Errc::not_found;
    if (error.code == core::Errc::unauthorized) fatal_ = error;
    if (gone) {
        gone_.insert(channel.id);
    } else {
        unfinished_ = true;
    }
    if (error.code != core::Errc::cancelled) {
        spdlog::warn("history: {} {}: {}", name_of(channel), gone ? "is skipped" : "is tried again later",
                     error.message);
    }
    return !gone;
}

/// Between two walks: a walk commits its first page under the fingerprint of the settings it began with.
asio::awaitable<void> History::take_over_change() {
    const Change change = *change_;
    change_.reset();
    options_ = change.options;
    reconciliation_.use(reconciliation_options(options_));
    plan_look();
    const auto forget = [this, &change](storage::UnitOfWork& unit) {
        for (const std::string& channel : change.left) unit.cursors().forget(messenger_, channel);
        if (!change.direct_since) return;
        // What was said while nobody listened to direct messages is not for us.
        unit.cursors().set_value(direct_since(), core::to_rfc3339(*change.direct_since));
        for (const storage::ChannelCursor& cursor : unit.cursors().all(messenger_)) {
            if (cursor.fingerprint == direct_fingerprint)
                unit.cursors().forget(messenger_, cursor.channel_id);
        }
    };
    co_await database_.transact(forget);
}

/// Channels that were never read, or with other settings, get a span over their whole past.
asio::awaitable<void> History::open_spans(const Channels& channels) {
    const auto open = [this, &channels](storage::UnitOfWork& unit) {
        const std::vector<storage::Span> spans = unit.cursors().open_spans(messenger_);
        const core::Time now = listening_since_;
        const auto known_since = unit.cursors().value(direct_since());
        if (!known_since) unit.cursors().set_value(direct_since(), core::to_rfc3339(now));
        const core::Time direct_since_then = known_since ? core::parse_time(*known_since).value_or(now) : now;
        for (const auto& entry : channels) {
            const messengers::HistoryChannel& channel = entry.second;
            const auto cursor = unit.cursors().find(messenger_, entry.first);
            if (cursor && cursor->fingerprint == fingerprint_of(channel)) continue;
            const bool direct = channel.channel.direct;
            storage::Span span;
            span.messenger = messenger_;
            span.channel_id = entry.first;
            span.opened_at = now;
            if (direct) {
                // A conversation that began while we were away is missed speech; what was said before direct
                // messages were listened to is the past.
                span.catch_up = true;
                span.lower = std::max(direct_since_then, now - options_.recover_window);
            } else {
                span.lower = options_.since;
                span.limit = options_.limit;
            }
            bool begun = false;
            for (const storage::Span& other : spans) {
                if (other.channel_id != entry.first || other.catch_up != direct) continue;
                const bool same = direct || (other.lower == span.lower && other.limit == span.limit);
                if (other.upper_id.empty() && same) {
                    begun = true;
                } else if (!direct) {
                    unit.cursors().close_span(other.id);  // of other settings: the new one reads all of it
                }
            }
            if (begun) continue;
            // Until its first page is read, the past is not known with any settings.
            if (cursor) {
                storage::ChannelCursor unread = *cursor;
                unread.fingerprint.clear();
                unit.cursors().put(unread);
            }
            unit.cursors().open_span(span);
        }
    };
    co_await database_.transact(open);
}

asio::awaitable<void> History::walk(Walk walk) {
    const std::string name = name_of(walk.channel.channel);
    const bool shown = !walk.channel.channel.direct && !walk.span.catch_up;
    const Shown end(shown ? &progress_ : nullptr, name);
    if (shown)
        progress_.begin(name, expected_posts(walk.span, walk.channel), walk.span.taken,
                        Progress::Clock::now());
    bool more = true;
    while (more) {
        if (must_yield(walk.span)) {
            unfinished_ = true;
            co_return;
        }
        const std::int64_t before = walk.span.taken;
        more = co_await walk_step(walk);
        if (shown) progress_.advance(name, walk.span.taken - before, Progress::Clock::now());
    }
}

/// Reads a page, or for what was missed many, and hands it on; false when the span has ended or cannot go on
/// now.
asio::awaitable<bool> History::walk_step(Walk& walk) {
    storage::Span& span = walk.span;
    const bool first = span.upper_id.empty() && walk.anchor.skip_pages == 0;
    HistoryBatch batch;
    batch.heard = pipeline_.hear_changes(messenger_, walk.channel.channel.id);
    SpanProgress progress;
    bool last = false;
    do {
        const bool newest_page = first && !progress.newest;
        auto page = co_await next_page(walk);
        if (!page) co_return false;
        if (newest_page && !page->events.empty()) progress.newest = page->events.front().happened_at;
        last = page->last || (page->oldest && *page->oldest < span.lower);
        auto taken = take_for_span(std::move(page->events), span, walk.channel.channel.direct,
                                   options_.recover_window);
        // Most of what is read twice to be sure was heard.
        std::erase_if(taken, [this](const core::Event& event) {
            return event.origin == core::Origin::gap && pipeline_.ran_lately(event);
        });
        const auto room = static_cast<std::size_t>(std::max<std::int64_t>(0, span.limit - span.taken));
        if (span.limit > 0 && taken.size() >= room) {
            taken.resize(room);
            if (!last) {
                spdlog::info("history: {}: history.limit ({} posts) is reached; older posts are left out",
                             name_of(walk.channel.channel), span.limit);
            }
            last = true;
        }
        span.taken += static_cast<std::int64_t>(taken.size());
        std::move(taken.begin(), taken.end(), std::back_inserter(batch.events));
    } while (span.catch_up && !last && batch.events.size() < options_.catch_up_posts);

    std::reverse(batch.events.begin(), batch.events.end());
    span.upper = walk.anchor.created_at;
    span.upper_id = walk.anchor.post_id;
    progress.span = span;
    progress.finished = last;
    const bool whole_past = !span.catch_up || walk.channel.channel.direct;
    if (first && whole_past) progress.fingerprint = fingerprint_of(walk.channel);
    batch.progress = std::move(progress);
    co_await pipeline_.put_history(std::move(batch));
    MOSTIK_KILL_POINT("history.page_committed");
    co_return !last;
}

/// The walk's next page, without what the page before listed already. Failures are reported here.
asio::awaitable<core::Result<messengers::HistoryPage>> History::next_page(Walk& walk) {
    auto page = co_await source_.page(walk.channel.channel, walk.anchor);
    if (!page) {
        note_failure(walk.channel.channel, page.error());
        co_return page;
    }
    std::set<std::string> listed;
    for (const core::Event& event : page->events) listed.insert(event.identity);
    std::erase_if(page->events,
                  [&walk](const core::Event& event) { return walk.listed.contains(event.identity); });
    walk.listed = std::move(listed);
    walk.anchor = page->next;
    co_return page;
}

std::string History::fingerprint_of(const messengers::HistoryChannel& channel) const {
    // Of a conversation only what was missed is read: no setting changes that.
    return channel.channel.direct ? direct_fingerprint : options_.fingerprint;
}

bool History::must_yield(const storage::Span& span) const {
    return change_ || (!span.catch_up && (interrupt_ || look_due()));
}

}  // namespace mostik::bot
