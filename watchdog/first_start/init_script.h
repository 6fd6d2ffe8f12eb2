// The scripts of /docker-entrypoint-initdb.d: which there are and how each is run.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "galera/result.h"
#include "system/program.h"

namespace watchdog {

enum class ScriptKind {
  kExecutable,   // *.sh with the right to be executed
  kSourced,      // *.sh without: read by a bash of its own under `set -eo pipefail`
  kSql,          // *.sql
  kGzip,         // *.sql.gz
  kXz,           // *.sql.xz
  kZstd,         // *.sql.zst
  kEnvironment,  // *.env: NAME=VALUE lines for the scripts after it
  kIgnored,      // anything else
};

struct InitScript {
  std::string name;
  std::string path;
  ScriptKind kind = ScriptKind::kIgnored;
};

// Pure: by the end of the name.
ScriptKind KindOfScript(std::string_view name, bool executable);

// In byte order of their names; files only, links followed, hidden ones left
// out. No such directory: no scripts. Fails when it can't be read, or holds
// more than 1000. Any thread.
galera::Result<std::vector<InitScript>> ListInitScripts(const std::string& directory);

// "NAME=VALUE" lines, `export ` before and one pair of quotes around the value
// allowed; empty lines and # comments skipped. kInvalid with the line's number.
galera::Result<std::vector<std::string>> ParseEnvironmentLines(std::string_view text);

// How scripts reach the server: an option file for MariaDB's clients, and the
// database that SQL starts in (empty: none).
struct ScriptLogin {
  std::string option_file;
  std::string database;
};

// The program that runs it; not for kEnvironment and kIgnored. SQL is read with
// our rights, a *.sh needs to be readable by the user that it runs as. Scripts
// that are sourced find docker_process_sql, the function that the MariaDB
// image has. Pure, but for a look at an executable's first bytes.
galera::ProgramSpec ScriptProgram(const InitScript& script, const ScriptLogin& login);

}  // namespace watchdog
