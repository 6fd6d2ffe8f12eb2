#include "first_start/init_script.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::size_t kScriptsMax = 1000;

// $1: option file, $2: database (may be empty), $3: what unpacks standard input.
constexpr const char* kClient =
    "set -o pipefail\n"
    "client=(mariadb --defaults-file=\"$1\")\n"
    "if [ -n \"$2\" ]; then client+=(--database=\"$2\"); fi\n"
    "case $3 in\n"
    "  plain) exec \"${client[@]}\" ;;\n"
    "  *) \"$3\" -dc | \"${client[@]}\" ;;\n"
    "esac\n";

// $1: option file, $2: database, $3: the script.
constexpr const char* kSourcing =
    "warden_option_file=$1 warden_database=$2 warden_script=$3\n"
    "docker_process_sql() {\n"
    "  if [ -n \"$warden_database\" ]; then set -- --database=\"$warden_database\" \"$@\"; fi\n"
    "  mariadb --defaults-file=\"$warden_option_file\" \"$@\"\n"
    "}\n"
    "set --\n"
    "set -eo pipefail\n"
    ". \"$warden_script\"\n";

const char* Unpacker(ScriptKind kind) {
  switch (kind) {
    case ScriptKind::kGzip:
      return "gzip";
    case ScriptKind::kXz:
      return "xz";
    case ScriptKind::kZstd:
      return "zstd";
    case ScriptKind::kSql:
    case ScriptKind::kExecutable:
    case ScriptKind::kSourced:
    case ScriptKind::kEnvironment:
    case ScriptKind::kIgnored:
      return "plain";
  }
  return "plain";
}

// A script without "#!" cannot be executed by the kernel; shells run it all the same.
bool LacksInterpreter(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> head{};
  file.read(head.data(), head.size());
  const std::string_view text(head.data(),
                              static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return !text.starts_with("#!") && !text.starts_with(
                                        "\x7f"
                                        "ELF");
}

bool IsName(std::string_view name) {
  const auto fits = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

ScriptKind KindOfScript(std::string_view name, bool executable) {
  if (name.ends_with(".sh")) return executable ? ScriptKind::kExecutable : ScriptKind::kSourced;
  if (name.ends_with(".sql")) return ScriptKind::kSql;
  if (name.ends_with(".sql.gz")) return ScriptKind::kGzip;
  if (name.ends_with(".sql.xz")) return ScriptKind::kXz;
  if (name.ends_with(".sql.zst")) return ScriptKind::kZstd;
  if (name.ends_with(".env")) return ScriptKind::kEnvironment;
  return ScriptKind::kIgnored;
}

galera::Result<std::vector<InitScript>> ListInitScripts(const std::string& directory) {
  std::vector<InitScript> scripts;
  DIR* const open = opendir(directory.c_str());
  if (open == nullptr) {
    if (errno == ENOENT || directory.empty()) return scripts;
    return galera::Error{galera::ErrorCode::kDenied,
                         "read init scripts in " + directory + ": " + std::generic_category().message(errno)};
  }
  while (const dirent* entry = readdir(open)) {
    InitScript script{entry->d_name, directory + "/" + entry->d_name, ScriptKind::kIgnored};
    struct stat info {};
    if (script.name.front() == '.' || stat(script.path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
      continue;
    script.kind = KindOfScript(script.name, (info.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0);
    scripts.push_back(std::move(script));
    if (scripts.size() > kScriptsMax) break;
  }
  closedir(open);
  if (scripts.size() > kScriptsMax) {
    return galera::Error{galera::ErrorCode::kInvalid,
                         directory + " holds more than 1000 files: not init scripts"};
  }
  std::sort(scripts.begin(), scripts.end(),
            [](const InitScript& a, const InitScript& b) { return a.name < b.name; });
  return scripts;
}

galera::Result<std::vector<std::string>> ParseEnvironmentLines(std::string_view text) {
  std::vector<std::string> variables;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = galera::TrimBlanks(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = galera::TrimBlanks(line.substr(7));
    const std::size_t equals = line.find('=');
    const std::string_view name = line.substr(0, equals);
    // The line itself may hold a secret.
    if (equals == std::string_view::npos || !IsName(name) || line.find('\0') != std::string_view::npos) {
      return galera::Error{galera::ErrorCode::kInvalid,
                           "line " + std::to_string(number) + " is not NAME=VALUE: correct it"};
    }
    std::string_view value = line.substr(equals + 1);
    const bool quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    if (quoted) value = value.substr(1, value.size() - 2);
    variables.push_back(std::string(name) + "=" + std::string(value));
  }
  return variables;
}

galera::ProgramSpec ScriptProgram(const InitScript& script, const ScriptLogin& login) {
  galera::ProgramSpec spec;
  if (script.kind == ScriptKind::kExecutable) {
    spec.argv = {script.path};
    if (LacksInterpreter(script.path)) spec.argv.insert(spec.argv.begin(), "bash");
    return spec;
  }
  if (script.kind == ScriptKind::kSourced) {
    spec.argv = {"bash", "-c", kSourcing, "bash", login.option_file, login.database, script.path};
    return spec;
  }
  spec.argv = {"bash", "-c", kClient, "bash", login.option_file, login.database, Unpacker(script.kind)};
  spec.input_file = script.path;
  return spec;
}

}  // namespace watchdog
