// The command line of the galera-cluster tool. Pure.
#pragma once

#include <string>
#include <vector>

#include "cluster/options.h"
#include "galera/result.h"

namespace galera::testing_cluster {

struct CommandLine {
  std::string verb;  // "help", "run", "status", or what to do with `node`
  std::string node;  // "node2" or "2"; empty for help, run and status
  ClusterOptions options;
};

extern const char* const kUsage;

// `words` without the program's name. kInvalid names the word at fault.
Result<CommandLine> ParseCommandLine(const std::vector<std::string>& words);

}  // namespace galera::testing_cluster
