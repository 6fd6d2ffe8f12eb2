// Splits a command line into options and values, with the rules of kingpin,
// mysqld_exporter's parser.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/option_table.h"

namespace galera {

// What one source says about one option, not parsed yet.
struct Setting {
  const Option* option = nullptr;
  std::vector<std::string> values;
  std::string where;  // for problems
};

struct CommandLine {
  enum class Print { kNothing, kHelp, kVersion };
  std::vector<Setting> settings;  // one per option
  // As in kingpin, what comes after --help or --version is not looked at, and
  // a mistake before it counts more.
  Print print = Print::kNothing;
  std::vector<Problem> problems;
};

// `read_file` gives the text behind an argument @FILE: one argument a line,
// lines that begin with '#' left out. Reads on after every mistake.
CommandLine ParseCommandLine(const std::vector<std::string>& arguments,
                             const std::function<Result<std::string>(const std::string&)>& read_file);

}  // namespace galera
