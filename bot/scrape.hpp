#pragma once

#include "bot/live_figures.hpp"
#include "bot/metrics.hpp"
#include "bot/shared_question.hpp"
#include "storage/database.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// What only the database knows.
struct StoredFigures {
    storage::OutboxCounts outbox;
    std::optional<core::Milliseconds> oldest_due;
    std::map<storage::TicketState, std::int64_t> tickets;
    std::int64_t failed_events = 0;
    std::int64_t posts = 0;
};

StoredFigures stored_figures(storage::UnitOfWork& unit, core::Time now);

/// Serves the metrics: what is counted as it happens, and what is looked up now. io thread only.
class Scrape {
  public:
    /// `database`, `clock` and `tasks` have to outlive this.
    Scrape(const boost::asio::any_io_executor& executor, core::net::TaskGroup& tasks,
           storage::Database& database, const core::Clock& clock, ServiceMetrics& metrics,
           std::function<LiveFigures()> look);

    /// The page. Comes within `limit`: when the database cannot answer by then, without what it knows.
    boost::asio::awaitable<std::string> text(core::Milliseconds limit);

  private:
    void fill_in(const LiveFigures& figures);
    void fill_in(const StoredFigures& figures);
    void leave_out_stored();

    const core::Clock& clock_;
    ServiceMetrics& metrics_;
    std::function<LiveFigures()> look_;
    SharedQuestion<StoredFigures> stored_;
};

}  // namespace mostik::bot
