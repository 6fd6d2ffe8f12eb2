#include "galera/provider_options.h"

#include <gtest/gtest.h>

#include <string>

namespace galera {
namespace {

TEST(ProviderOptions, ReadsWhatAServerSays) {
  const auto options = ParseProviderOptions(
      "base_dir = /var/lib/mysql/; evs.suspect_timeout = PT5S; gcache.size = 128M; gcs.fc_factor = 1.0; "
      "evs.debug_log_mask = 0x1; gcache.recover = yes; gcomm.thread_prio = ; pc.weight = 2; ");
  ASSERT_EQ(options.size(), 8u);
  EXPECT_EQ(Find(options, "base_dir")->text, "/var/lib/mysql/");
  EXPECT_FALSE(Find(options, "base_dir")->number.has_value());
  EXPECT_EQ(Find(options, "evs.suspect_timeout")->number, 5);
  EXPECT_EQ(Find(options, "evs.suspect_timeout")->unit, OptionUnit::kSeconds);
  EXPECT_EQ(Find(options, "gcache.size")->number, 134217728);
  EXPECT_EQ(Find(options, "gcache.size")->unit, OptionUnit::kBytes);
  EXPECT_EQ(Find(options, "gcs.fc_factor")->number, 1);
  EXPECT_EQ(Find(options, "evs.debug_log_mask")->number, 1);
  EXPECT_EQ(Find(options, "gcache.recover")->number, 1);
  EXPECT_FALSE(Find(options, "gcomm.thread_prio")->number.has_value());
  EXPECT_EQ(Find(options, "no.such"), nullptr);
}

TEST(ProviderOptions, ReadsTheLastOneWithoutSemicolonAndOddPieces) {
  const auto options = ParseProviderOptions("garbage;=x; a=1;;gcache.size=512K");
  ASSERT_EQ(options.size(), 2u);
  EXPECT_EQ(options[0].name, "a");
  EXPECT_EQ(Find(options, "gcache.size")->number, 512 * 1024);
}

TEST(ProviderOptions, IsBounded) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "o" + std::to_string(i) + "=1;";
  EXPECT_EQ(ParseProviderOptions(text).size(), 500u);
}

TEST(ParseIsoDuration, AcceptsAndRejects) {
  const std::vector<std::pair<const char*, double>> accepted = {
      {"PT5S", 5},       {"PT0.5S", 0.5}, {"PT1M", 60},      {"P1D", 86400},
      {"P1DT1H", 90000}, {"P1W", 604800}, {"PT1H2M3S", 3723}};
  for (const auto& [text, want] : accepted) EXPECT_EQ(ParseIsoDuration(text), want) << text;
  for (const char* bad :
       {"", "P", "PT", "5S", "PTS", "PT5", "P5S", "PT5D", "P1Y", "P1M", "PT-5S", "PT5SX", "PTT5S"}) {
    EXPECT_EQ(ParseIsoDuration(bad), std::nullopt) << bad;
  }
}

TEST(ParseSize, AcceptsAndRejects) {
  const std::vector<std::pair<const char*, double>> accepted = {
      {"0", 0},         {"1024", 1024},       {"1K", 1024},
      {"1m", 1048576},  {"2G", 2147483648.0}, {"1T", 1099511627776.0},
      {"1.5M", 1572864}};
  for (const auto& [text, want] : accepted) EXPECT_EQ(ParseSize(text), want) << text;
  for (const char* bad : {"", "M", "-1M", "1MM", "1X", "auto", " 1"})
    EXPECT_EQ(ParseSize(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace galera
