#include "cli/command.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace watchdog {

namespace {

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool IsNodeMode(const std::string& word) {
  static constexpr std::array<std::string_view, 4> kModes = {"node", "seed", "no-galera", "sleep"};
  const std::string name = BaseName(word);
  return std::find(kModes.begin(), kModes.end(), word) != kModes.end() || name == "mariadbd" ||
         name == "mysqld";
}

}  // namespace

bool IsExporterName(const std::string& program) {
  const std::string name = BaseName(program);
  return name == "mysqld_exporter" || name == "prometheus-mysqld-exporter";
}

CommandLine ParseCommand(const std::string& program, const std::vector<std::string>& arguments) {
  if (IsExporterName(program)) return {Command::kMonitor, "monitor", arguments};
  if (arguments.empty()) return {Command::kHelp, "", {}};
  const std::string& word = arguments.front();
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (IsNodeMode(word)) return {Command::kNode, word, arguments};
  if (word == "node-worker") return {Command::kNodeWorker, word, rest};
  if (word == "notify") return {Command::kNotify, word, rest};
  if (word == "pre-stop") return {Command::kPreStop, word, rest};
  if (word == "healthcheck") return {Command::kHealthcheck, word, rest};
  if (word == "confirm") return {Command::kConfirm, word, rest};
  if (word == "promote") return {Command::kPromote, word, rest};
  if (word == "page") return {Command::kPage, word, rest};
  if (word == "maintenance") return {Command::kMaintenance, word, rest};
  if (word == "silence") return {Command::kSilence, word, rest};
  if (word == "expect") return {Command::kExpect, word, rest};
  if (word == "status") return {Command::kStatus, word, rest};
  if (word == "monitor") return {Command::kMonitor, word, rest};
  if (word == "inspect") return {Command::kInspect, word, rest};
  if (word == "lint") return {Command::kLint, word, rest};
  if (word == "check-config") return {Command::kCheckConfig, word, rest};
  if (word == "version" || word == "--version") return {Command::kVersion, word, rest};
  if (word == "help" || word == "--help" || word == "-h") return {Command::kHelp, word, rest};
  if (word.starts_with("--") || word.starts_with("@")) return {Command::kMonitor, "monitor", arguments};
  return {Command::kUnknown, word, rest};
}

}  // namespace watchdog
