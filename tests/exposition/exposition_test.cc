#include "exposition/exposition.h"

#include <gtest/gtest.h>

#include <string>

namespace galera {
namespace {

constexpr char kGood[] =
    "# HELP a_total Some \\\\ text\\nof two lines.\n"
    "# TYPE a_total counter\n"
    "a_total{x=\"1\",y=\"q\\\"b\\\\n\\n\"} 3\n"
    "a_total{x=\"2\"} 4e+07\n"
    "# HELP h H.\n"
    "# TYPE h histogram\n"
    "h_bucket{k=\"v\",le=\"0.1\"} 1\n"
    "h_bucket{k=\"v\",le=\"+Inf\"} 2\n"
    "h_sum{k=\"v\"} 0.5\n"
    "h_count{k=\"v\"} 2\n"
    "# HELP s S.\n"
    "# TYPE s summary\n"
    "s{quantile=\"0.5\"} NaN\n"
    "s_sum 1\n"
    "s_count 1\n"
    "# HELP u \n"
    "# TYPE u untyped\n"
    "u -1\n";

TEST(ParseExposition, ReadsFamiliesHelpTypesAndSamples) {
  const auto read = ParseExposition(kGood, ExpositionRules::kCanonical);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->families.size(), 4U);
  const ExpositionFamily& counter = read->families[0];
  EXPECT_EQ(counter.name, "a_total");
  EXPECT_EQ(counter.type, "counter");
  EXPECT_EQ(counter.help, "Some \\ text\nof two lines.");
  ASSERT_EQ(counter.samples.size(), 2U);
  EXPECT_EQ(counter.samples[0].labels, (ExpositionLabels{{"x", "1"}, {"y", "q\"b\\n\n"}}));
  EXPECT_EQ(counter.samples[1].value, 4e7);
  EXPECT_EQ(read->Find("h")->samples.size(), 4U);
  EXPECT_EQ(read->Find("h_count", {{"k", "v"}})->value, 2);
  EXPECT_EQ(read->Find("nothing"), nullptr);
  EXPECT_EQ(read->Find("h_count", {}), nullptr);
}

TEST(ParseExposition, KeepsTheLooseFormsOfTheFormat) {
  const char* bodies[] = {
      "",
      "a 1\n",
      "a 1 1700000000000\n",
      "\n# a remark\na 1\n",
      "# TYPE a gauge\n# HELP a Help.\na 1\n",
      "b 1\na 1\n",
      "a{} 1\n",
      "a{ x = \"1\" , } 1\n",
      "a\t 1\n",
      "a inf\n",
      "# TYPE a gauge\n",
  };
  for (const char* body : bodies) {
    const auto read = ParseExposition(body, ExpositionRules::kTextFormat);
    EXPECT_TRUE(read) << body << read.error().message;
  }
}

struct Refused {
  const char* body;
  const char* message;  // its beginning
};

TEST(ParseExposition, RefusesWithTheLine) {
  const Refused table[] = {
      {"a 1\na 2\n", "line 2: series a twice"},
      {"a{x=\"1\"} 1\na{x=\"1\",y=\"\"} 2\n", "line 2: series"},
      {"a 1\n# TYPE a gauge\n", "line 2: TYPE after samples"},
      {"a 1\n# HELP a Text.\n", "line 2: HELP after samples"},
      {"# TYPE a gauge\n# TYPE a gauge\na 1\n", "line 2: second TYPE"},
      {"# HELP a A.\n# HELP a A.\na 1\n", "line 2: second HELP"},
      {"a 1\nb 1\na{x=\"1\"} 1\n", "line 3: family a is in more than one piece"},
      {"a 1\nb 1\n# HELP a A.\n", "line 3: family a is in more than one piece"},
      {"1a 1\n", "line 1: bad metric name"},
      {"a-b 1\n", "line 1: bad metric name"},
      {"# HELP a.b A.\n", "line 1: bad metric name"},
      {"# TYPE a-b gauge\n", "line 1: bad metric name"},
      {"# TYPE a unknown\n", "line 1: unknown type"},
      {"# TYPE a gauge x\n", "line 1: text after the type"},
      {"a{1=\"x\"} 1\n", "line 1: bad label name"},
      {"a{x:y=\"x\"} 1\n", "line 1: bad label name"},
      {"a{__name__=\"x\"} 1\n", "line 1: label __name__"},
      {"a{x=\"1\",x=\"2\"} 1\n", "line 1: label 'x' twice"},
      {"a{x=1} 1\n", "line 1: label value does not begin"},
      {"a{x=\"1} 1\n", "line 1: label value without closing"},
      {"a{x=\"1\" y=\"2\"} 1\n", "line 1: no ','"},
      {"a{,x=\"1\"} 1\n", "line 1: bad label name"},
      {"a{x=\"\\t\"} 1\n", "line 1: bad escape in label"},
      {"# HELP a \\\"\na 1\n", "line 1: bad escape in HELP"},
      {"# HELP a \\\na 1\n", "line 1: bad escape in HELP"},
      {"a{x=\"\xff\"} 1\n", "line 1: invalid UTF-8"},
      {"a{x=\"\xc0\x80\"} 1\n", "line 1: invalid UTF-8"},
      {"a{x=\"\xed\xa0\x80\"} 1\n", "line 1: invalid UTF-8"},
      {"# HELP a \xe4\na 1\n", "line 1: invalid UTF-8"},
      {"b 1\na 1", "line 2: no final newline"},
      {"a\n", "line 1: no space before the value"},
      {"a \n", "line 1: bad value ''"},
      {"a 1_000\n", "line 1: bad value"},
      {"a 0x1p4\n", "line 1: bad value"},
      {"a 1e400\n", "line 1: bad value"},
      {"a 1\r\n", "line 1: bad value"},
      {"a 1 2 3\n", "line 1: text after the timestamp"},
      {"a 1 2.5\n", "line 1: bad timestamp"},
      {"# TYPE a counter\na -1\n", "line 2: a: a counter"},
      {"# TYPE a counter\na NaN\n", "line 2: a: a counter"},
  };
  for (const Refused& row : table) {
    const auto read = ParseExposition(row.body, ExpositionRules::kTextFormat);
    ASSERT_FALSE(read) << row.body;
    EXPECT_EQ(read.error().message.substr(0, std::string(row.message).size()), row.message) << row.body;
  }
}

TEST(ParseExposition, RefusesHistogramsAndSummariesOutOfShape) {
  const Refused table[] = {
      {"h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
       "line 2: h_bucket{le=\"1\"}: a histogram without le=\"+Inf\""},
      {"h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
       "line 3: h_bucket{le=\"+Inf\"}: a bucket"},
      {"h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
       "line 3:"},
      {"h_bucket{le=\"+Inf\"} 1\nh_count 1\n", "line 2: h_bucket{le=\"+Inf\"}: a histogram without _sum"},
      {"h_bucket{le=\"+Inf\"} 1\nh_sum 1\n", "line 2: h_bucket{le=\"+Inf\"}: a histogram without _count"},
      {"h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n", "line 4: h_count: _count is not"},
      {"h_sum 1\nh_count 2\n", "line 2: h_sum: a histogram without buckets"},
      {"h_bucket 1\nh_sum 1\nh_count 1\n", "line 2: h_bucket: a bucket without a good le"},
      {"h 1\n", "line 2: h is not"},
  };
  for (const Refused& row : table) {
    const auto read =
        ParseExposition("# TYPE h histogram\n" + std::string(row.body), ExpositionRules::kTextFormat);
    ASSERT_FALSE(read) << row.body;
    const std::string message = read.error().message;
    EXPECT_EQ(message.substr(0, std::string(row.message).size()), row.message) << row.body;
  }
  EXPECT_FALSE(ParseExposition("# TYPE s summary\ns 1\ns_sum 1\ns_count 1\n", ExpositionRules::kTextFormat));
  EXPECT_FALSE(ParseExposition("# TYPE s summary\ns_sum 1\n", ExpositionRules::kTextFormat));
  EXPECT_FALSE(ParseExposition("h_sum 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum{a=\"1\"} 1\n",
                               ExpositionRules::kTextFormat))
      << "another family already has the name of the histogram's _sum";
}

TEST(ParseExposition, RefusesInOurOwnBodyWhatTheFormatLeavesOpen) {
  const Refused table[] = {
      {"# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a A.\n# TYPE a gauge\na 1\n", "line 4: family a after b"},
      {"# TYPE a gauge\n# HELP a A.\na 1\n", "line 2: HELP after TYPE"},
      {"# HELP a A.\na 1\n", "line 2: a lacks"},
      {"# TYPE a gauge\na 1\n", "line 2: a lacks"},
      {"# HELP a A.\n# TYPE a gauge\n", "line 2: a has no samples"},
      {"# HELP a A.\n# TYPE a gauge\na 1 5\n", "line 3: timestamp"},
      {"# HELP a A.\n# TYPE a gauge\na Nan\n", "line 3: value spelt"},
      {"# HELP a A.\n# TYPE a gauge\na{y=\"1\",x=\"1\"} 1\n", "line 3: labels"},
      {"\n", "line 1: blank line"},
      {"# EOF\n", "line 1: free comment"},
  };
  for (const Refused& row : table) {
    const auto read = ParseExposition(row.body, ExpositionRules::kCanonical);
    ASSERT_FALSE(read) << row.body;
    EXPECT_EQ(read.error().message.substr(0, std::string(row.message).size()), row.message) << row.body;
  }
}

TEST(SeriesText, EscapesAsTheFormatDoes) {
  EXPECT_EQ(SeriesText("a", {}), "a");
  EXPECT_EQ(SeriesText("a", {{"x", "q\"\\\n"}, {"y", ""}}), "a{x=\"q\\\"\\\\\\n\",y=\"\"}");
}

}  // namespace
}  // namespace galera
