// Prometheus text format 0.0.4, always valid: numbers that read back as the
// same double, HELP and label values escaped.
#pragma once

#include <prometheus/serializer.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "collect/metric_batch.h"

namespace galera {

inline constexpr char kTextFormatContentType[] = "text/plain; version=0.0.4; charset=utf-8";

// Room for the page of a server with default collectors.
inline constexpr std::size_t kPageBytes = std::size_t{256} * 1024;

std::string RenderText(const std::vector<MetricFamily>& families);

// The parts it is made of: a family's HELP and TYPE, a series of any type, and
// a value without labels.
void AppendHead(std::string& out, std::string_view name, std::string_view help, MetricType type);
void AppendMetric(std::string& out, std::string_view name, MetricType type,
                  const prometheus::ClientMetric& metric);
void AppendSample(std::string& out, std::string_view name, double value);

// The same behind prometheus-cpp's interface; its own prints 16 digits and
// leaves HELP unescaped.
class TextFormat : public prometheus::Serializer {
 public:
  void Serialize(std::ostream& out, const std::vector<MetricFamily>& families) const override;
};

// Shortest text that reads back as `value`; "NaN", "+Inf", "-Inf".
void AppendNumber(std::string& out, double value);

}  // namespace galera
