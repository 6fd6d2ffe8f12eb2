// The JSON file that mariadbd keeps up to date outside SQL when started with
// --wsrep-status-file=PATH: the one thing that tells a joiner in a state
// transfer from a node that is down. Written on change only, and left behind
// by a mariadbd that died. Format: wsrep-lib, reporter.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "galera/node_state.h"
#include "galera/result.h"

namespace galera {

struct WsrepStatusFile {
  std::string state;    // "SYNCED", "JOINING", "CONNECTED", …
  std::string comment;  // "Operational", "Receiving SST", …
  std::optional<double> timestamp_seconds;
  std::optional<double> progress_done;  // absent when the length is not known
  std::optional<double> progress_total;
};

// Pure. kInvalid says what is missing. Unknown members are ignored.
Result<WsrepStatusFile> ParseWsrepStatusFile(std::string_view json);

// What the file says of a node that does not answer SQL; kDown if it says
// nothing of a running start.
NodeState StateWithoutSql(const WsrepStatusFile& file);

}  // namespace galera
