#include "bot/scrape.hpp"

#include "bot/process_figures.hpp"

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

double seconds(core::Milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

double number(std::int64_t count) {
    return static_cast<double>(count);
}

}  // namespace

StoredFigures stored_figures(storage::UnitOfWork& unit, core::Time now) {
    StoredFigures figures;
    figures.outbox = unit.outbox().counts();
    if (const auto due = unit.outbox().oldest_due(now)) figures.oldest_due = now - *due;
    figures.tickets = unit.tickets().counts();
    figures.failed_events = unit.failed_events().count();
    figures.posts = unit.posts().count();
    return figures;
}

Scrape::Scrape(const asio::any_io_executor& executor, core::net::TaskGroup& tasks,
               storage::Database& database, const core::Clock& clock, ServiceMetrics& metrics,
               std::function<LiveFigures()> look)
    : clock_(clock),
      metrics_(metrics),
      look_(std::move(look)),
      stored_(executor, tasks, "counting what is stored", 0ms,
              [&database, &clock]() -> asio::awaitable<StoredFigures> {
                  const auto ask = [&clock](storage::UnitOfWork& unit) {
                      return stored_figures(unit, clock.now());
                  };
                  return database.read(ask);
              }) {}

asio::awaitable<std::string> Scrape::text(core::Milliseconds limit) {
    const auto stored = co_await stored_.answer(limit);
    if (stored.answer) {
        fill_in(*stored.answer);
    } else {
        spdlog::warn("metrics: what the database knows is left out: {}", stored.problem);
        metrics_.count(Metric::scrape_errors);
        leave_out_stored();
    }
    fill_in(look_());
    co_return metrics_.text();
}

void Scrape::fill_in(const StoredFigures& figures) {
    const auto outbox = [this](std::string_view state, std::int64_t count) {
        metrics_.set(Metric::outbox_messages, number(count), {state});
    };
    outbox("queued", figures.outbox.queued);
    outbox("sending", figures.outbox.sending);
    outbox("delivered", figures.outbox.delivered);
    outbox("failed", figures.outbox.failed);
    outbox("expired", figures.outbox.expired);
    outbox("cancelled", figures.outbox.cancelled);
    outbox("uncertain", figures.outbox.uncertain);
    metrics_.set(Metric::outbox_oldest_due, seconds(figures.oldest_due.value_or(0ms)));
    metrics_.raise_to(Metric::uncertain_attempts, number(figures.outbox.uncertain_attempts));
    for (const auto& [state, count] : figures.tickets)
        metrics_.set(Metric::tickets, number(count), {storage::to_string(state)});
    metrics_.set(Metric::failed_events, number(figures.failed_events));
    metrics_.set(Metric::stored_posts, number(figures.posts));
}

/// What was true a while ago would look as if it still were.
void Scrape::leave_out_stored() {
    for (const Metric metric : {Metric::outbox_messages, Metric::outbox_oldest_due, Metric::tickets,
                                Metric::failed_events, Metric::stored_posts}) {
        metrics_.forget(metric);
    }
}

void Scrape::fill_in(const LiveFigures& figures) {
    metrics_.set(Metric::pipeline_events, static_cast<double>(figures.pipeline_events));
    metrics_.set(Metric::pipeline_bytes, static_cast<double>(figures.pipeline_bytes));
    metrics_.set(Metric::http_connections, static_cast<double>(figures.http_connections));
    for (const auto& [messenger, status] : figures.receivers) {
        metrics_.set(Metric::receiver_connected, status.connected ? 1 : 0, {messenger});
        if (status.last_heard_at != core::Time{}) {
            const auto silence = std::max(clock_.now() - status.last_heard_at, 0ms);
            metrics_.set(Metric::receiver_silence, seconds(silence), {messenger});
        }
        metrics_.raise_to(Metric::receiver_gaps, number(status.gaps), {messenger});
        metrics_.raise_to(Metric::receiver_reconnects, number(status.reconnects), {messenger});
        metrics_.raise_to(Metric::receiver_malformed, number(status.malformed), {messenger});
    }
    const ProcessFigures process = process_figures();
    if (process.started_at) metrics_.set(Metric::process_start, *process.started_at);
    if (process.resident_bytes) metrics_.set(Metric::process_memory, number(*process.resident_bytes));
    if (process.open_fds) metrics_.set(Metric::process_fds, number(*process.open_fds));
}

}  // namespace mostik::bot
