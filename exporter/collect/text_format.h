// Prometheus text format 0.0.4, always valid: numbers that read back as the
// same double, HELP and label values escaped.
#pragma once

#include <prometheus/serializer.h>

#include <ostream>
#include <string>
#include <vector>

#include "collect/metric_batch.h"

namespace galera {

inline constexpr char kTextFormatContentType[] = "text/plain; version=0.0.4; charset=utf-8";

std::string RenderText(const std::vector<MetricFamily>& families);

// The same behind prometheus-cpp's interface; its own prints 16 digits and
// leaves HELP unescaped.
class TextFormat : public prometheus::Serializer {
 public:
  void Serialize(std::ostream& out, const std::vector<MetricFamily>& families) const override;
};

// Shortest text that reads back as `value`; "NaN", "+Inf", "-Inf".
void AppendNumber(std::string& out, double value);

}  // namespace galera
