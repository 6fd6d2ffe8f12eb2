// The cluster as text: for programs (JSON) and for people (a table).
#pragma once

#include <string>

#include "cluster/cluster.h"

namespace galera::testing_cluster {

// {"nodes": [{"name", "address", "port", "socket", "pid" (null when stopped),
// "datadir", "errorlog", "status_file", "pid_file", "command": [argv]}]}
std::string NodeListJson(Cluster& cluster);

// Writes NodeListJson to DIRECTORY/nodes.json, whole or not at all.
Status WriteNodeList(Cluster& cluster);

// One line per node: name, address:port, pid, process state, Galera state, cluster size.
std::string NodeTable(Cluster& cluster);

}  // namespace galera::testing_cluster
