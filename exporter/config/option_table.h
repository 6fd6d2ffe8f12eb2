// The one table of options. Parsing the command line, the environment and the
// YAML file, the help, the README and the man page all follow from it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "galera/result.h"

namespace galera {

// The configuration while it is put together, with what only the loading needs.
struct Draft {
  Config config;
  std::string config_file;
  std::string option_file = ".my.cnf";
  std::string web_config_file;
  std::string password_file;
  bool systemd_socket = false;
};

struct Option {
  enum class Shape {
    kSwitch,  // --x or --no-x
    kValue,   // --x=v or --x v, once
    kList,    // the same, any number of times; commas separate in the environment
  };
  enum class Support {
    kFull,
    kPending,        // accepted with a warning
    kNotForMariaDb,  // accepted with another warning
  };
  enum class Group { kServer, kMetrics, kHealth, kCollectors, kCollectorSettings, kLog, kProgram };

  Group group = Group::kProgram;
  Shape shape = Shape::kValue;
  Support support = Support::kFull;
  std::string flag;         // without dashes; empty: not on the command line
  std::string environment;  // empty: not in the environment
  std::string yaml;         // empty: not in the YAML file
  std::string default_text;
  std::string help;
  std::string remedy;  // what to write when the value is wrong
  // Parses and stores. `values` holds one text, or any number for a list;
  // switches get "true" or "false". The error says what is wrong with them.
  std::function<Status(const std::vector<std::string>& values, Draft& draft)> store;
};

const std::vector<Option>& OptionTable();

const Option* FindFlag(std::string_view flag);  // without dashes; nullptr: unknown
const Option* FindYaml(std::string_view path);

std::string_view Title(Option::Group group);

// How problems name the option when nothing set it: "--health.interval".
std::string NameOf(const Option& option);

}  // namespace galera
