#include "cli/command.h"

#include <algorithm>

namespace watchdog {

bool IsExporterName(const std::string& program) {
  const std::string name = program.substr(program.rfind('/') + 1);
  return name == "mysqld_exporter" || name == "prometheus-mysqld-exporter";
}

CommandLine ParseCommand(const std::string& program, const std::vector<std::string>& arguments) {
  if (IsExporterName(program)) return {Command::kMonitor, "monitor", arguments};
  if (arguments.empty()) return {Command::kHelp, "", {}};
  const std::string& word = arguments.front();
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (word == "monitor") return {Command::kMonitor, word, rest};
  if (word == "check-config") return {Command::kCheckConfig, word, rest};
  if (word == "version" || word == "--version") return {Command::kVersion, word, rest};
  if (word == "help" || word == "--help" || word == "-h") return {Command::kHelp, word, rest};
  if (word.starts_with("--") || word.starts_with("@")) return {Command::kMonitor, "monitor", arguments};
  return {Command::kUnknown, word, rest};
}

}  // namespace watchdog
