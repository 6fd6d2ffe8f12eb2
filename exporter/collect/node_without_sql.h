// What can be said of a node whose mariadbd takes no connection.
#pragma once

#include <string>

#include "collect/metric_batch.h"
#include "galera/node_state.h"

namespace galera {

// The state from the wsrep status file, if that file was written by a mariadbd
// that still runs (a joiner takes no connection while its state transfer
// lasts); kDown otherwise. An empty path: kDown. Reads files only.
NodeState NodeStateWithoutSql(const std::string& wsrep_status_file);

// The node's state, and what the status file says if its writer still runs.
void AddNodeWithoutSql(MetricBatch& batch, const std::string& wsrep_status_file);

}  // namespace galera
