#include "collect/collector.h"

#include <gtest/gtest.h>

#include <set>

namespace galera {
namespace {

using Names = std::vector<std::string_view>;

TEST(EnabledCollectors, AreTheDefaultsOfMysqldExporterAndOurs) {
  EXPECT_EQ(EnabledCollectors({}, {}),
            Names({"global_status", "global_variables", "slave_status", "info_schema.innodb_cmp",
                   "info_schema.innodb_cmpmem", "info_schema.query_response_time", "galera"}));
}

TEST(EnabledCollectors, FollowFlags) {
  ScrapeSettings settings;
  settings.collectors = {{"binlog_size", true}, {"slave_status", false}};
  const Names names = EnabledCollectors(settings, {});
  const std::set<std::string_view> set(names.begin(), names.end());
  EXPECT_TRUE(set.contains("binlog_size"));
  EXPECT_FALSE(set.contains("slave_status"));
}

TEST(EnabledCollectors, AreNarrowedByTheFilterOnly) {
  EXPECT_EQ(EnabledCollectors({}, {"global_status"}), Names({"global_status"}));
  EXPECT_EQ(EnabledCollectors({}, {"slave_status", "global_status", "nonsense"}),
            Names({"global_status", "slave_status"}));
  // A disabled one can't be asked for; a filter that matches nothing narrows nothing.
  EXPECT_EQ(EnabledCollectors({}, {"binlog_size"}), EnabledCollectors({}, {}));
  EXPECT_EQ(EnabledCollectors({}, {""}), EnabledCollectors({}, {}));
}

TEST(Collectors, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Collector& collector : Collectors())
    EXPECT_TRUE(names.insert(collector.name).second) << collector.name;
}

}  // namespace
}  // namespace galera
