#include "pager/incident_page.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

PageFrame Frame() {
  return {"shop",        "db1", "10.0.0.1:9104", {{"team", "storage"}}, "https://example.org/runbooks/",
          DefaultRules()};
}

Transition Fired(Incident incident) {
  Transition transition;
  transition.incident = incident;
  transition.episode.id = "e1";
  transition.episode.started = transition.at = system_clock::time_point(seconds(1790000000));
  transition.episode.summary = "2 of 3 data nodes";
  transition.episode.details = {{"expected", "3"}};
  return transition;
}

TEST(PageOf, AnIncidentOfTheClusterIsTheSameFromEveryNode) {
  const Page page = PageOf(Fired(Incident::kClusterSizeBelowExpected), Frame());
  PageFrame other = Frame();
  other.node = "db2";
  other.instance = "10.0.0.2:9104";
  const Page theirs = PageOf(Fired(Incident::kClusterSizeBelowExpected), other);
  EXPECT_EQ(page.key, "galera/shop/GaleraClusterSizeBelowExpected");
  EXPECT_EQ(page.key, theirs.key);
  EXPECT_EQ(page.labels, theirs.labels);
  const std::map<std::string, std::string> labels = {{"alertname", "GaleraClusterSizeBelowExpected"},
                                                     {"severity", "critical"},
                                                     {"cluster", "shop"},
                                                     {"team", "storage"}};
  EXPECT_EQ(page.labels, labels);
  EXPECT_EQ(page.runbook_url, "https://example.org/runbooks/GaleraClusterSizeBelowExpected.md");
  EXPECT_TRUE(page.firing);
  EXPECT_EQ(page.starts_ms, 1790000000000);
  EXPECT_EQ(page.ends_ms, 0);
}

TEST(PageOf, ANodesOwnNamesTheNode) {
  PageFrame frame = Frame();
  frame.rules[Incident::kNodeHung].severity = Severity::kInfo;
  const Page page = PageOf(Fired(Incident::kNodeHung), frame);
  EXPECT_EQ(page.key, "galera/shop/GaleraNodeHung/db1");
  EXPECT_EQ(page.labels.at("instance"), "10.0.0.1:9104");
  EXPECT_EQ(page.labels.at("severity"), "info");
  EXPECT_EQ(page.severity, Severity::kInfo);
}

TEST(PageOf, AnEndHasItsTime) {
  Transition over = Fired(Incident::kNodeHung);
  over.kind = Transition::Kind::kResolved;
  over.at += seconds(5);
  const Page page = PageOf(over, Frame());
  EXPECT_FALSE(page.firing);
  EXPECT_EQ(page.ends_ms - page.starts_ms, 5000);
}

TEST(EpisodeOf, APageGivesItsEpisodeBack) {
  const auto back = EpisodeOf(PageOf(Fired(Incident::kNodeHung), Frame()), Frame());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->first, Incident::kNodeHung);
  EXPECT_EQ(back->second.id, "e1");
  EXPECT_EQ(back->second.summary, "2 of 3 data nodes");
  EXPECT_EQ(back->second.started, system_clock::time_point(seconds(1790000000)));
}

TEST(EpisodeOf, OthersPagesAreNotOurs) {
  PageFrame other = Frame();
  other.node = "db2";
  EXPECT_FALSE(EpisodeOf(PageOf(Fired(Incident::kNodeHung), other), Frame()));
  EXPECT_FALSE(EpisodeOf(TestPage(Frame(), system_clock::now(), "t"), Frame()));
  Page unknown = PageOf(Fired(Incident::kNodeHung), Frame());
  unknown.alert = "GaleraSomethingNew";
  EXPECT_FALSE(EpisodeOf(unknown, Frame()));
}

}  // namespace
}  // namespace watchdog
