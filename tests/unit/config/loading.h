// LoadConfig on files and variables that exist only in the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "config/load.h"

namespace galera {

struct World {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment = {};
  std::map<std::string, std::string> files = {};
  std::string denied = {};  // a file that is there and can't be read
};

inline LoadedConfig Load(const World& world) {
  return LoadConfig(
      {world.arguments, world.environment, [&world](const std::string& path) -> Result<std::string> {
         if (path == world.denied) return Error{ErrorCode::kDenied, "permission denied"};
         const auto file = world.files.find(path);
         if (file == world.files.end()) return Error{ErrorCode::kNotFound, "no such file"};
         return file->second;
       }});
}

// With a user, so that nothing else is wrong.
inline LoadedConfig LoadFlags(std::vector<std::string> flags) {
  flags.insert(flags.begin(), "--mysqld.username=monitor");
  return Load({.arguments = flags});
}

inline std::string AllProblems(const LoadedConfig& loaded) {
  std::string text;
  for (const Problem& problem : loaded.problems) {
    text += (problem.fatal ? "fatal " : "warning ") + Describe(problem) + "\n";
  }
  return text;
}

inline bool Has(const LoadedConfig& loaded, bool fatal, const std::string& part) {
  return std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const Problem& problem) {
    return problem.fatal == fatal && Describe(problem).find(part) != std::string::npos;
  });
}

#define EXPECT_FATAL(loading, part)                                              \
  do {                                                                           \
    const LoadedConfig fatal_loaded = (loading);                                 \
    EXPECT_TRUE(Has(fatal_loaded, true, part)) << "not told: " << (part) << "\n" \
                                               << AllProblems(fatal_loaded);     \
    EXPECT_FALSE(fatal_loaded.config);                                           \
  } while (false)
#define EXPECT_WARNING(loaded, part) \
  EXPECT_TRUE(Has(loaded, false, part)) << "not told: " << (part) << "\n" << AllProblems(loaded)
#define ASSERT_LOADS(loaded) ASSERT_TRUE((loaded).config) << AllProblems(loaded)

}  // namespace galera
