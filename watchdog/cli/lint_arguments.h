// The command line of `galera-warden lint`. Pure.
#pragma once

#include <string>
#include <vector>

#include "galera/result.h"

namespace watchdog {

struct LintArguments {
  bool help = false;
  bool json = false;
  bool all = false;                     // each finding, not the first of each kind
  std::string database;                 // empty: all
  std::vector<std::string> connection;  // the rest: flags of `monitor`
};

// kInvalid (what is wrong, for a human) for a database without its name or one of the server's own.
galera::Result<LintArguments> ParseLintArguments(const std::vector<std::string>& arguments);

}  // namespace watchdog
