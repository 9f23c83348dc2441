#pragma once

#include "bot/live_figures.hpp"
#include "bot/shared_question.hpp"
#include "core/clock.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// One part of the service: does it do its work?
struct PartState {
    std::string name;    ///< "mattermost receiver", "telegram sender", "delivery", "pipeline", "database"
    std::string reason;  ///< why not, in words that hold no secret; empty: it does
};

/// What `figures` say of each part. One that waits for somebody else (a rate limit, a server that is busy) is
/// no less ready; one whose token is refused is not, since nothing leaves there before somebody mends it.
std::vector<PartState> judge(const LiveFigures& figures, core::Time now, core::Milliseconds stuck_after);

/// Finds out whether the service does what it is for. io thread only.
class Readiness {
  public:
    struct Options {
        core::Milliseconds limit{2'000};         ///< for the database
        core::Milliseconds probe_every{3'000};   ///< a write into the database at most
        core::Milliseconds stuck_after{30'000};  ///< a group or a look at the outbox that takes longer
    };

    /// `database`, `clock` and `tasks` have to outlive this.
    Readiness(const boost::asio::any_io_executor& executor, core::net::TaskGroup& tasks,
              storage::Database& database, const core::Clock& clock, std::function<LiveFigures()> look,
              Options options);

    /// Every part. The database is one when a small write has been committed lately, or is within the limit.
    boost::asio::awaitable<std::vector<PartState>> parts();

  private:
    const core::Clock& clock_;
    std::function<LiveFigures()> look_;
    Options options_;
    SharedQuestion<bool> written_;
};

}  // namespace mostik::bot
