#include "cli/inspect_arguments.h"

#include <algorithm>
#include <string_view>

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Status;

constexpr std::uint16_t kHealthPort = 8081;
constexpr std::size_t kWordsMax = 64;

Error Wrong(const std::string& what) { return {ErrorCode::kInvalid, what}; }

// "--name=VALUE"; false for another flag, and for one without a value.
bool TakeValue(const std::string& word, std::string_view name, std::string& out) {
  const std::string flag = "--" + std::string(name) + "=";
  if (!word.starts_with(flag) || word.size() == flag.size()) return false;
  out = word.substr(flag.size());
  return true;
}

Status TakeFlag(const std::string& word, InspectArguments& out) {
  if (word == "--help" || word == "-h") {
    out.help = true;
  } else if (word == "--json") {
    out.json = true;
  } else if (word == "--recover") {
    out.recover = true;
  } else if (!TakeValue(word, "recover-copy", out.copy_to) &&
             !TakeValue(word, "defaults-file", out.defaults_file) && !TakeValue(word, "user", out.user)) {
    return Wrong("unknown flag, or one without its value: " + word);
  }
  return Status();
}

std::string WithoutSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

Status TakeDirectory(const std::string& path, const std::string& name, InspectArguments& out) {
  const auto same = [&](const InspectedDirectory& other) { return other.path == WithoutSlash(path); };
  if (std::any_of(out.directories.begin(), out.directories.end(), same))
    return Wrong(path + " is named twice");
  out.directories.push_back({WithoutSlash(path), name});
  return Status();
}

Status TakeHost(const std::string& word, InspectArguments& out) {
  const std::vector<std::string> entries = {word};
  PeerSpecs specs = ParsePeerSpecs(entries, kHealthPort);
  for (const PeerProblem& problem : specs.problems) {
    if (problem.fatal) return Wrong(problem.message);
  }
  for (PeerSpec& spec : specs.specs) {
    const bool direct = spec.kind == PeerSpec::Kind::kAddress || spec.kind == PeerSpec::Kind::kName ||
                        spec.kind == PeerSpec::Kind::kTasks;
    if (!direct) return Wrong(word + ": name the hosts themselves, as HOST or HOST:PORT");
    out.hosts.push_back(std::move(spec));
  }
  return Status();
}

Status TakeWord(const std::string& word, bool (*is_directory)(const std::string&), InspectArguments& out) {
  const auto directory = [&](const std::string& text) {
    return text.find('/') != std::string::npos || is_directory(text);
  };
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const bool named = equals != std::string::npos && equals > 0 && name.find('/') == std::string::npos;
  if (named && directory(word.substr(equals + 1))) return TakeDirectory(word.substr(equals + 1), name, out);
  return directory(word) ? TakeDirectory(word, "", out) : TakeHost(word, out);
}

}  // namespace

galera::Result<InspectArguments> ParseInspectArguments(const std::vector<std::string>& arguments,
                                                       bool (*is_directory)(const std::string&)) {
  InspectArguments out;
  std::size_t words = 0;
  for (const std::string& word : arguments) {
    const bool flag = word.starts_with("-");
    const Status taken = flag ? TakeFlag(word, out) : TakeWord(word, is_directory, out);
    if (!taken) return taken.error();
    if (!flag) ++words;
  }
  if (out.help) return out;
  if (words == 0 || words > kWordsMax) return Wrong("name 1 to 64 data directories or hosts");
  if (out.recover && !out.copy_to.empty()) return Wrong("--recover or --recover-copy, not both");
  // Without the node's own settings its binary log, and so what it has committed, may be missed.
  if (out.recover && out.defaults_file.empty()) {
    return Wrong(
        "--recover changes the directory, and needs the node's own settings: --defaults-file=FILE; or "
        "--recover-copy=DIR works on a copy");
  }
  return out;
}

}  // namespace watchdog
