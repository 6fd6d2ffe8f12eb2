// The command lines of `page`, `maintenance`, `silence` and `expect`. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/yaml_file.h"
#include "galera/result.h"
#include "pager/control_message.h"

namespace watchdog {

enum class ControlCommand { kPage, kMaintenance, kSilence, kExpect };

struct ControlArguments {
  bool help = false;  // then nothing else counts
  bool json = false;
  std::string socket;  // empty: where a warden's usually is
  ControlRequest request;
};

// kInvalid: what is wrong, for a person.
galera::Result<ControlArguments> ParseControlArguments(ControlCommand command,
                                                       const std::vector<std::string>& arguments);

// Where the warden of this machine or container may listen, the likeliest first: what the environment or the
// YAML file says, the run directory of node, the state directory of monitor.
std::vector<std::string> ControlSocketPlaces(const std::map<std::string, std::string>& environment,
                                             const std::vector<galera::YamlEntry>& entries,
                                             const std::string& run_directory);

}  // namespace watchdog
