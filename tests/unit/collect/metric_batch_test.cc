#include "collect/metric_batch.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(MetricBatch, SortsFamiliesAndSeries) {
  MetricBatch batch;
  batch.AddGauge("b", "B.", 1);
  MetricFamily a = MakeFamily("a", "A.", MetricType::Gauge);
  AddSeries(a, {{"z", "2"}}, 2);
  AddSeries(a, {{"z", "1"}}, 1);
  batch.Add(std::move(a));
  const auto [families, dropped] = batch.TakeValid();
  ASSERT_EQ(families.size(), 2u);
  EXPECT_EQ(families[0].name, "a");
  EXPECT_EQ(families[0].metric[0].label[0].value, "1");
  EXPECT_EQ(dropped, 0u);
}

TEST(MetricBatch, KeepsTheFirstOfTwoThatCollideAndCountsTheOther) {
  MetricBatch batch;
  batch.AddGauge("a", "A.", 1);
  batch.AddGauge("a", "A.", 2);
  batch.Add("b", "B.", MetricType::Untyped, 1);
  batch.Add("b", "B.", MetricType::Gauge, 2);
  batch.AddGauge("c", "C.", 1);
  batch.AddGauge("c", "Another help.", 2);
  const auto [families, dropped] = batch.TakeValid();
  ASSERT_EQ(families.size(), 3u);
  EXPECT_EQ(dropped, 3u);
  EXPECT_EQ(families[0].metric.size(), 1u);
  EXPECT_EQ(families[0].metric[0].gauge.value, 1);
  EXPECT_EQ(families[1].type, MetricType::Untyped);
}

TEST(MetricBatch, LeavesOutBadNamesAndEmptyFamilies) {
  MetricBatch batch;
  batch.AddGauge("9lives", "N.", 1);
  batch.AddGauge("", "N.", 1);
  batch.AddGauge("a-b", "N.", 1);
  batch.Add(MakeFamily("empty", "E.", MetricType::Gauge));
  const auto [families, dropped] = batch.TakeValid();
  EXPECT_TRUE(families.empty());
  EXPECT_EQ(dropped, 3u);
}

TEST(MetricBatch, ForgetsWhatARepeatedCollectorAdded) {
  MetricBatch batch;
  batch.AddGauge("a", "A.", 1);
  const std::size_t size = batch.size();
  batch.AddGauge("b", "B.", 1);
  batch.Truncate(size);
  EXPECT_EQ(batch.TakeValid().first.size(), 1u);
}

TEST(MetricBatch, TakesTheSameAsTextWithTheCountInItsPlace) {
  MetricBatch batch;
  batch.AddGauge("b", "B\\.", 2);
  batch.AddGauge("b", "B\\.", 3);
  batch.AddCounter("x", "X.", 0.5);
  MetricFamily a = MakeFamily("a", "A.", MetricType::Untyped);
  AddSeries(a, {{"z", "\"\xFF"}}, 2);
  AddSeries(a, {{"z", "1"}}, 1);
  batch.Add(std::move(a));
  batch.AddGauge("x", "Another help.", 1);
  EXPECT_EQ(batch.TakeText("left_out", "How many."),
            "# HELP a A.\n# TYPE a untyped\na{z=\"\\\"\xEF\xBF\xBD\"} 2\na{z=\"1\"} 1\n"
            "# HELP b B\\\\.\n# TYPE b gauge\nb 2\n"
            "# HELP left_out How many.\n# TYPE left_out gauge\nleft_out 2\n"
            "# HELP x X.\n# TYPE x counter\nx 0.5\n");
  EXPECT_EQ(batch.size(), 0u);
}

TEST(MetricName, FollowsMysqldExporter) {
  EXPECT_EQ(MetricName("p_", "Ssl_Accepts"), "p_ssl_accepts");
  EXPECT_EQ(MetricName("", "validate_password.length"), "validate_password_length");
  EXPECT_EQ(MetricName("", "a:b-c d"), "a_b_c_d");
  EXPECT_EQ(MetricName("",
                       "gr\xC3\xB6\xC3\x9F"
                       "e\xFF"),
            "gr__e_");
}

}  // namespace
}  // namespace galera
