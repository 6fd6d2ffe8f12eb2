#include "collect/text_format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace galera {
namespace {

constexpr double kExactIntegerMax = 1e15;

std::string_view TypeName(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return "counter";
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Summary:
      return "summary";
    case MetricType::Histogram:
      return "histogram";
    case MetricType::Untyped:
      return "untyped";
  }
  return "untyped";
}

void AppendEscaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

// {a="x",b="y"} and, where given, one more pair: le or quantile.
void AppendLabels(std::string& out, const Labels& labels, std::string_view extra_name = {},
                  double extra = 0) {
  if (labels.empty() && extra_name.empty()) return;
  out += '{';
  bool first = true;
  for (const auto& label : labels) {
    if (!first) out += ',';
    first = false;
    out += label.name;
    out += "=\"";
    AppendEscaped(out, label.value, true);
    out += '"';
  }
  if (!extra_name.empty()) {
    if (!first) out += ',';
    out += extra_name;
    out += "=\"";
    AppendNumber(out, extra);
    out += '"';
  }
  out += '}';
}

void AppendSample(std::string& out, std::string_view name, std::string_view suffix, const Labels& labels,
                  double value, std::string_view extra_name = {}, double extra = 0) {
  out += name;
  out += suffix;
  AppendLabels(out, labels, extra_name, extra);
  out += ' ';
  AppendNumber(out, value);
  out += '\n';
}

void AppendHistogram(std::string& out, const MetricFamily& family, const prometheus::ClientMetric& metric) {
  const auto& histogram = metric.histogram;
  for (const auto& bucket : histogram.bucket) {
    if (std::isinf(bucket.upper_bound)) continue;
    AppendSample(out, family.name, "_bucket", metric.label, static_cast<double>(bucket.cumulative_count),
                 "le", bucket.upper_bound);
  }
  const double count = static_cast<double>(histogram.sample_count);
  AppendSample(out, family.name, "_bucket", metric.label, count, "le", INFINITY);
  AppendSample(out, family.name, "_sum", metric.label, histogram.sample_sum);
  AppendSample(out, family.name, "_count", metric.label, count);
}

void AppendSummary(std::string& out, const MetricFamily& family, const prometheus::ClientMetric& metric) {
  for (const auto& quantile : metric.summary.quantile) {
    AppendSample(out, family.name, "", metric.label, quantile.value, "quantile", quantile.quantile);
  }
  AppendSample(out, family.name, "_sum", metric.label, metric.summary.sample_sum);
  AppendSample(out, family.name, "_count", metric.label, static_cast<double>(metric.summary.sample_count));
}

void AppendMetric(std::string& out, const MetricFamily& family, const prometheus::ClientMetric& metric) {
  switch (family.type) {
    case MetricType::Counter:
      return AppendSample(out, family.name, "", metric.label, metric.counter.value);
    case MetricType::Gauge:
      return AppendSample(out, family.name, "", metric.label, metric.gauge.value);
    case MetricType::Untyped:
      return AppendSample(out, family.name, "", metric.label, metric.untyped.value);
    case MetricType::Histogram:
      return AppendHistogram(out, family, metric);
    case MetricType::Summary:
      return AppendSummary(out, family, metric);
  }
}

}  // namespace

void AppendNumber(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
    return;
  }
  std::array<char, 40> buffer;
  const bool integer = std::abs(value) < kExactIntegerMax && value == std::trunc(value);
  const auto end =
      integer ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<std::int64_t>(value))
              : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end.ptr);
}

std::string RenderText(const std::vector<MetricFamily>& families) {
  std::string out;
  out.reserve(std::size_t{256} * 1024);
  for (const MetricFamily& family : families) {
    out += "# HELP ";
    out += family.name;
    out += ' ';
    AppendEscaped(out, family.help, false);
    out += "\n# TYPE ";
    out += family.name;
    out += ' ';
    out += TypeName(family.type);
    out += '\n';
    for (const auto& metric : family.metric) AppendMetric(out, family, metric);
  }
  return out;
}

void TextFormat::Serialize(std::ostream& out, const std::vector<MetricFamily>& families) const {
  out << RenderText(families);
}

}  // namespace galera
