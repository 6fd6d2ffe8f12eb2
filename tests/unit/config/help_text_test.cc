#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "config/option_table.h"
#include "loading.h"

namespace galera {
namespace {

TEST(HelpText, IsAtMostAHundredColumnsWide) {
  std::istringstream text(HelpText());
  for (std::string line; std::getline(text, line);) {
    EXPECT_LE(line.size(), 100U) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(HelpText, NamesEveryFlag) {
  const std::string text = HelpText();
  for (const Option& option : OptionTable())
    EXPECT_NE(text.find(option.flag), std::string::npos) << option.flag;
}

TEST(HelpText, IsPrintedOnDemand) {
  for (const char* flag : {"--help", "-h", "--help-long"}) {
    const LoadedConfig loaded = Load({{flag}});
    EXPECT_EQ(loaded.print, HelpText());
    EXPECT_FALSE(loaded.config);
    EXPECT_TRUE(loaded.problems.empty());
  }
  const LoadedConfig version = Load({{"--version"}});
  EXPECT_EQ(version.print->substr(0, version.print->find('(')),
            "galera-warden, version " + std::string(Version()) + " ");
}

TEST(OptionTable, HoldsEveryNameOnce) {
  std::set<std::string> names;
  for (const Option& option : OptionTable()) {
    for (const std::string& name : {"--" + option.flag, option.environment, "yaml " + option.yaml}) {
      if (name == "--" || name.empty() || name == "yaml ") continue;
      EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_TRUE(option.store) << option.flag;
    EXPECT_FALSE(option.help.empty()) << option.flag;
  }
}

// A default in the table that its own parser refuses, or that differs from the
// default in config.h, would be a lie in the help.
TEST(OptionTable, StatesTheDefaultsOfTheConfig) {
  for (const Option& option : OptionTable()) {
    if (option.flag.starts_with("collect.") && option.shape == Option::Shape::kSwitch) continue;
    if (option.default_text.empty()) continue;
    Draft draft;
    const Status status = option.store({option.default_text}, draft);
    EXPECT_TRUE(status) << option.flag << ": " << status.error().message;
    EXPECT_EQ(draft.config, Config()) << option.flag;
  }
}

TEST(DescribeOptions, HasARowForEveryOption) {
  const std::vector<OptionHelp> rows = DescribeOptions();
  ASSERT_EQ(rows.size(), OptionTable().size());
  bool found = false;
  for (const OptionHelp& row : rows) {
    if (row.flag != "--health.interval=1s") continue;
    found = true;
    EXPECT_EQ(row.environment, "GALERA_WARDEN_HEALTH_INTERVAL");
    EXPECT_EQ(row.yaml, "health.interval");
    EXPECT_EQ(row.default_text, "1s");
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace galera
