#pragma once

#include "bot/pipeline.hpp"
#include "bot/progress.hpp"
#include "bot/reconciliation.hpp"
#include "core/net/signal.hpp"
#include "messengers/messenger.hpp"
#include "storage/database.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

struct HistoryOptions {
    std::int64_t limit = 10'000;  ///< posts per channel; 0: all
    core::Time since{};           ///< nothing older; zero: no bound
    core::Milliseconds recover_window{std::chrono::minutes{10}};
    std::string fingerprint;  ///< of the settings; another one than a channel was read with: read it again
    core::Milliseconds reconcile_every{0};  ///< 0: only after a gap
    core::Milliseconds reconcile_over{std::chrono::hours{24}};
    std::size_t channels_at_once = 4;
    std::size_t catch_up_posts = 4'000;  ///< read together, so that what was missed runs oldest first

    bool operator==(const HistoryOptions&) const = default;
};

/// Reads a messenger's past: each channel back to where it was read before, at start and after every gap; and
/// what became of posts, after every gap and from time to time.
/// What is to be read stands in the database as spans, so a walk that was killed goes on. io thread only.
class History {
  public:
    History(const boost::asio::any_io_executor& executor, storage::Database& database, Pipeline& pipeline,
            std::string messenger, messengers::HistorySource& source, const core::Clock& clock,
            Progress& progress, HistoryOptions options);

    /// A gap was noted: there is something to read. A walk through old history makes room for it.
    void gap_noted();

    /// Other settings, or other channels: walks end at their next page, and reading begins anew with these.
    /// Channels that were left are forgotten: listed again, they are read like new ones.
    void use(HistoryOptions options, const messengers::ListeningChange& listening);

    /// Works until cancelled. Returns an error only when going on cannot help (Errc::unauthorized).
    boost::asio::awaitable<core::Error> run();

  private:
    using Channels = std::map<std::string, messengers::HistoryChannel>;

    /// What use() was told, until reading begins anew.
    struct Change {
        HistoryOptions options;
        std::set<std::string> left;
        std::optional<core::Time> direct_since;
    };

    /// A span under way.
    struct Walk {
        storage::Span span;
        messengers::HistoryChannel channel;
        messengers::HistoryAnchor anchor;  ///< of the next page
        std::set<std::string> listed;  ///< identities on the page before, which the next one may list again
    };

    boost::asio::awaitable<core::Result<bool>> read_once();
    boost::asio::awaitable<void> take_over_change();
    boost::asio::awaitable<void> open_spans(const Channels& channels);
    boost::asio::awaitable<void> walk_spans(const std::vector<storage::Span>& spans, const Channels& channels,
                                            bool catch_up);
    boost::asio::awaitable<void> reconcile(const Channels& channels);
    void plan_look();
    bool look_due() const;
    bool note_failure(const core::Channel& channel, const core::Error& error);
    boost::asio::awaitable<void> walk(Walk walk);
    boost::asio::awaitable<bool> walk_step(Walk& walk);
    boost::asio::awaitable<core::Result<messengers::HistoryPage>> next_page(Walk& walk);
    std::string fingerprint_of(const messengers::HistoryChannel& channel) const;
    bool must_yield(const storage::Span& span) const;
    std::string direct_since() const { return messenger_ + ".direct_since"; }

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    Pipeline& pipeline_;
    std::string messenger_;
    messengers::HistorySource& source_;
    const core::Clock& clock_;
    Progress& progress_;
    HistoryOptions options_;        ///< the same for as long as walks are under way
    std::optional<Change> change_;  ///< to be taken over when they have ended

    Reconciliation reconciliation_;
    std::optional<std::chrono::steady_clock::time_point> next_look_;  ///< at the changes of a whole period
    bool reconcile_due_ = false;  ///< the changes since the last look are to be looked at …
    bool thorough_due_ = false;   ///< … over the whole period

    core::Time listening_since_{};  ///< of the last connection or change: what is said later is no past

    core::net::Signal wanted_;
    bool begun_ = false;      ///< not before the first connection: until then it is not known who we are
    bool interrupt_ = false;  ///< a gap waits
    bool unfinished_ = false;
    std::set<std::string> gone_;  ///< channels that turned out not to be readable any more
    std::optional<core::Error> fatal_;
};

/// Which of a span's posts run as missed (the whole chain) and which as history. Sets the origin; leaves out
/// what is not the span's, or, of a direct channel, too old to be answered. `events` newest first. Pure.
std::vector<core::Event> take_for_span(std::vector<core::Event> events, const storage::Span& span,
                                       bool direct, core::Milliseconds recover_window);

}  // namespace mostik::bot
