// Whether a join will need a full state transfer, said before it begins. Pure.
#pragma once

#include <string>
#include <vector>

#include "discovery/peer_picture.h"

namespace watchdog {

struct TransferForecast {
  enum class Kind { kIst, kFull, kUnknown };
  Kind kind = Kind::kUnknown;
  std::string reason;  // with numbers, for the log
};

// `position` is UUID:SEQNO, or empty for a node without a history. A donor can
// send what follows it incrementally if it still holds the next write
// (wsrep_local_cached_downto). Unknown while no peer in a primary component
// says what it holds.
TransferForecast ForecastTransfer(const std::string& position, const std::vector<Peer>& peers);

}  // namespace watchdog
