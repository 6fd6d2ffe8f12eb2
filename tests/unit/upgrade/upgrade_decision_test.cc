#include "upgrade/upgrade_decision.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Kind = UpgradeDecision::Kind;

TEST(ParseVersionSeries, ReadsWhatServersAndToolsWrite) {
  for (const char* text : {"10.11.19-MariaDB", "10.11.19-MariaDB-0+deb12u1-log", "10.11.2"}) {
    EXPECT_EQ(ParseVersionSeries(text), (VersionSeries{10, 11})) << text;
  }
  EXPECT_EQ(ParseVersionSeries("11.4.0"), (VersionSeries{11, 4}));
}

TEST(ParseVersionSeries, RefusesTheRest) {
  for (const char* text : {"", "10", "10.11", "MariaDB 10.11.2", ".11.2", "10..2", "-1.2.3", "12345.1.1",
                           "a.b.c", "10,11,2", "99999999999.1.1"}) {
    EXPECT_FALSE(ParseVersionSeries(text)) << text;
  }
}

TEST(VersionInBanner, FindsIt) {
  EXPECT_EQ(
      VersionInBanner("mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"),
      "10.11.19-MariaDB-0+deb12u1");
  EXPECT_EQ(VersionInBanner("/usr/sbin/mariadbd  Ver 11.4.2-MariaDB"), "11.4.2-MariaDB");
  for (const char* text : {"", "mariadbd 10.11", "x Ver ", "x Ver y for z"})
    EXPECT_FALSE(VersionInBanner(text)) << text;
}

TEST(DecideUpgrade, IsAboutSeriesOnly) {
  EXPECT_EQ(DecideUpgrade({"10.6.12-MariaDB", "10.11.2-MariaDB", true, false}).kind, Kind::kUpgrade);
  EXPECT_EQ(DecideUpgrade({"10.11.1-MariaDB", "11.4.2-MariaDB", true, false}).kind, Kind::kUpgrade);
  EXPECT_EQ(DecideUpgrade({"10.11.1-MariaDB", "10.11.19-MariaDB", true, false}).kind, Kind::kNone);
}

TEST(DecideUpgrade, NeverAfterAnUncleanStop) {
  const UpgradeDecision decision = DecideUpgrade({"10.6.12-MariaDB", "10.11.2-MariaDB", false, false});
  EXPECT_EQ(decision.kind, Kind::kPostponed);
  EXPECT_NE(decision.reason.find("10.6.12-MariaDB"), std::string::npos);
}

TEST(DecideUpgrade, NotWhereTheOperatorSaysSoOrNothingIsKnown) {
  EXPECT_EQ(DecideUpgrade({"10.6.12", "10.11.2", true, true}).kind, Kind::kNone);
  EXPECT_NE(DecideUpgrade({"10.6.12", "10.11.2", true, true}).reason, "");
  EXPECT_EQ(DecideUpgrade({"", "10.11.2", true, false}).kind, Kind::kNone);
  EXPECT_EQ(DecideUpgrade({"10.6.12", "", true, false}).kind, Kind::kNone);
}

TEST(DecideUpgrade, ThereIsNoWayBack) {
  EXPECT_EQ(DecideUpgrade({"11.4.2", "10.11.2", true, false}).kind, Kind::kDowngrade);
  EXPECT_EQ(DecideUpgrade({"11.4.2", "10.11.2", false, true}).kind, Kind::kDowngrade);
}

TEST(OlderVersion, IsOfTheOlderSeries) {
  EXPECT_EQ(OlderVersion("10.6.12", "10.11.2"), "10.6.12");
  EXPECT_EQ(OlderVersion("10.11.2", "10.6.12"), "10.6.12");
  EXPECT_EQ(OlderVersion("10.11.2", "10.11.9"), "10.11.2");
  EXPECT_EQ(OlderVersion("", "10.6.12"), "10.6.12");
  EXPECT_EQ(OlderVersion("10.6.12", "?"), "10.6.12");
  EXPECT_EQ(OlderVersion("", ""), "");
}

}  // namespace
}  // namespace watchdog
