#include "collect/metric_batch.h"

#include <algorithm>

#include "galera/utf8.h"

namespace galera {
namespace {

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

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

void MakeSeriesValid(MetricFamily& family, std::size_t& dropped) {
  for (auto& metric : family.metric) {
    for (auto& label : metric.label) label.value = ValidUtf8(label.value);
    std::sort(metric.label.begin(), metric.label.end());
  }
  if (family.metric.size() < 2) return;
  std::stable_sort(family.metric.begin(), family.metric.end(), LabelsLess);
  const auto end = std::unique(family.metric.begin(), family.metric.end(), LabelsEqual);
  dropped += static_cast<std::size_t>(family.metric.end() - end);
  family.metric.erase(end, family.metric.end());
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
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  switch (family.type) {
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
  family.metric.push_back(std::move(metric));
}

void MetricBatch::Add(MetricFamily family) {
  if (!family.metric.empty()) families_.push_back(std::move(family));
}

void MetricBatch::Add(std::string_view name, std::string_view help, MetricType type, double value) {
  MetricFamily family = MakeFamily(name, help, type);
  AddSeries(family, {}, value);
  families_.push_back(std::move(family));
}

std::pair<std::vector<MetricFamily>, std::size_t> MetricBatch::TakeValid() {
  std::stable_sort(families_.begin(), families_.end(),
                   [](const MetricFamily& a, const MetricFamily& b) { return a.name < b.name; });
  std::vector<MetricFamily> out;
  out.reserve(families_.size());
  std::size_t dropped = 0;
  for (MetricFamily& family : families_) {
    if (!IsMetricName(family.name)) {
      dropped += family.metric.size();
    } else if (out.empty() || out.back().name != family.name) {
      out.push_back(std::move(family));
    } else if (out.back().type != family.type || out.back().help != family.help) {
      dropped += family.metric.size();
    } else {
      std::move(family.metric.begin(), family.metric.end(), std::back_inserter(out.back().metric));
    }
  }
  for (MetricFamily& family : out) MakeSeriesValid(family, dropped);
  families_.clear();
  return {std::move(out), dropped};
}

std::string MetricName(std::string_view prefix, std::string_view name) {
  std::string out;
  out.reserve(prefix.size() + name.size());
  out += prefix;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += IsNameByte(c) && c != ':' ? c : '_';
    }
    if (static_cast<unsigned char>(c) < 0x80) continue;
    // One '_' a character, or a byte where there is none.
    if (const std::size_t length = Utf8SequenceLength(name.substr(i)); length > 1) i += length - 1;
  }
  return out;
}

}  // namespace galera
