// The words behind `galera-warden`: a mode, what belongs to it, and the rest,
// which is mariadbd's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "settings/node_settings.h"
#include "settings/problem_list.h"

namespace watchdog {

struct CommandWords {
  Mode mode = Mode::kNode;
  bool print_config = false;
  std::string peers;                   // as given to `node`, empty if not
  std::string mariadbd_program;        // a path given in place of `mariadbd`
  std::vector<std::string> arguments;  // for mariadbd, as they came
};

// Nullopt where there is no telling what is meant; the problem names the modes.
std::optional<CommandWords> ReadCommandWords(const std::vector<std::string>& words, ProblemList& problems);

// What mariadbd would understand of `arguments`: names in lower case with '_'
// and without dashes, the last one of a name counting. A name without a value
// has "". A value may stand in the next word.
std::map<std::string, std::string> ReadMariadbdOptions(const std::vector<std::string>& arguments);

// `arguments` without the options of that name (as above) and their values.
std::vector<std::string> WithoutOption(const std::vector<std::string>& arguments, const std::string& name);

}  // namespace watchdog
