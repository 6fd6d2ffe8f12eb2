// Collects metric families for one scrape and makes them valid as a whole.
#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace galera {

using Labels = std::vector<prometheus::ClientMetric::Label>;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily MakeFamily(std::string_view name, std::string_view help, MetricType type);

// Adds a counter's, gauge's or untyped value.
void AddSeries(MetricFamily& family, Labels labels, double value);

// One thread at a time.
class MetricBatch {
 public:
  explicit MetricBatch(std::size_t families_expected = kFamiliesUsual) {
    families_.reserve(families_expected);
  }
  MetricBatch(const MetricBatch&) = delete;  // families point into blocks_
  MetricBatch& operator=(const MetricBatch&) = delete;

  void Add(MetricFamily family);
  // A family of one series without labels: nearly all are, so their text is
  // written at once, while the server works on the next statement. `help` must
  // live as long as the batch: a literal.
  void Add(std::string_view name, std::string_view help, MetricType type, double value);
  void AddGauge(std::string_view name, std::string_view help, double value) {
    Add(name, help, MetricType::Gauge, value);
  }
  void AddCounter(std::string_view name, std::string_view help, double value) {
    Add(name, help, MetricType::Counter, value);
  }

  // For a collector that is run again: forget what was added since size() was `size`.
  std::size_t size() const { return families_.size(); }
  void Truncate(std::size_t size) {
    families_.erase(families_.begin() + static_cast<std::ptrdiff_t>(size), families_.end());
  }

  // A cell that is not a number and has no other meaning to us.
  void CountUnparsed() { ++unparsed_; }
  std::size_t unparsed() const { return unparsed_; }

  // Sorted by name, series sorted by labels. What would make the text invalid
  // is left out and counted: a second family of one name but another type or
  // help, a second series with the same labels, a name outside
  // [a-zA-Z_:][a-zA-Z0-9_:]*. The first one stays. Label values are made valid
  // UTF-8. Empties the batch.
  std::pair<std::vector<MetricFamily>, std::size_t> TakeValid();

  // The same as text, with one gauge more in its place among the others: how
  // many series were left out.
  std::string TakeText(std::string_view dropped_name, std::string_view dropped_help);

 private:
  // A scrape of a Galera node has about 1,130.
  static constexpr std::size_t kFamiliesUsual = 1280;

  struct Family {
    std::string_view name;
    std::string_view help;
    MetricType type;
    double value;                                  // if `metric` is empty: of the only series
    std::string_view text;                         // if `metric` is empty: all lines of the family
    std::vector<prometheus::ClientMetric> metric;  // with labels
  };

  std::string& BlockFor(std::size_t bytes);
  std::string_view Keep(std::string_view text);
  std::pair<std::vector<Family*>, std::size_t> MakeValid();
  static std::size_t CountSeries(const Family& family);
  static std::vector<prometheus::ClientMetric>& Series(Family& family);
  void Clear();

  std::vector<Family> families_;
  std::deque<std::string> blocks_;  // never grown beyond their capacity: what points into them stays
  std::size_t unparsed_ = 0;
};

// mysqld_exporter's rule: characters outside [a-zA-Z0-9_] become '_', lower case.
std::string MetricName(std::string_view prefix, std::string_view name);
// The same into a string that is used again and again.
void SetMetricName(std::string& out, std::string_view prefix, std::string_view name);

}  // namespace galera
