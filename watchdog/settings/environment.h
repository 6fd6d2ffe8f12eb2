// Makes NodeSettings of a command line and an environment: that of the swarm
// image, the host-network image, the Kubernetes manifests, the official MariaDB
// image, and our own. Pure: files are read by the function given.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

struct SettingsInput {
  std::vector<std::string> arguments;  // without the program's name; the mode first
  std::map<std::string, std::string> environment;
  // kNotFound for a file that is not there. Its message may be shown.
  std::function<galera::Result<std::string>(const std::string& path)> read_file;
  bool mariabackup_installed = false;
  std::string host_name;
};

struct LoadedSettings {
  std::optional<NodeSettings> settings;  // nullopt when a problem is fatal
  std::vector<SettingProblem> problems;  // all of them
};

// Strength: words behind the mode, then the environment, then /run/secrets,
// then defaults. Any thread.
LoadedSettings LoadNodeSettings(const SettingsInput& input);

}  // namespace watchdog
