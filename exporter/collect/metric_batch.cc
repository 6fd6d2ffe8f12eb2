#include "collect/metric_batch.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "collect/text_format.h"
#include "galera/utf8.h"

namespace galera {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{32} * 1024;
constexpr std::string_view kBeforeName = "# HELP ";
constexpr std::size_t kOtherBytes = 96;  // "# TYPE ", a type, a number, spaces and ends of lines

// What each byte becomes in a metric's name; names are a good part of a scrape.
constexpr auto kNameBytes = [] {
  std::array<char, 256> bytes{};
  for (char& byte : bytes) byte = '_';
  for (unsigned char c = '0'; c <= '9'; ++c) bytes[c] = static_cast<char>(c);
  for (unsigned char c = 'a'; c <= 'z'; ++c) bytes[c] = static_cast<char>(c);
  for (unsigned char c = 'A'; c <= 'Z'; ++c) bytes[c] = static_cast<char>(c - 'A' + 'a');
  return bytes;
}();

constexpr auto kIsNameByte = [] {
  std::array<bool, 256> is{};
  for (unsigned c = 0; c < is.size(); ++c) is[c] = kNameBytes[c] == static_cast<char>(c);
  for (unsigned char c = 'A'; c <= 'Z'; ++c) is[c] = true;
  is[':'] = true;
  return is;
}();

char NameByte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }

bool IsMetricName(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return kIsNameByte[static_cast<unsigned char>(c)]; });
}

// Sorts what consists of a few sorted stretches, as the server's rows do, in
// about one pass a doubling of the stretch.
template <typename T, typename Less>
void SortStretches(std::vector<T>& values, Less less) {
  std::vector<std::ptrdiff_t> ends;
  for (auto it = values.begin(); it != values.end();) {
    it = std::is_sorted_until(it, values.end(), less);
    ends.push_back(it - values.begin());
  }
  while (ends.size() > 1) {
    std::vector<std::ptrdiff_t> merged;
    std::ptrdiff_t begin = 0;
    for (std::size_t i = 0; i < ends.size(); i += 2) {
      const std::ptrdiff_t end = ends[std::min(i + 1, ends.size() - 1)];
      std::inplace_merge(values.begin() + begin, values.begin() + ends[i], values.begin() + end, less);
      merged.push_back(begin = end);
    }
    ends = std::move(merged);
  }
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

std::string& MetricBatch::BlockFor(std::size_t bytes) {
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes) {
    blocks_.emplace_back().reserve(std::max(bytes, kBlockBytes));
  }
  return blocks_.back();
}

std::string_view MetricBatch::Keep(std::string_view text) {
  std::string& block = BlockFor(text.size());
  const std::size_t start = block.size();
  block += text;
  return std::string_view(block).substr(start);
}

void MetricBatch::Add(MetricFamily family) {
  if (family.metric.empty()) return;
  families_.push_back({Keep(family.name), Keep(family.help), family.type, 0, {}, std::move(family.metric)});
}

void MetricBatch::Add(std::string_view name, std::string_view help, MetricType type, double value) {
  // The name stands in it three times; every byte of the help may need an escape.
  std::string& block = BlockFor(3 * name.size() + 2 * help.size() + kOtherBytes);
  const std::size_t start = block.size();
  AppendHead(block, name, help, type);
  AppendSample(block, name, value);
  const std::string_view text = std::string_view(block).substr(start);
  families_.push_back({text.substr(kBeforeName.size(), name.size()), help, type, value, text, {}});
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
  SortStretches(sorted, [](const Family* a, const Family* b) {
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
  Clear();
  return {std::move(out), dropped};
}

void MetricBatch::Clear() {
  families_.clear();
  blocks_.clear();
}

std::string MetricBatch::TakeText(std::string_view dropped_name, std::string_view dropped_help) {
  auto [valid, dropped] = MakeValid();
  MetricBatch last(1);  // not this one: `valid` points into it
  last.AddGauge(dropped_name, dropped_help, static_cast<double>(dropped));
  const auto place = std::lower_bound(valid.begin(), valid.end(), dropped_name,
                                      [](const Family* f, std::string_view name) { return f->name < name; });
  valid.insert(place, &last.families_.back());
  std::string out;
  out.reserve(kPageBytes);
  for (const Family* family : valid) {
    if (family->metric.empty()) {
      out += family->text;
      continue;
    }
    AppendHead(out, family->name, family->help, family->type);
    for (const auto& metric : family->metric) AppendMetric(out, family->name, family->type, metric);
  }
  Clear();
  return out;
}

void SetMetricName(std::string& out, std::string_view prefix, std::string_view name) {
  out = prefix;
  for (std::size_t i = 0; i < name.size(); ++i) {
    out += NameByte(name[i]);
    if (static_cast<unsigned char>(name[i]) < 0x80) continue;
    // One '_' a character, or a byte where there is none.
    if (const std::size_t length = Utf8SequenceLength(name.substr(i)); length > 1) i += length - 1;
  }
}

std::string MetricName(std::string_view prefix, std::string_view name) {
  std::string out;
  SetMetricName(out, prefix, name);
  return out;
}

}  // namespace galera
