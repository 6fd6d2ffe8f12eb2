// The comparison on made-up bodies: it finds what was put in, and nothing else.
#include "differential/comparison.h"

#include <gtest/gtest.h>

#include <string>

#include "differential/intended_differences.h"

namespace galera {
namespace {

using Kind = DifferenceKind;

constexpr char kBody[] =
    "# HELP c C.\n# TYPE c counter\nc{k=\"1\"} 5\nc{k=\"2\"} 7\n"
    "# HELP g G.\n# TYPE g gauge\ng 3\n"
    "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n"
    "# HELP n N.\n# TYPE n gauge\nn NaN\n"
    "# HELP x_duration_seconds D.\n# TYPE x_duration_seconds gauge\nx_duration_seconds{k=\"1\"} 0.5\n";

std::string Changed(const std::string& from, const std::string& to, std::string body = kBody) {
  const std::size_t at = body.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return body.replace(at, from.size(), to);
}

ScrapeReply Reply(const std::string& body, int status = 200) {
  ScrapeReply reply;
  reply.status = status;
  reply.body = body;
  return reply;
}

std::vector<Difference> Find(const std::string& before, const std::string& ours, const std::string& after) {
  return FindDifferences(Reply(before), Reply(ours), Reply(after));
}

TEST(FindDifferences, FindsNothingBetweenEqualBodies) { EXPECT_TRUE(Find(kBody, kBody, kBody).empty()); }

TEST(FindDifferences, FindsEachInjectedDifference) {
  struct Injected {
    const char* from;
    const char* to;
    Kind kind;
    const char* family;
    const char* series;
  };
  const Injected table[] = {
      {"# HELP g G.\n# TYPE g gauge\ng 3\n", "", Kind::kFamilyMissing, "g", ""},
      {"# HELP g G.", "# HELP f F.\n# TYPE f gauge\nf 1\n# HELP g G.", Kind::kFamilyExtra, "f", ""},
      {"# TYPE g gauge", "# TYPE g untyped", Kind::kType, "g", ""},
      {"# HELP g G.", "# HELP g G!", Kind::kHelp, "g", ""},
      {"g 3", "g{k=\"1\"} 3", Kind::kLabelNames, "g", ""},
      {"c{k=\"2\"} 7\n", "", Kind::kSeriesMissing, "c", "c{k=\"2\"}"},
      {"c{k=\"2\"} 7\n", "c{k=\"2\"} 7\nc{k=\"3\"} 7\n", Kind::kSeriesExtra, "c", "c{k=\"3\"}"},
      {"g 3", "g 3.0000000000000004", Kind::kValue, "g", "g"},
      {"n NaN", "n 1", Kind::kValue, "n", "n"},
      {"h_sum 1", "h_sum 2", Kind::kValue, "h", "h_sum"},
      {"x_duration_seconds{k=\"1\"}", "x_duration_seconds{k=\"2\"}", Kind::kSeriesMissing,
       "x_duration_seconds", "x_duration_seconds{k=\"1\"}"},
  };
  for (const Injected& row : table) {
    const auto found = Find(kBody, Changed(row.from, row.to), kBody);
    ASSERT_FALSE(found.empty()) << row.to;
    EXPECT_EQ(found[0].kind, row.kind) << Describe(found);
    EXPECT_EQ(found[0].family, row.family) << Describe(found);
    EXPECT_EQ(found[0].series, row.series) << Describe(found);
  }
}

TEST(FindDifferences, SandwichesOursBetweenTheOracles) {
  const auto with = [](const char* value) {
    return Changed("c{k=\"1\"} 5", std::string("c{k=\"1\"} ") + value);
  };
  EXPECT_TRUE(Find(with("5"), with("6"), with("7")).empty());
  EXPECT_TRUE(Find(with("5"), with("5"), with("7")).empty());
  EXPECT_EQ(Find(with("5"), with("4"), with("7")).size(), 1U);
  EXPECT_EQ(Find(with("5"), with("8"), with("7")).size(), 1U);
  EXPECT_TRUE(Find(with("5"), with("9"), with("1")).empty()) << "a counter that fell was reset";
  const auto gauge = [](const char* value) { return Changed("g 3", std::string("g ") + value); };
  EXPECT_TRUE(Find(gauge("5"), gauge("4"), gauge("3")).empty());
  EXPECT_EQ(Find(gauge("5"), gauge("9"), gauge("3")).size(), 1U);
}

TEST(FindDifferences, LeavesOpenWhatTheOracleItselfHasOnlyOnce) {
  const std::string without = Changed("# HELP g G.\n# TYPE g gauge\ng 3\n", "");
  EXPECT_TRUE(Find(kBody, without, without).empty());
  EXPECT_TRUE(Find(without, kBody, kBody).empty());
  const std::string fewer = Changed("c{k=\"2\"} 7\n", "");
  EXPECT_TRUE(Find(kBody, fewer, fewer).empty());
  EXPECT_TRUE(Find(fewer, kBody, kBody).empty());
}

TEST(FindDifferences, IgnoresOwnFamiliesAndDurations) {
  const std::string more =
      std::string(kBody) + "# HELP y_build_info B.\n# TYPE y_build_info gauge\ny_build_info 1\n";
  EXPECT_TRUE(Find(kBody, more, kBody).empty());
  EXPECT_TRUE(Find(more, kBody, more).empty());
  EXPECT_TRUE(
      Find(kBody,
           Changed("# HELP h H.", "# HELP galera_a A.\n# TYPE galera_a gauge\ngalera_a 1\n# HELP h H."),
           kBody)
          .empty());
  EXPECT_TRUE(Find(kBody, Changed("} 0.5", "} 0.75"), kBody).empty());
  for (const char* name :
       {"galera_x", "go_goroutines", "process_open_fds", "promhttp_x", "mysqld_exporter_build_info"}) {
    EXPECT_TRUE(IsIgnoredFamily(name)) << name;
  }
  EXPECT_FALSE(IsIgnoredFamily("mysql_galera_gcache_size_bytes"));
}

TEST(FindDifferences, ReportsAnAnswerOfAnotherKind) {
  const auto found = FindDifferences(Reply("", 500), Reply(kBody), Reply("", 500));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Kind::kAnswer);
  EXPECT_EQ(found[0].oracle, "HTTP 500 then HTTP 500");
  EXPECT_EQ(found[0].ours, "HTTP 200");
  EXPECT_TRUE(FindDifferences(Reply("x", 500), Reply("y", 500), Reply("z", 500)).empty());
}

TEST(FindDifferences, HoldsOursToTheCanonicalForm) {
  const std::string unsorted = "# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a A.\n# TYPE a gauge\na 1\n";
  const auto ours = Find(unsorted, unsorted, unsorted);
  ASSERT_EQ(ours.size(), 1U);
  EXPECT_EQ(ours[0].kind, Kind::kBody);
  EXPECT_EQ(ours[0].ours, "line 4: family a after b");
  EXPECT_EQ(FindDifferences(Reply("", 500), Reply(unsorted), Reply("", 500)), ours);
  const std::string sorted = "# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\nb 1\n";
  EXPECT_TRUE(Find(unsorted, sorted, unsorted).empty());
}

TEST(Judge, KeepsWhatNoRowCovers) {
  const IntendedDifference table[] = {
      {"a_*", Kind::kValue, "", "…"}, {"b", Kind::kValue, "one*", "…"}, {"c", Kind::kHelp, "", "…"}};
  const std::vector<Difference> differences = {{Kind::kValue, "a_1", "a_1", "1", "2"},
                                               {Kind::kValue, "b", "b", "1", "2"},
                                               {Kind::kValue, "c", "c", "1", "2"}};
  const Judgement here = Judge(differences, table, "one scene");
  ASSERT_EQ(here.unintended.size(), 1U);
  EXPECT_EQ(here.unintended[0].family, "c");
  EXPECT_EQ(here.rows_used, (std::set<std::size_t>{0, 1}));
  EXPECT_EQ(Judge(differences, table, "another").unintended.size(), 2U);
}

TEST(Persistent, KeepsWhatEveryAttemptFound) {
  const Difference moving{Kind::kValue, "a", "a", "1", "2"};
  const Difference steady{Kind::kValue, "b", "b", "1", "2"};
  const Difference steady_later{Kind::kValue, "b", "b", "3", "4"};
  EXPECT_EQ(Persistent({{moving, steady}, {steady_later}}), (std::vector<Difference>{steady_later}));
  EXPECT_TRUE(Persistent({{moving}, {}}).empty());
}

TEST(MatchesPattern, KnowsTheStar) {
  EXPECT_TRUE(MatchesPattern("*", ""));
  EXPECT_TRUE(MatchesPattern("a*c", "abbc"));
  EXPECT_TRUE(MatchesPattern("", ""));
  EXPECT_FALSE(MatchesPattern("a*c", "abcd"));
  EXPECT_FALSE(MatchesPattern("", "a"));
}

TEST(Describe, NamesFamilySeriesAndBothSides) {
  const std::string text = Describe({{Kind::kValue, "f", "f{k=\"1\"}", "5 then 6", "9"}});
  EXPECT_EQ(text, "1 difference(s):\n  f\n    value f{k=\"1\"}\n      oracle: 5 then 6\n      ours:   9\n");
}

TEST(IntendedDifferences, EveryRowSaysWhyAndNoneExcusesABadBody) {
  for (const IntendedDifference& row : IntendedDifferences()) {
    EXPECT_GT(row.why.size(), 10U) << row.family;
    EXPECT_NE(row.kind, Kind::kBody) << row.family;
  }
}

}  // namespace
}  // namespace galera
