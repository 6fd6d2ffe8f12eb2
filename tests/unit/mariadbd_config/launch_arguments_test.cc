#include "mariadbd_config/launch_arguments.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "node_fixture.h"

namespace watchdog {
namespace {

using Arguments = std::vector<std::string>;

const std::string kPosition = "9993b11c-e581-11f1-ae70-0675c5f31fa5:7";

TEST(LaunchArguments, HoldWhatThePlanSaysAndTrailingOnesLast) {
  NodeSettings settings = Settings();
  EXPECT_EQ(MariadbdArguments(settings, "/run/gw/my.cnf", {}),
            (Arguments{"mariadbd", "--defaults-file=/run/gw/my.cnf"}));
  settings.mariadbd_program = "/opt/mariadbd";
  settings.mariadbd_arguments = {"--max-connections=5"};
  EXPECT_EQ(MariadbdArguments(settings, "/f", {true, kPosition, true}),
            (Arguments{"/opt/mariadbd", "--defaults-file=/f", "--user=mysql", "--wsrep-new-cluster",
                       "--wsrep_start_position=" + kPosition, "--max-connections=5"}));
}

TEST(LaunchArguments, RecoverAloneAndWithoutTheGroup) {
  NodeSettings settings = Settings();
  settings.mariadbd_arguments = {"--innodb-log-file-size=48M", "--log-error=/x"};
  const Arguments arguments = RecoverArguments(settings, "/f", true);
  EXPECT_EQ(arguments[1], "--defaults-file=/f");
  EXPECT_EQ(arguments[2], "--user=mysql");
  const auto at = [&](const std::string& text) {
    return std::find(arguments.begin(), arguments.end(), text) - arguments.begin();
  };
  const auto end = static_cast<std::ptrdiff_t>(arguments.size());
  for (const char* needed : {"--wsrep-recover", "--wsrep_on=ON", "--wsrep_cluster_address=gcomm://",
                             "--binlog_format=ROW", "--skip-networking", "--wsrep_notify_cmd="}) {
    EXPECT_LT(at(needed), end) << needed;
  }
  EXPECT_LT(at("--innodb-log-file-size=48M"), at("--wsrep-recover"));
  EXPECT_LT(at("--log-error=/x"), at("--skip-log-error"));
}

TEST(LaunchArguments, HoldNoSecret) {
  for (const Arguments& arguments : {MariadbdArguments(Settings(), "/f", {true, kPosition, true}),
                                     RecoverArguments(Settings(), "/f", true)}) {
    for (const std::string& argument : arguments)
      EXPECT_EQ(argument.find("p#;"), std::string::npos) << argument;
  }
}

NodeSettings LimitedRsync(const std::string& run_directory) {
  NodeSettings settings = Settings();
  settings.run_directory = run_directory;
  settings.sst_method = SstMethod::kRsync;
  settings.transfer_limit_bytes_per_second = 3 << 20;
  return settings;
}

TEST(LaunchEnvironment, IsEmptyWithoutALimitOfRsync) {
  NodeSettings settings = LimitedRsync("/run/gw");
  settings.transfer_limit_bytes_per_second.reset();
  EXPECT_TRUE(PlanEnvironment(settings, Facts(), "/bin")->variables.empty());
  settings = LimitedRsync("/run/gw");
  settings.sst_method = SstMethod::kMariabackup;
  EXPECT_TRUE(PlanEnvironment(settings, Facts(), "/bin")->files.empty());
  settings = LimitedRsync("/run/gw");
  settings.wsrep_on = false;
  EXPECT_TRUE(PlanEnvironment(settings, Facts(), "/bin")->files.empty());
  EXPECT_FALSE(PlanEnvironment(LimitedRsync("/run/a:b"), Facts(), "/bin").ok());
}

TEST(LaunchEnvironment, PutsALimitedRsyncFirstForTheScriptOfRsyncOnly) {
  const ScratchDirectory scratch;
  std::filesystem::create_directories(scratch.path() + "/it's/bin");
  std::filesystem::create_directories(scratch.path() + "/real");
  const std::string path = scratch.path() + "/real:/usr/bin:/bin";
  const auto plan = PlanEnvironment(LimitedRsync(scratch.path() + "/it's"), Facts(), path);
  ASSERT_TRUE(plan.ok()) << plan.error().message;
  ASSERT_EQ(plan->variables.size(), 1u);
  const auto add = [&](const std::string& file, const std::string& text) {
    std::ofstream(file) << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  };
  for (const LaunchFile& file : plan->files) {
    add(file.path, file.text);
    EXPECT_EQ(file.executable, file.path.ends_with("/rsync"));
  }
  add(scratch.path() + "/real/rsync", "#!/bin/sh\nfor a; do printf '<%s>' \"$a\"; done\n");
  for (const char* name : {"wsrep_sst_rsync", "wsrep_sst_rsync_wan", "wsrep_sst_mariabackup"}) {
    add(scratch.path() + "/real/" + name, "#!/usr/bin/env bash\nrsync \"$@\"\n");
  }
  const std::string run = "env \"PATH=" + path + "\" \"" + plan->variables[0] + "\" ";
  EXPECT_EQ(Output(run + "wsrep_sst_rsync --quiet 'a b/' rsync://h"),
            "<--bwlimit=3072><--quiet><a b/><rsync://h>");
  EXPECT_EQ(Output(run + "wsrep_sst_rsync_wan x"), "<--bwlimit=3072><x>");
  EXPECT_EQ(Output(run + "wsrep_sst_rsync --daemon --port 4444"), "<--daemon><--port><4444>");
  EXPECT_EQ(Output(run + "wsrep_sst_rsync --server --daemon ."), "<--server><--daemon><.>");
  EXPECT_EQ(Output(run + "wsrep_sst_mariabackup x"), "<x>");
}

}  // namespace
}  // namespace watchdog
