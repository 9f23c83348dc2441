#include "bot/metrics.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::bot;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

const std::vector<std::string> in_use = {"mattermost", "telegram"};

std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

GroupResult group_of(const std::string& messenger, const std::string& type) {
    GroupResult group;
    group.treated.push_back(
        {.messenger = messenger, .type = type, .how = Treated::ok, .took = 1ms, .lag = 5ms});
    group.took = 1ms;
    return group;
}

}  // namespace

TEST_CASE("every metric has a name by Prometheus' conventions, and help") {
    std::set<std::string> names;
    for (const core::MetricDeclaration& metric : metric_table(in_use)) {
        CAPTURE(metric.name);
        CHECK(names.insert(metric.name).second);
        CHECK(std::regex_match(metric.name, std::regex("(mostik|process)_[a-z]+(_[a-z]+)*")));
        const bool total = metric.name.ends_with("_total");
        CHECK(total == (metric.kind == core::MetricKind::counter));
        // Units stand in full, as base units, at the end.
        CHECK_FALSE(
            std::regex_search(metric.name, std::regex("_(ms|milliseconds|minutes|kilobytes|count|sum)\\b")));
        CHECK_THAT(metric.help, EndsWith("."));
        CHECK(metric.buckets.empty() == (metric.kind != core::MetricKind::histogram));
        CHECK(std::is_sorted(metric.buckets.begin(), metric.buckets.end()));
        for (const core::MetricLabel& label : metric.labels)
            CHECK(std::regex_match(label.name, std::regex("[a-z]+")));
    }
    CHECK(names.size() == static_cast<std::size_t>(Metric::process_fds) + 1);
}

TEST_CASE("every metric of the table is served, with its help, from the beginning") {
    const ServiceMetrics metrics(in_use);
    const std::string text = metrics.text();
    for (const core::MetricDeclaration& metric : metric_table(in_use)) {
        CHECK_THAT(text, Contains("# HELP " + metric.name + " " + metric.help));
        CHECK_THAT(text, Contains("# TYPE " + metric.name + " "));
    }
}

TEST_CASE("ten thousand kinds of events, routes and addresses make no more series than one") {
    ServiceMetrics metrics(in_use);
    metrics.add_route("/health_check");
    const auto happen = [&](const std::string& name) {
        metrics.group_committed(group_of("mattermost", name));
        metrics.group_committed(group_of(name, "posted"));
        metrics.request_ended(name, messengers::Retry{.reason = name}, 1ms);
        metrics.http_answered({.method = name, .route = "/" + name, .status = 200, .took = 1ms});
        metrics.http_answered({.method = "GET", .route = "/health_check", .status = 200, .took = 1ms});
    };
    happen("x0");
    const auto before = lines(metrics.text());
    for (int i = 1; i < 10'000; ++i) happen("x" + std::to_string(i));
    metrics.http_answered({.method = "GET", .route = "/health_check", .status = 777});
    const std::string text = metrics.text();
    CHECK(lines(text) == before + 1);  // of the status that nobody knows
    CHECK_THAT(
        text,
        Contains("mostik_events_total{messenger=\"mattermost\",type=\"other\",outcome=\"ok\"} 10000\n"));
    CHECK_THAT(text,
               Contains("mostik_events_total{messenger=\"other\",type=\"posted\",outcome=\"ok\"} 10000\n"));
    CHECK_THAT(text, Contains("{method=\"GET\",route=\"/health_check\",status=\"200\"} 10000\n"));
    CHECK_THAT(text, Contains("{method=\"other\",route=\"other\",status=\"200\"} 10000\n"));
}

TEST_CASE("each end of a request is counted under its own name") {
    ServiceMetrics metrics(in_use);
    metrics.request_ended("telegram", messengers::Delivered{}, 30ms);
    metrics.request_ended("telegram", messengers::Retry{}, std::nullopt);
    metrics.request_ended("telegram", messengers::Moved{}, 30ms);
    metrics.request_ended("telegram", messengers::Unknown{}, 30ms);
    using enum messengers::RejectionClass;
    for (const auto rejection : {bad_message, forbidden, dead_address, broken_config})
        metrics.request_ended("telegram", messengers::Rejected{rejection, "no"}, 30ms);
    const std::string text = metrics.text();
    for (const std::string labels :
         {"outcome=\"delivered\",class=\"\"", "outcome=\"retry\",class=\"\"", "outcome=\"moved\",class=\"\"",
          "outcome=\"unknown\",class=\"\"", "outcome=\"rejected\",class=\"bad_message\"",
          "outcome=\"rejected\",class=\"forbidden\"", "outcome=\"rejected\",class=\"dead_address\"",
          "outcome=\"rejected\",class=\"broken_config\""}) {
        CHECK_THAT(text,
                   Contains("mostik_delivery_attempts_total{messenger=\"telegram\"," + labels + "} 1\n"));
    }
    // What was never asked took no time.
    CHECK_THAT(text, Contains("mostik_delivery_attempt_duration_seconds_count{messenger=\"telegram\"} 7\n"));
}
