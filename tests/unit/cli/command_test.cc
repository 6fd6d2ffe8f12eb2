#include "cli/command.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Arguments = std::vector<std::string>;

TEST(ParseCommand, TakesSubcommands) {
  EXPECT_EQ(ParseCommand("galera-warden", {"monitor", "--x"}).command, Command::kMonitor);
  EXPECT_EQ(ParseCommand("galera-warden", {"monitor", "--x"}).arguments, Arguments({"--x"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"check-config"}).command, Command::kCheckConfig);
  EXPECT_EQ(ParseCommand("galera-warden", {"lint", "--json"}).command, Command::kLint);
  EXPECT_EQ(ParseCommand("galera-warden", {"lint", "--json"}).arguments, Arguments({"--json"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"page", "--list"}).command, Command::kPage);
  EXPECT_EQ(ParseCommand("galera-warden", {"maintenance"}).command, Command::kMaintenance);
  EXPECT_EQ(ParseCommand("galera-warden", {"silence"}).command, Command::kSilence);
  EXPECT_EQ(ParseCommand("galera-warden", {"expect", "5"}).command, Command::kExpect);
  EXPECT_EQ(ParseCommand("galera-warden", {"expect", "5"}).arguments, Arguments({"5"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"status", "db1"}).command, Command::kStatus);
  EXPECT_EQ(ParseCommand("galera-warden", {"status", "db1"}).arguments, Arguments({"db1"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"version"}).command, Command::kVersion);
  EXPECT_EQ(ParseCommand("galera-warden", {"--version"}).command, Command::kVersion);
  EXPECT_EQ(ParseCommand("galera-warden", {"--help"}).command, Command::kHelp);
  EXPECT_EQ(ParseCommand("galera-warden", {}).command, Command::kHelp);
  EXPECT_EQ(ParseCommand("galera-warden", {"frobnicate"}).command, Command::kUnknown);
}

TEST(ParseCommand, TakesTheModesOfTheEntrypointWithTheirWord) {
  for (const char* mode :
       {"node", "seed", "no-galera", "sleep", "mariadbd", "mysqld", "/usr/sbin/mariadbd"}) {
    const CommandLine line = ParseCommand("galera-warden", {mode, "--x"});
    EXPECT_EQ(line.command, Command::kNode) << mode;
    EXPECT_EQ(line.arguments, Arguments({mode, "--x"}));
  }
  EXPECT_EQ(ParseCommand("galera-warden", {"node-worker", "seed"}).arguments, Arguments({"seed"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"pre-stop"}).command, Command::kPreStop);
  EXPECT_EQ(ParseCommand("galera-warden", {"healthcheck", "--ready"}).command, Command::kHealthcheck);
  EXPECT_EQ(ParseCommand("galera-warden", {"promote", "--yes"}).command, Command::kPromote);
  EXPECT_EQ(ParseCommand("galera-warden", {"promote", "--yes"}).arguments, Arguments({"--yes"}));
  EXPECT_EQ(ParseCommand("galera-warden", {"notify", "s", "--status"}).command, Command::kNotify);
  EXPECT_EQ(ParseCommand("galera-warden", {"notify", "s", "--status"}).arguments,
            Arguments({"s", "--status"}));
}

TEST(ParseCommand, StandsInForMysqldExporter) {
  const Arguments flags = {"--config.my-cnf=x", "--no-collect.slave_status"};
  EXPECT_EQ(ParseCommand("galera-warden", flags).command, Command::kMonitor);
  EXPECT_EQ(ParseCommand("galera-warden", flags).arguments, flags);
  for (const char* name :
       {"mysqld_exporter", "/bin/mysqld_exporter", "/usr/bin/prometheus-mysqld-exporter"}) {
    EXPECT_EQ(ParseCommand(name, {}).command, Command::kMonitor) << name;
    EXPECT_EQ(ParseCommand(name, {"--version"}).arguments, Arguments({"--version"})) << name;
  }
}

}  // namespace
}  // namespace watchdog
