// Data directories made once and copied for every node.
#pragma once

#include <string>

#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

// A cache of one user, in $TMPDIR (or /tmp) and named after the mariadbd version,
// so that it never serves another server's files.
struct TemplateDirectory {
  std::string cache;   // mode 0700
  std::string plain;   // of a server that never was in a cluster: no history
  std::string galera;  // of the only node of a cluster, stopped cleanly: has a position
};

// $TMPDIR, or /tmp.
std::string TemporaryRoot();

// Returns the templates, making them if need be (about 2 s). Holds a file lock
// meanwhile, so that two programs may call it at once. Any thread.
//
// In them: root without a password on the Unix socket only; exporter@'%' with
// password 'exporter' and PROCESS, BINLOG MONITOR (REPLICATION CLIENT), SLAVE
// MONITOR, SELECT on *.*; an empty database `test`.
Result<TemplateDirectory> EnsureTemplate(Millis timeout);

// Copies `from` to `to` (which must not exist), keeping owners.
Status CopyDirectory(const std::string& from, const std::string& to);

}  // namespace galera::testing_cluster
