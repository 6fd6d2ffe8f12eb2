// The command line of one mariadbd. Pure.
#pragma once

#include <string>
#include <vector>

#include "cluster/ports.h"

namespace galera::testing_cluster {

// Where one node lives. All paths absolute.
struct NodePlace {
  int number = 1;  // from 1; the name is "node" + number
  std::string name;
  std::string address;
  NodePorts ports;
  std::string directory;  // holds all that follows
  std::string data;       // datadir
  std::string socket;     // SQL, Unix-domain
  std::string pid_file;
  std::string error_log;
  std::string status_file;  // --wsrep-status-file (JSON)
  std::string recover_log;  // error log of the last --wsrep-recover
  std::string temporary;    // --tmpdir

  static NodePlace At(const std::string& directory, int number, std::string address, NodePorts ports);
};

struct ServerFlavour {
  bool galera = true;
  bool fast_failure_detection = false;
  bool performance_schema = false;
  std::string cluster_address;   // gcomm://...
  std::string provider_options;  // appended to ours
  std::vector<std::string> extra;
};

// argv with argv[0] "mariadbd"; small buffers, no option file, `extra` last.
std::vector<std::string> ServerArguments(const NodePlace& place, const ServerFlavour& flavour);

}  // namespace galera::testing_cluster
