#include "core/metrics.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>
#include <stdexcept>

namespace mostik::core {

namespace {

using LabelValues = std::vector<std::string>;

/// One series of any kind.
struct Series {
    std::unique_ptr<prometheus::Counter> counter;
    std::unique_ptr<prometheus::Gauge> gauge;
    std::unique_ptr<prometheus::Histogram> histogram;

    explicit Series(const MetricDeclaration& metric) {
        switch (metric.kind) {
            case MetricKind::counter:
                counter = std::make_unique<prometheus::Counter>();
                break;
            case MetricKind::gauge:
                gauge = std::make_unique<prometheus::Gauge>();
                break;
            case MetricKind::histogram:
                histogram = std::make_unique<prometheus::Histogram>(metric.buckets);
                break;
        }
    }

    prometheus::ClientMetric collect() const {
        if (counter) return counter->Collect();
        if (gauge) return gauge->Collect();
        return histogram->Collect();
    }
};

prometheus::MetricType type_of(MetricKind kind) {
    switch (kind) {
        case MetricKind::counter:
            return prometheus::MetricType::Counter;
        case MetricKind::gauge:
            return prometheus::MetricType::Gauge;
        case MetricKind::histogram:
            return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

/// A metric with its series.
class Family {
  public:
    explicit Family(MetricDeclaration metric) : metric_(std::move(metric)) {
        if (metric_.kind == MetricKind::gauge) return;
        if (metric_.labels.empty()) at({});
        if (metric_.labels.size() != 1) return;
        for (const std::string& value : metric_.labels.front().values) at({value});
    }

    void allow(std::string_view label, std::string value) {
        for (MetricLabel& each : metric_.labels) {
            if (each.name != label) continue;
            if (std::find(each.values.begin(), each.values.end(), value) == each.values.end())
                each.values.push_back(std::move(value));
            return;
        }
        throw std::logic_error("the metric " + metric_.name + " has no label " + std::string(label));
    }

    Series& at(Metrics::Values values, MetricKind kind) {
        if (values.size() != metric_.labels.size() || kind != metric_.kind)
            throw std::logic_error("the metric " + metric_.name + " is used as what it is not");
        LabelValues allowed;
        allowed.reserve(values.size());
        auto label = metric_.labels.begin();
        for (const std::string_view value : values) {
            const auto& known = label->values;
            const bool is_known = std::find(known.begin(), known.end(), value) != known.end();
            allowed.emplace_back(is_known ? value : "other");
            ++label;
        }
        return at(std::move(allowed));
    }

    void forget() { series_.clear(); }

    prometheus::MetricFamily collect() const {
        prometheus::MetricFamily family{metric_.name, metric_.help, type_of(metric_.kind), {}};
        for (const auto& [values, series] : series_) {
            prometheus::ClientMetric one = series.collect();
            for (std::size_t i = 0; i < values.size(); ++i)
                one.label.push_back({metric_.labels[i].name, values[i]});
            family.metric.push_back(std::move(one));
        }
        return family;
    }

  private:
    Series& at(LabelValues values) { return series_.try_emplace(std::move(values), metric_).first->second; }

    MetricDeclaration metric_;
    std::map<LabelValues, Series> series_;
};

}  // namespace

class Metrics::Implementation {
  public:
    explicit Implementation(const std::vector<MetricDeclaration>& table)
        : families(table.begin(), table.end()) {}

    mutable std::mutex mutex;
    std::vector<Family> families;
};

Metrics::Metrics(const std::vector<MetricDeclaration>& table)
    : implementation_(std::make_unique<Implementation>(table)) {}

Metrics::~Metrics() = default;

void Metrics::allow(Id metric, std::string_view label, std::string value) {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->families.at(metric).allow(label, std::move(value));
}

void Metrics::count(Id counter, Values labels, double by) {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->families.at(counter).at(labels, MetricKind::counter).counter->Increment(by);
}

void Metrics::raise_to(Id counter, double value, Values labels) {
    const std::lock_guard lock(implementation_->mutex);
    auto& series = *implementation_->families.at(counter).at(labels, MetricKind::counter).counter;
    if (value > series.Value()) series.Increment(value - series.Value());
}

void Metrics::set(Id gauge, double value, Values labels) {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->families.at(gauge).at(labels, MetricKind::gauge).gauge->Set(value);
}

void Metrics::observe(Id histogram, double value, Values labels) {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->families.at(histogram).at(labels, MetricKind::histogram).histogram->Observe(value);
}

void Metrics::forget(Id gauge) {
    const std::lock_guard lock(implementation_->mutex);
    implementation_->families.at(gauge).forget();
}

std::string Metrics::text() const {
    std::vector<prometheus::MetricFamily> all;
    {
        const std::lock_guard lock(implementation_->mutex);
        for (const Family& family : implementation_->families) all.push_back(family.collect());
    }
    return prometheus::TextSerializer().Serialize(all);
}

}  // namespace mostik::core
