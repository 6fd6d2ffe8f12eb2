#include "collect/metric_batch.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "collect/text_format.h"
#include "galera/utf8.h"

namespace galera {
namespace {

// What each byte becomes in a metric's name; names are a good part of a scrape.
constexpr auto kNameBytes = [] {
  std::array<char, 256> bytes{};
  for (char& byte : bytes) byte = '_';
  for (unsigned char c = '0'; c <= '9'; ++c) bytes[c] = static_cast<char>(c);
  for (unsigned char c = 'a'; c <= 'z'; ++c) bytes[c] = static_cast<char>(c);
  for (unsigned char c = 'A'; c <= 'Z'; ++c) bytes[c] = static_cast<char>(c - 'A' + 'a');
  return bytes;
}();

char NameByte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }

bool IsNameByte(char c) { return NameByte(c) == c || c == ':' || (c >= 'A' && c <= 'Z'); }

bool IsMetricName(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), IsNameByte);
}

bool LabelsLess(const prometheus::ClientMetric& a, const prometheus::ClientMetric& b) {
  return a.label < b.label;
}
bool LabelsEqual(const prometheus::ClientMetric& a, const prometheus::ClientMetric& b) {
  return a.label == b.label;
}

// Returns how many were left out.
std::size_t MakeSeriesValid(std::vector<prometheus::ClientMetric>& series) {
  for (auto& metric : series) {
    for (auto& label : metric.label) {
      if (!IsUtf8(label.value)) label.value = ValidUtf8(label.value);
    }
    std::sort(metric.label.begin(), metric.label.end());
  }
  std::stable_sort(series.begin(), series.end(), LabelsLess);
  const auto end = std::unique(series.begin(), series.end(), LabelsEqual);
  const auto dropped = static_cast<std::size_t>(series.end() - end);
  series.erase(end, series.end());
  return dropped;
}

prometheus::ClientMetric PlainSeries(MetricType type, Labels labels, double value) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  switch (type) {
    case MetricType::Counter:
      metric.counter.value = value;
      break;
    case MetricType::Gauge:
      metric.gauge.value = value;
      break;
    case MetricType::Untyped:
    case MetricType::Summary:
    case MetricType::Histogram:
      metric.untyped.value = value;
      break;
  }
  return metric;
}

}  // namespace

MetricFamily MakeFamily(std::string_view name, std::string_view help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

void AddSeries(MetricFamily& family, Labels labels, double value) {
  family.metric.push_back(PlainSeries(family.type, std::move(labels), value));
}

void MetricBatch::Add(MetricFamily family) {
  if (family.metric.empty()) return;
  helps_.push_back(std::move(family.help));
  families_.push_back({std::move(family.name), helps_.back(), family.type, 0, std::move(family.metric)});
}

void MetricBatch::Add(std::string name, std::string_view help, MetricType type, double value) {
  families_.push_back({std::move(name), help, type, value, {}});
}

std::size_t MetricBatch::CountSeries(const Family& family) {
  return family.metric.empty() ? 1 : family.metric.size();
}

std::vector<prometheus::ClientMetric>& MetricBatch::Series(Family& family) {
  if (family.metric.empty()) family.metric.push_back(PlainSeries(family.type, {}, family.value));
  return family.metric;
}

// The families that stay, sorted, and the number of series that don't.
std::pair<std::vector<MetricBatch::Family*>, std::size_t> MetricBatch::MakeValid() {
  std::vector<Family*> sorted(families_.size());
  std::transform(families_.begin(), families_.end(), sorted.begin(), [](Family& family) { return &family; });
  // In one vector the address tells which came first.
  std::sort(sorted.begin(), sorted.end(), [](const Family* a, const Family* b) {
    const int order = a->name.compare(b->name);
    return order != 0 ? order < 0 : a < b;
  });
  std::vector<Family*> out;
  out.reserve(sorted.size());
  std::size_t dropped = 0;
  for (Family* family : sorted) {
    if (!IsMetricName(family->name)) {
      dropped += CountSeries(*family);
    } else if (out.empty() || out.back()->name != family->name) {
      out.push_back(family);
    } else if (out.back()->type != family->type || out.back()->help != family->help) {
      dropped += CountSeries(*family);
    } else {
      auto& more = Series(*family);
      std::move(more.begin(), more.end(), std::back_inserter(Series(*out.back())));
    }
  }
  for (Family* family : out) {
    if (!family->metric.empty()) dropped += MakeSeriesValid(family->metric);
  }
  return {std::move(out), dropped};
}

std::pair<std::vector<MetricFamily>, std::size_t> MetricBatch::TakeValid() {
  const auto [valid, dropped] = MakeValid();
  std::vector<MetricFamily> out;
  out.reserve(valid.size());
  for (Family* family : valid) {
    out.push_back(MakeFamily(family->name, family->help, family->type));
    out.back().metric = std::move(Series(*family));
  }
  families_.clear();
  helps_.clear();
  return {std::move(out), dropped};
}

std::string MetricBatch::TakeText(std::string_view dropped_name, std::string_view dropped_help) {
  auto [valid, dropped] = MakeValid();
  Family count{std::string(dropped_name), dropped_help, MetricType::Gauge, static_cast<double>(dropped), {}};
  const auto place =
      std::lower_bound(valid.begin(), valid.end(), count.name,
                       [](const Family* f, const std::string& name) { return f->name < name; });
  valid.insert(place, &count);
  std::string out;
  out.reserve(kPageBytes);
  for (const Family* family : valid) {
    AppendHead(out, family->name, family->help, family->type);
    if (family->metric.empty()) AppendSample(out, family->name, family->value);
    for (const auto& metric : family->metric) AppendMetric(out, family->name, family->type, metric);
  }
  families_.clear();
  helps_.clear();
  return out;
}

std::string MetricName(std::string_view prefix, std::string_view name) {
  std::string out;
  out.reserve(prefix.size() + name.size());
  out += prefix;
  for (std::size_t i = 0; i < name.size(); ++i) {
    out += NameByte(name[i]);
    if (static_cast<unsigned char>(name[i]) < 0x80) continue;
    // One '_' a character, or a byte where there is none.
    if (const std::size_t length = Utf8SequenceLength(name.substr(i)); length > 1) i += length - 1;
  }
  return out;
}

}  // namespace galera
