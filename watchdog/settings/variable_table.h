// The one table of environment variables. Reading them, telling slips from
// strangers, and the README's table all follow from it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// Which system taught operators the name.
enum class Source { kSwarm, kHostNetwork, kKubernetes, kOfficial, kAutopilot, kConsul, kOwn };

struct Spelling {
  std::string name;
  Source source = Source::kSwarm;
};

// One thing to set, under all the names it has. Two of them with different
// values are a conflict.
struct Variable {
  enum class Kind {
    kText,
    kYesNo,     // ParseYesNo
    kPresence,  // MeansYes
    kFamily,    // the name of its spelling is a prefix: my_, wsrep_, node
  };
  std::string id = {};  // how the code that combines variables asks for it
  std::vector<Spelling> spellings = {};
  Kind kind = Kind::kText;
  bool secret = false;
  std::string option = {};  // mariadbd's own, which wins behind the mode: "datadir"; empty: none
  std::string default_text = {};
  std::string meaning = {};
  std::string difference = {};  // from the systems that know the name, on purpose
  // Parses and stores; null where more than this variable decides.
  std::function<galera::Status(const std::string& value, NodeSettings& settings)> store = {};
};

const std::vector<Variable>& VariableTable();

// NAME_FILE names a file with the value.
bool TakesFile(const Variable& variable, const Spelling& spelling);
// Read where nothing else sets the variable; empty: none.
std::string DefaultFile(const Spelling& spelling);

// The README's Markdown table, a line each, with a newline at the end.
std::string DescribeVariables();

}  // namespace watchdog
