// The flags that Debian's mysqld_exporter itself prints must all be taken.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <regex>
#include <set>

#include "loading.h"

namespace galera {
namespace {

std::string OutputOf(const char* command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command, "r"), pclose);
  std::string text;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) text += buffer;
  return text;
}

// Flag -> the default the help shows; empty for switches.
std::map<std::string, std::string> FlagsOf(const std::string& help) {
  std::map<std::string, std::string> flags;
  const std::regex kFlag("\n +(?:-h, )?--([a-z_.-]+)(?:=(\"[^\"]*\"|[^ ]+))?");
  for (std::sregex_iterator it(help.begin(), help.end(), kFlag), end; it != end; ++it)
    flags[(*it)[1]] = (*it)[2];
  return flags;
}

TEST(Oracle, EveryFlagOfItsHelpIsAccepted) {
  const std::string help = OutputOf("prometheus-mysqld-exporter --help 2>&1");
  ASSERT_NE(help.find("usage:"), std::string::npos) << "not installed? docker/packages.sh test";
  const auto flags = FlagsOf(help);
  EXPECT_GT(flags.size(), 55U);
  for (auto [flag, value] : flags) {
    if (flag == "help" || flag == "version") continue;
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    const std::string argument = "--" + flag + (flags.at(flag).empty() ? "" : "=" + value);
    const LoadedConfig loaded = LoadFlags({argument});
    if (flag == "web.systemd-socket") {
      EXPECT_FATAL(loaded, "systemd sockets are not supported");
      continue;
    }
    EXPECT_TRUE(loaded.config) << argument << "\n" << AllProblems(loaded);
    if (!flags.at(flag).empty()) continue;
    const LoadedConfig off = LoadFlags({"--no-" + flag});
    EXPECT_TRUE(off.config && off.problems.empty()) << "--no-" << flag << "\n" << AllProblems(off);
  }
}

TEST(Oracle, FlagsNewerThanDebiansAreAccepted) {
  for (const char* argument : {"--mysqld.address=localhost:3306", "--exporter.enable_lock_wait_timeout",
                               "--no-exporter.enable_lock_wait_timeout", "--exporter.query_timeout=0",
                               "--exporter.max_open_connections=2", "--collect.sys.user_summary",
                               "--collect.info_schema.rocksdb_perf_context",
                               "--collect.perf_schema.eventsstatements.exclude_schemas=sys"}) {
    ASSERT_LOADS(LoadFlags({argument}));
  }
}

}  // namespace
}  // namespace galera
