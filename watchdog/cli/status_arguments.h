// The command line of `galera-warden status`, and where the warden of this machine is. Pure.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/yaml_file.h"
#include "galera/result.h"

namespace watchdog {

enum class ColourWish { kAuto, kAlways, kNever };

struct StatusArguments {
  bool help = false;  // then nothing else counts
  bool json = false;
  std::optional<std::chrono::milliseconds> watch;  // between two looks
  ColourWish colour = ColourWish::kAuto;
  std::chrono::milliseconds timeout{5000};
  std::string url;  // of the document; empty: the local warden's
};

// kInvalid: what is wrong, for a person.
galera::Result<StatusArguments> ParseStatusArguments(const std::vector<std::string>& arguments);

// Of the document. HOST and HOST:PORT (9104), [IPv6]:PORT, or the address of a page of the warden.
galera::Result<std::string> StatusUrl(const std::string& target);

// Where the warden that the environment or the YAML file configures serves its metrics, else
// http://127.0.0.1:9104/api/v1/cluster.
std::string LocalStatusUrl(const std::map<std::string, std::string>& environment,
                           const std::vector<galera::YamlEntry>& entries);

}  // namespace watchdog
