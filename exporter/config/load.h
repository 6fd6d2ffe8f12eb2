// Builds a Config from the command line, the environment and files.
// Order of strength: flags > environment > YAML file > defaults. The option
// file (.my.cnf) is the exception that mysqld_exporter makes: what its
// [client] section says about user, password, host, port and socket wins.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/yaml_file.h"
#include "galera/result.h"

namespace galera {

// One thing wrong with the configuration. A fatal one keeps the program from
// starting (or a reload from taking effect); the others are warnings.
struct Problem {
  std::string where;   // "--web.listen-address", "warden.yml:12:3", "MYSQLD_EXPORTER_PASSWORD"
  std::string what;    // what is wrong, with the value (never a secret)
  std::string remedy;  // what to write instead
  bool fatal = true;
};

std::string Describe(const Problem& problem);  // "where: what (remedy)"

// Everything LoadConfig may look at. `read_file` gives kNotFound for a file
// that is not there.
struct ConfigSources {
  std::vector<std::string> arguments;  // without the program's name and subcommand
  std::map<std::string, std::string> environment;
  std::function<Result<std::string>(const std::string& path)> read_file;
};

// All problems at once. `config` is set if none of them is fatal.
// `print` is set when the arguments ask for --help or --version: the text is
// to be printed to standard error, as mysqld_exporter does, with exit code 0.
struct LoadedConfig {
  std::optional<Config> config;
  std::optional<std::string> print;
  std::vector<Problem> problems;
  // The YAML file, for whoever reads the section `paging`, which is not looked at here. No entries where
  // the file is not YAML: half a section would only give mistakes that nobody made.
  std::string yaml_file;  // empty: none was named
  std::vector<YamlEntry> yaml_entries;
};

LoadedConfig LoadConfig(const ConfigSources& sources);

// "FILE:LINE:COLUMN", as Problem::where has it; without what is 0.
std::string PlaceIn(const std::string& file, int line, int column);

// Every option as a row of the README's table and of the man page.
struct OptionHelp {
  std::string flag;         // "--health.interval=1s"
  std::string environment;  // "GALERA_WARDEN_HEALTH_INTERVAL", or empty
  std::string yaml;         // "health.interval", or empty
  std::string default_text;
  std::string help;
};
std::vector<OptionHelp> DescribeOptions();

// The text of --help, at most 100 columns wide.
std::string HelpText();

// Of this build: "0.1.0" and the short commit, "unknown" outside a checkout.
std::string_view Version();
std::string_view Revision();

}  // namespace galera
