#include "bot/metrics.hpp"

namespace mostik::bot {

namespace {

using Seconds = std::chrono::duration<double>;

core::Metrics::Id id(Metric metric) {
    return static_cast<core::Metrics::Id>(metric);
}

std::string_view word(Treated treated) {
    switch (treated) {
        case Treated::ok:
            return "ok";
        case Treated::failed:
            return "failed";
        case Treated::repeated:
            return "repeated";
        case Treated::unhandled:
            return "unhandled";
    }
    return "other";
}

std::string_view word(messengers::RejectionClass rejection) {
    switch (rejection) {
        case messengers::RejectionClass::bad_message:
            return "bad_message";
        case messengers::RejectionClass::forbidden:
            return "forbidden";
        case messengers::RejectionClass::dead_address:
            return "dead_address";
        case messengers::RejectionClass::broken_config:
            return "broken_config";
    }
    return "other";
}

struct OutcomeWord {
    std::string_view operator()(const messengers::Delivered&) const { return "delivered"; }
    std::string_view operator()(const messengers::Retry&) const { return "retry"; }
    std::string_view operator()(const messengers::Rejected&) const { return "rejected"; }
    std::string_view operator()(const messengers::Moved&) const { return "moved"; }
    std::string_view operator()(const messengers::Unknown&) const { return "unknown"; }
};

}  // namespace

ServiceMetrics::ServiceMetrics(const std::vector<std::string>& messengers)
    : metrics_(metric_table(messengers)) {
    set(Metric::build_info, 1, {MOSTIK_VERSION});
    for (const std::string& messenger : messengers) {
        const auto begin = [&](std::string_view outcome, std::string_view rejection) {
            metrics_.count(id(Metric::delivery_attempts), {messenger, outcome, rejection}, 0);
        };
        for (const char* const outcome : {"delivered", "retry", "moved", "unknown"}) begin(outcome, "");
        for (const char* const rejection : {"bad_message", "forbidden", "dead_address", "broken_config"})
            begin("rejected", rejection);
    }
}

void ServiceMetrics::group_committed(const GroupResult& result) {
    observe(Metric::group_duration, result.took);
    metrics_.observe(id(Metric::group_events), static_cast<double>(result.treated.size()));
    for (const TreatedEvent& event : result.treated) {
        count(Metric::events, {event.messenger, event.type, word(event.how)});
        const bool ran = event.how == Treated::ok || event.how == Treated::failed;
        if (ran) observe(Metric::chain_duration, event.took, {event.messenger});
        if (event.lag) observe(Metric::live_event_lag, *event.lag, {event.messenger});
    }
    if (result.lag) set(Metric::last_live_event_lag, Seconds(*result.lag).count());
}

void ServiceMetrics::group_failed() {
    count(Metric::group_failures);
}

void ServiceMetrics::request_ended(const std::string& messenger, const messengers::SendOutcome& outcome,
                                   const std::optional<std::chrono::steady_clock::duration>& took) {
    const auto* const rejected = std::get_if<messengers::Rejected>(&outcome);
    const std::string_view rejection = rejected == nullptr ? "" : word(rejected->rejection);
    count(Metric::delivery_attempts, {messenger, std::visit(OutcomeWord{}, outcome), rejection});
    if (took) observe(Metric::delivery_duration, *took, {messenger});
}

void ServiceMetrics::add_route(const std::string& path) {
    metrics_.allow(id(Metric::http_requests), "route", path);
    metrics_.allow(id(Metric::http_duration), "route", path);
}

void ServiceMetrics::http_answered(const core::net::HttpAnswered& answer) {
    const std::string status = std::to_string(answer.status);
    count(Metric::http_requests, {answer.method, answer.route, status});
    observe(Metric::http_duration, answer.took, {answer.method, answer.route});
}

void ServiceMetrics::set(Metric gauge, double value, core::Metrics::Values labels) {
    metrics_.set(id(gauge), value, labels);
}

void ServiceMetrics::count(Metric counter, core::Metrics::Values labels) {
    metrics_.count(id(counter), labels);
}

void ServiceMetrics::raise_to(Metric counter, double value, core::Metrics::Values labels) {
    metrics_.raise_to(id(counter), value, labels);
}

void ServiceMetrics::forget(Metric gauge) {
    metrics_.forget(id(gauge));
}

void ServiceMetrics::observe(Metric histogram, std::chrono::steady_clock::duration took,
                             core::Metrics::Values labels) {
    metrics_.observe(id(histogram), Seconds(took).count(), labels);
}

}  // namespace mostik::bot
