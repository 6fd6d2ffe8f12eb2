// Which subcommand a command line asks for. Pure.
#pragma once

#include <string>
#include <vector>

namespace watchdog {

enum class Command {
  kMonitor,
  kCheckConfig,
  kInspect,
  kLint,
  kNode,
  kNodeWorker,
  kNotify,
  kPreStop,
  kHealthcheck,
  kConfirm,
  kPromote,
  kPage,
  kMaintenance,
  kSilence,
  kExpect,
  kStatus,
  kVersion,
  kHelp,
  kUnknown
};

struct CommandLine {
  Command command = Command::kHelp;
  std::string word;                    // as typed, for messages
  std::vector<std::string> arguments;  // what follows
};

// `program` is argv[0]. Called mysqld_exporter (or prometheus-mysqld-exporter,
// as Debian does), the program takes that one's command line. So it does when
// the first argument begins with "--". The modes of the node's entrypoint (node,
// seed, no-galera, sleep, mariadbd ...) are kNode, with the mode as the first argument.
CommandLine ParseCommand(const std::string& program, const std::vector<std::string>& arguments);

bool IsExporterName(const std::string& program);

}  // namespace watchdog
