// The command lines and the environment of mariadbd. Pure; no secret is ever in them but what the operator
// wrote into trailing arguments.
#pragma once

#include <string>
#include <vector>

#include "mariadbd_config/recovered_position.h"
#include "mariadbd_config/server_config.h"
#include "settings/node_settings.h"

namespace watchdog {

struct LaunchPlan {
  bool new_cluster = false;
  std::string start_position;  // UUID:SEQNO, or empty
  bool as_root = false;        // we are root: mariadbd changes to settings.system_user
};

// argv of a serving mariadbd, program name first, the operator's trailing arguments last.
std::vector<std::string> MariadbdArguments(const NodeSettings& settings, const std::string& config_file,
                                           const LaunchPlan& plan);

// argv of `mariadbd --wsrep-recover`: the file's settings of InnoDB, but no network, group, or file of a
// running server's. It prints to stderr what ParseRecoveredPosition reads. Never run it while another
// mariadbd is on the directory, and only for a node with wsrep on.
std::vector<std::string> RecoverArguments(const NodeSettings& settings, const std::string& config_file,
                                          bool as_root);

// For a POSIX shell: one word, whatever is in it.
std::string ShellQuoted(const std::string& text);

// A file that must be there before a start.
struct LaunchFile {
  std::string path;
  std::string text;
  bool executable = false;  // mode 0755, else 0644
};

struct LaunchEnvironment {
  std::vector<std::string> variables;  // NAME=VALUE, to set over those inherited
  std::vector<LaunchFile> files;
};

// What a limit of rsync's transfers needs, in RUN_DIRECTORY/bin; nothing without such a limit. mariadbd puts
// its own /usr/bin before the PATH that it is given (measured), so PATH alone does not do: BASH_ENV names a
// file that the state transfer script reads first, and which puts our rsync before the real one. `path` is
// the PATH that mariadbd inherits, where the real one is; empty: a usual one. Errors as PlanStateTransfer's;
// and kInvalid for a run directory with a ':' in it.
galera::Result<LaunchEnvironment> PlanEnvironment(const NodeSettings& settings, const ServerFacts& facts,
                                                  const std::string& path);

}  // namespace watchdog
