#include "collect/text_format.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <random>
#include <sstream>

#include "exposition/exposition.h"

namespace galera {
namespace {

std::string Number(double value) {
  std::string out;
  AppendNumber(out, value);
  return out;
}

TEST(AppendNumber, IsShortAndReadsBack) {
  EXPECT_EQ(Number(0), "0");
  EXPECT_EQ(Number(3), "3");
  EXPECT_EQ(Number(-7), "-7");
  EXPECT_EQ(Number(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(Number(134217728), "134217728");
  EXPECT_EQ(Number(18446744073709551615.0), "18446744073709551616");
  EXPECT_EQ(Number(INFINITY), "+Inf");
  EXPECT_EQ(Number(-INFINITY), "-Inf");
  EXPECT_EQ(Number(NAN), "NaN");
  std::mt19937_64 random(3);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const std::string text = Number(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
  }
}

TEST(RenderText, EscapesHelpAndLabelsAndSortsNothing) {
  MetricFamily family = MakeFamily("a", "line one\nwith \\ and \"quotes\"", MetricType::Gauge);
  AddSeries(family, {{"x", "back\\slash \"quote\"\nnewline"}, {"y", ""}}, 1.5);
  EXPECT_EQ(RenderText({family}),
            "# HELP a line one\\nwith \\\\ and \"quotes\"\n"
            "# TYPE a gauge\n"
            "a{x=\"back\\\\slash \\\"quote\\\"\\nnewline\",y=\"\"} 1.5\n");
}

TEST(RenderText, WritesHistogramsAndSummaries) {
  MetricFamily histogram = MakeFamily("h", "H.", MetricType::Histogram);
  prometheus::ClientMetric metric;
  metric.histogram.sample_count = 5;
  metric.histogram.sample_sum = 2.5;
  metric.histogram.bucket = {{1, 0.1}, {4, 1}};
  histogram.metric.push_back(metric);
  MetricFamily summary = MakeFamily("s", "S.", MetricType::Summary);
  prometheus::ClientMetric quantiles;
  quantiles.summary.sample_count = 2;
  quantiles.summary.quantile = {{0.5, 7}};
  summary.metric.push_back(quantiles);
  const std::string text = RenderText({histogram, summary});
  EXPECT_NE(
      text.find(
          "h_bucket{le=\"0.1\"} 1\nh_bucket{le=\"1\"} 4\nh_bucket{le=\"+Inf\"} 5\nh_sum 2.5\nh_count 5\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("s{quantile=\"0.5\"} 7\ns_sum 0\ns_count 2\n"), std::string::npos) << text;
}

TEST(TextFormat, IsASerializerOfPrometheusCpp) {
  MetricFamily family = MakeFamily("a_total", "A.", MetricType::Counter);
  AddSeries(family, {}, 3);
  std::ostringstream out;
  const TextFormat format;
  static_cast<const prometheus::Serializer&>(format).Serialize(out, {family});
  EXPECT_EQ(out.str(), "# HELP a_total A.\n# TYPE a_total counter\na_total 3\n");
}

}  // namespace
}  // namespace galera
