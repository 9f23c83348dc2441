#include "core/metrics.hpp"

#include <algorithm>
#include <stdexcept>

#include <catch2/catch.hpp>

using namespace mostik::core;
using Catch::Matchers::Contains;

namespace {

enum : std::size_t { calls, level, sizes };

std::vector<MetricDeclaration> table() {
    return {
        {"calls_total", MetricKind::counter, "Calls.", {{"by", {"anna", "boris"}}, {"how", {"", "late"}}}},
        {"level_bytes", MetricKind::gauge, "The level.", {{"of", {"tank"}}}},
        {"size_bytes", MetricKind::histogram, "Sizes.", {}, {1, 10}}};
}

}  // namespace

TEST_CASE("what is counted is served in the text format") {
    Metrics metrics(table());
    metrics.count(calls, {"anna", "late"});
    metrics.count(calls, {"anna", "late"}, 2);
    metrics.set(level, 4.5, {"tank"});
    metrics.observe(sizes, 0.5);
    metrics.observe(sizes, 100);
    const std::string text = metrics.text();
    CHECK_THAT(text, Contains("# HELP calls_total Calls.\n# TYPE calls_total counter\n"));
    CHECK_THAT(text, Contains("\ncalls_total{by=\"anna\",how=\"late\"} 3\n"));
    CHECK_THAT(text, Contains("\nlevel_bytes{of=\"tank\"} 4.5\n"));
    CHECK_THAT(text, Contains("\nsize_bytes_count 2\n") && Contains("\nsize_bytes_sum 100.5\n"));
    CHECK_THAT(text, Contains("\nsize_bytes_bucket{le=\"1\"} 1\n") &&
                         Contains("\nsize_bytes_bucket{le=\"10\"} 1\n") &&
                         Contains("\nsize_bytes_bucket{le=\"+Inf\"} 2\n"));
}

TEST_CASE("counters begin at zero as far as it is clear what can happen, gauges when something is known") {
    Metrics metrics(table());
    metrics.count(calls, {"boris", ""}, 0);
    CHECK_THAT(metrics.text(), Contains("\nsize_bytes_count 0\n") &&
                                   Contains("\ncalls_total{by=\"boris\",how=\"\"} 0\n") &&
                                   Contains("# TYPE level_bytes gauge\n") && !Contains("\nlevel_bytes{"));
    metrics.set(level, 1, {"tank"});
    metrics.forget(level);
    CHECK_THAT(metrics.text(), Contains("# TYPE level_bytes gauge\n") && !Contains("\nlevel_bytes{"));
}

TEST_CASE("a value that the table does not have is \"other\", until it is allowed") {
    Metrics metrics(table());
    metrics.count(calls, {"eve", "late"});
    metrics.count(calls, {"mallory", "late"});
    metrics.allow(calls, "by", "eve");
    metrics.count(calls, {"eve", "late"});
    CHECK_THAT(metrics.text(), Contains("calls_total{by=\"other\",how=\"late\"} 2\n") &&
                                   Contains("calls_total{by=\"eve\",how=\"late\"} 1\n"));
    CHECK_THROWS_AS(metrics.allow(calls, "nobody", "x"), std::logic_error);
}

TEST_CASE("what somebody else counts never falls") {
    Metrics metrics(table());
    metrics.raise_to(calls, 7, {"anna", ""});
    metrics.raise_to(calls, 5, {"anna", ""});
    CHECK_THAT(metrics.text(), Contains("calls_total{by=\"anna\",how=\"\"} 7\n"));
    metrics.raise_to(calls, 8, {"anna", ""});
    CHECK_THAT(metrics.text(), Contains("calls_total{by=\"anna\",how=\"\"} 8\n"));
}

TEST_CASE("a metric that is used as what it is not is a mistake of the program") {
    Metrics metrics(table());
    CHECK_THROWS_AS(metrics.count(calls, {"anna"}), std::logic_error);
    CHECK_THROWS_AS(metrics.count(sizes), std::logic_error);
    CHECK_THROWS_AS(metrics.set(calls, 1, {"anna", ""}), std::logic_error);
}
