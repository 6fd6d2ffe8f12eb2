#include "cluster/command_line.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace galera::testing_cluster {
namespace {

const std::vector<std::string> kNodeVerbs = {"kill",   "stop", "start",   "bootstrap",
                                             "freeze", "thaw", "isolate", "heal"};

std::optional<int> Number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

Error Wrong(const std::string& message) {
  return {ErrorCode::kInvalid, message + "; see galera-cluster --help"};
}

bool TakeFlag(const std::string& name, ClusterOptions& options) {
  if (name == "--keep") return options.keep_directory = true;
  if (name == "--free-addresses") return options.first_address.clear(), true;
  if (name == "--namespaces") return options.first_address.clear(), options.namespaces = true;
  if (name == "--fast-failure-detection") return options.fast_failure_detection = true;
  if (name == "--performance-schema") return options.performance_schema = true;
  if (name == "--state-transfer") return options.formation = Formation::kStateTransfer, true;
  if (name == "--standalone") return options.galera = false, true;
  return false;
}

Status TakeValue(const std::string& name, const std::string& value, ClusterOptions& options) {
  if (name == "--directory") {
    options.directory = value;
  } else if (name == "--first-address") {
    options.first_address = value;
  } else if (name == "--provider-options") {
    options.provider_options = value;
  } else if (name == "--option") {
    options.server_options.push_back(value);
  } else if (name == "--nodes") {
    const std::optional<int> nodes = Number(value);
    if (!nodes) return Wrong("--nodes " + value + ": not a number");
    options.nodes = *nodes;
  } else if (name == "--timeout") {
    const std::optional<int> seconds = Number(value);
    if (!seconds) return Wrong("--timeout " + value + ": not a number of seconds");
    options.start_timeout = std::chrono::seconds(*seconds);
  } else if (name == "--node-option") {
    const size_t colon = value.find(':');
    const std::optional<int> node = Number(value.substr(0, colon));
    if (!node || colon == std::string::npos) return Wrong("--node-option " + value + ": not NUMBER:OPTION");
    options.node_options[*node].push_back(value.substr(colon + 1));
  } else {
    return Wrong("unknown option " + name);
  }
  return {};
}

}  // namespace

const char* const kUsage = R"(galera-cluster: a throw-away MariaDB Galera cluster on this machine

  galera-cluster run --directory DIR [options]     start it, stay until SIGINT or SIGTERM
  galera-cluster status --directory DIR            show the nodes
  galera-cluster VERB NODE --directory DIR         NODE is node1 or 1; VERB one of
      kill       kill -9
      stop       stop cleanly
      start      start again, wait until Synced (after a crash: recovers the position first)
      bootstrap  start as the first node of a new primary component
      freeze     SIGSTOP          thaw       SIGCONT
      isolate    cut its network  heal       undo that   (both with --namespaces only)

Options of run:
  --directory DIR           holds everything; absent or empty before, removed afterwards
  --keep                    do not remove DIR
  --nodes N                 default 3
  --first-address A         address of node1, the others follow; default 127.0.0.11;
                            ports 3306 (SQL), 4567, 4568 (Galera), 4444 (state transfer)
  --free-addresses          any free loopback addresses (and ports) instead
  --namespaces              each node in its own network namespace, 10.77.0.11 and up (root)
  --standalone              servers without Galera
  --state-transfer          let nodes join by full state transfer instead of a copied state
  --fast-failure-detection  a dead node is noticed after 2 s instead of 6 s
  --performance-schema      switch it on
  --option OPTION           for every mariadbd, e.g. --option --max-connections=5
  --node-option N:OPTION    for one, e.g. --node-option 2:--log-bin
  --provider-options O      e.g. "gcache.size=32M;pc.weight=2"
  --timeout SECONDS         for the start, default 60

When all nodes are Synced, DIR/nodes.json tells their addresses, pids, sockets and
files, and the line "ready DIR/nodes.json" is printed. Users: root without password on
the socket; exporter, password exporter, from everywhere with reading rights.
)";

Result<CommandLine> ParseCommandLine(const std::vector<std::string>& words) {
  CommandLine line;
  line.options.first_address = "127.0.0.11";
  std::vector<std::string> plain;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string name = words[i];
    if (name == "--help" || name == "-h") return CommandLine{"help", "", {}};
    if (name.rfind("--", 0) != 0) {
      plain.push_back(name);
      continue;
    }
    if (TakeFlag(name, line.options)) continue;
    std::string value;
    if (const size_t equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    } else if (i + 1 < words.size()) {
      value = words[++i];
    } else {
      return Wrong(name + " needs a value");
    }
    if (Status taken = TakeValue(name, value, line.options); !taken) return taken.error();
  }
  if (plain.empty()) return Wrong("no command given");
  line.verb = plain[0];
  const bool of_node = std::find(kNodeVerbs.begin(), kNodeVerbs.end(), line.verb) != kNodeVerbs.end();
  if (!of_node && line.verb != "run" && line.verb != "status") return Wrong("unknown command " + line.verb);
  if (plain.size() != (of_node ? 2U : 1U)) {
    return Wrong(line.verb + (of_node ? " needs exactly one NODE" : " takes no further word"));
  }
  if (of_node) line.node = plain[1];
  if (line.options.directory.empty()) return Wrong(line.verb + " needs --directory DIR");
  return line;
}

}  // namespace galera::testing_cluster
