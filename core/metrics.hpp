#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// One of a metric's labels with all values that it can have. Any other value counts as "other", so however
/// many different things happen, the number of series stays what it is.
struct MetricLabel {
    std::string name;
    std::vector<std::string> values;
};

enum class MetricKind {
    counter,    ///< only grows; its name ends in _total
    gauge,      ///< as it is now
    histogram,  ///< how often which size; `buckets` are the upper bounds
};

/// A metric of the table. Units are base units (seconds, bytes), and the name ends in them.
struct MetricDeclaration {
    std::string name;
    MetricKind kind = MetricKind::gauge;
    std::string help;
    std::vector<MetricLabel> labels{};
    std::vector<double> buckets{};
};

/// Metrics over prometheus-cpp. A metric is named by its place in the table. Calls take the values of the
/// labels in the order of their declaration; too few or too many throw std::logic_error. Thread-safe.
class Metrics {
  public:
    using Id = std::size_t;
    using Values = std::initializer_list<std::string_view>;

    /// Counters and histograms of at most one label begin at zero, so that the first time is seen as a
    /// growth; of more labels not all combinations can happen: count() by 0 begins those that can. Gauges
    /// begin with none, since nothing is known.
    explicit Metrics(const std::vector<MetricDeclaration>& table);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// One more value of a label.
    void allow(Id metric, std::string_view label, std::string value);

    void count(Id counter, Values labels = {}, double by = 1);
    /// For a number that somebody else counts. One that is smaller than before changes nothing.
    void raise_to(Id counter, double value, Values labels = {});
    void set(Id gauge, double value, Values labels = {});
    void observe(Id histogram, double value, Values labels = {});
    /// Takes a metric's series away until there is something to tell again.
    void forget(Id gauge);

    /// Everything in the text format 0.0.4, also metrics that have no series yet.
    std::string text() const;

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

/// The media type of Metrics::text().
constexpr std::string_view metrics_media_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace mostik::core
