#pragma once

#include "bot/pipeline.hpp"
#include "messengers/messenger.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

struct ReconciliationOptions {
    core::Milliseconds recover_window{std::chrono::minutes{10}};  ///< younger changes run the whole chain
    core::Milliseconds over{std::chrono::hours{24}};              ///< of a thorough look
};

/// Finds the edits, deletions and reactions that were not heard, by comparing what the messenger says has
/// changed with what is remembered, and runs them as events. io thread only.
class Reconciliation {
  public:
    Reconciliation(storage::Database& database, Pipeline& pipeline, std::string messenger,
                   messengers::HistorySource& source, const core::Clock& clock,
                   ReconciliationOptions options);

    /// Looks at a channel whose past has been read, back to the last look, or when `thorough` over the whole
    /// period. Returns once what was found is committed. Errors: HistorySource::changes().
    boost::asio::awaitable<core::Result<void>> look_at(core::Channel channel, bool thorough);

  private:
    boost::asio::awaitable<core::Result<messengers::Changes>> ask(const core::Channel& channel,
                                                                  core::Time told_until, bool thorough);
    boost::asio::awaitable<core::Result<void>> ask_for_stored(const core::Channel& channel,
                                                              messengers::Changes& changes);
    boost::asio::awaitable<std::vector<core::Event>> lost_events(
        const core::Channel& channel, const std::vector<messengers::ChangedPost>& posts,
        core::Time told_until);

    storage::Database& database_;
    Pipeline& pipeline_;
    std::string messenger_;
    messengers::HistorySource& source_;
    const core::Clock& clock_;
    ReconciliationOptions options_;
};

}  // namespace mostik::bot
