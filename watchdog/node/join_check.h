// Whether a state transfer from the peers can succeed here, asked before mariadbd is started. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discovery/peer_picture.h"
#include "node/transfer_forecast.h"

namespace watchdog {

struct JoinFacts {
  std::string mariadb_version;                   // of the program to start; empty: not known
  std::optional<std::uint64_t> data_bytes;       // in the directory now; a full transfer replaces it
  std::optional<std::uint64_t> disk_free_bytes;  // where the directory is
};

struct JoinCheck {
  std::string refusal;                // why it can't succeed, and what to do; empty: it can
  std::vector<std::string> warnings;  // what may go wrong, and what was not known
};

// Refuses only what is certain to fail: a full transfer from donors that all run a newer series of MariaDB
// than is installed here (its data files can't be read by an older one), or that all have more than would
// fit, with a tenth to spare. Where the transfer's kind, a version or a size is not known, it warns.
JoinCheck CheckJoin(TransferForecast::Kind forecast, const JoinFacts& facts, const std::vector<Peer>& peers);

}  // namespace watchdog
