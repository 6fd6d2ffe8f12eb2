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
  const auto has = [text](char c) { return text.find(c) != std::string_view::npos; };
  if (!has('\\') && !has('\n') && !(quotes && has('"'))) {  // nearly all
    out += text;
    return;
  }
  for (const char c : text) {
    if (c == '\\' || c == '\n' || (c == '"' && quotes)) out += '\\';
    out += c == '\n' ? 'n' : c;
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

void AppendLine(std::string& out, std::string_view name, std::string_view suffix, const Labels& labels,
                double value, std::string_view extra_name = {}, double extra = 0) {
  out += name;
  out += suffix;
  AppendLabels(out, labels, extra_name, extra);
  out += ' ';
  AppendNumber(out, value);
  out += '\n';
}

void AppendHistogram(std::string& out, std::string_view name, const prometheus::ClientMetric& metric) {
  const auto& histogram = metric.histogram;
  for (const auto& bucket : histogram.bucket) {
    if (std::isinf(bucket.upper_bound)) continue;
    AppendLine(out, name, "_bucket", metric.label, static_cast<double>(bucket.cumulative_count), "le",
               bucket.upper_bound);
  }
  const double count = static_cast<double>(histogram.sample_count);
  AppendLine(out, name, "_bucket", metric.label, count, "le", INFINITY);
  AppendLine(out, name, "_sum", metric.label, histogram.sample_sum);
  AppendLine(out, name, "_count", metric.label, count);
}

void AppendSummary(std::string& out, std::string_view name, const prometheus::ClientMetric& metric) {
  for (const auto& quantile : metric.summary.quantile) {
    AppendLine(out, name, "", metric.label, quantile.value, "quantile", quantile.quantile);
  }
  AppendLine(out, name, "_sum", metric.label, metric.summary.sample_sum);
  AppendLine(out, name, "_count", metric.label, static_cast<double>(metric.summary.sample_count));
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

void AppendHead(std::string& out, std::string_view name, std::string_view help, MetricType type) {
  out += "# HELP ";
  out += name;
  out += ' ';
  AppendEscaped(out, help, false);
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += TypeName(type);
  out += '\n';
}

void AppendSample(std::string& out, std::string_view name, double value) {
  AppendLine(out, name, "", {}, value);
}

void AppendMetric(std::string& out, std::string_view name, MetricType type,
                  const prometheus::ClientMetric& metric) {
  switch (type) {
    case MetricType::Counter:
      return AppendLine(out, name, "", metric.label, metric.counter.value);
    case MetricType::Gauge:
      return AppendLine(out, name, "", metric.label, metric.gauge.value);
    case MetricType::Untyped:
      return AppendLine(out, name, "", metric.label, metric.untyped.value);
    case MetricType::Histogram:
      return AppendHistogram(out, name, metric);
    case MetricType::Summary:
      return AppendSummary(out, name, metric);
  }
}

std::string RenderText(const std::vector<MetricFamily>& families) {
  std::string out;
  out.reserve(kPageBytes);
  for (const MetricFamily& family : families) {
    AppendHead(out, family.name, family.help, family.type);
    for (const auto& metric : family.metric) AppendMetric(out, family.name, family.type, metric);
  }
  return out;
}

void TextFormat::Serialize(std::ostream& out, const std::vector<MetricFamily>& families) const {
  out << RenderText(families);
}

}  // namespace galera
