#pragma once

#include "bot/group.hpp"
#include "core/metrics.hpp"
#include "core/net/http_server.hpp"
#include "messengers/messenger.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mostik::bot {

/// The rows of metric_table(), in its order.
enum class Metric : std::size_t {
    build_info,
    events,
    chain_duration,
    group_duration,
    group_events,
    group_failures,
    live_event_lag,
    last_live_event_lag,
    pipeline_events,
    pipeline_bytes,
    outbox_messages,
    outbox_oldest_due,
    delivery_attempts,
    delivery_duration,
    uncertain_attempts,
    receiver_connected,
    receiver_silence,
    receiver_gaps,
    receiver_reconnects,
    receiver_malformed,
    failed_events,
    stored_posts,
    tickets,
    http_requests,
    http_duration,
    http_connections,
    scrape_errors,
    process_start,
    process_memory,
    process_fds,
};

/// Every metric of Mostik: name, kind, help, labels with their values. `messengers`: those in use.
std::vector<core::MetricDeclaration> metric_table(const std::vector<std::string>& messengers);

/// Counts what happens in the service, told by those to whom it happens. io thread only, so that what is
/// served belongs together.
class ServiceMetrics {
  public:
    explicit ServiceMetrics(const std::vector<std::string>& messengers);

    void group_committed(const GroupResult& result);
    void group_failed();
    void request_ended(const std::string& messenger, const messengers::SendOutcome& outcome,
                       const std::optional<std::chrono::steady_clock::duration>& took);
    /// A route that http_answered() may name.
    void add_route(const std::string& path);
    void http_answered(const core::net::HttpAnswered& answer);

    void set(Metric gauge, double value, core::Metrics::Values labels = {});
    void count(Metric counter, core::Metrics::Values labels = {});
    void raise_to(Metric counter, double value, core::Metrics::Values labels = {});
    void forget(Metric gauge);

    std::string text() const { return metrics_.text(); }

  private:
    void observe(Metric histogram, std::chrono::steady_clock::duration took,
                 core::Metrics::Values labels = {});

    core::Metrics metrics_;
};

}  // namespace mostik::bot
