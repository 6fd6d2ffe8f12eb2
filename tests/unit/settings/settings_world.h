// LoadNodeSettings on files and variables that exist only in the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "settings/environment.h"

namespace watchdog {

struct World {
  std::vector<std::string> arguments = {"node", "db1,db2"};
  std::map<std::string, std::string> environment = {};
  std::map<std::string, std::string> files = {};
  std::string denied = {};  // a file that is there and can't be read
  bool mariabackup_installed = true;
};

inline LoadedSettings Load(const World& world) {
  SettingsInput input;
  input.arguments = world.arguments;
  input.environment = world.environment;
  input.mariabackup_installed = world.mariabackup_installed;
  input.host_name = "galera-1";
  input.read_file = [&world](const std::string& path) -> galera::Result<std::string> {
    if (path == world.denied) {
      return galera::Error{galera::ErrorCode::kDenied, "read " + path + ": permission denied", 0};
    }
    const auto file = world.files.find(path);
    if (file == world.files.end()) {
      return galera::Error{galera::ErrorCode::kNotFound, "read " + path + ": no such file", 0};
    }
    return file->second;
  };
  return LoadNodeSettings(input);
}

inline LoadedSettings LoadEnvironment(const std::map<std::string, std::string>& environment) {
  World world;
  world.environment = environment;
  return Load(world);
}

inline LoadedSettings LoadArguments(const std::vector<std::string>& arguments) {
  World world;
  world.arguments = arguments;
  return Load(world);
}

inline std::string AllProblems(const LoadedSettings& loaded) {
  std::string text;
  for (const SettingProblem& problem : loaded.problems) {
    text += (problem.fatal ? "fatal " : "warning ") + problem.variable + ": " + problem.message + "\n";
  }
  return text;
}

// A problem of that variable whose message holds `part`.
inline bool Tells(const LoadedSettings& loaded, bool fatal, const std::string& variable,
                  const std::string& part) {
  return std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const SettingProblem& problem) {
    return problem.fatal == fatal && problem.variable == variable &&
           problem.message.find(part) != std::string::npos;
  });
}

#define EXPECT_FATAL(loading, variable, part)               \
  do {                                                      \
    const LoadedSettings fatal_loaded = (loading);          \
    EXPECT_TRUE(Tells(fatal_loaded, true, variable, part))  \
        << (variable) << ": " << (part) << " is not told\n" \
        << AllProblems(fatal_loaded);                       \
    EXPECT_FALSE(fatal_loaded.settings);                    \
  } while (false)
#define EXPECT_WARNING(loaded, variable, part) \
  EXPECT_TRUE(Tells(loaded, false, variable, part)) << AllProblems(loaded)
#define ASSERT_LOADS(loaded) ASSERT_TRUE((loaded).settings) << AllProblems(loaded)

}  // namespace watchdog
