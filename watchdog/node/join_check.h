// Whether a state transfer from the peers can succeed here, asked before mariadbd is started. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// Major and minor of "10.11.6-MariaDB-log", and of what `mariadbd --version` says ("... Ver 10.11.6-MariaDB
// for ..."); nullopt for anything else.
std::optional<std::pair<int, int>> ParseMariadbSeries(std::string_view version);

// "10.11.6-MariaDB-0+deb12u1" from what `mariadbd --version` says; empty: it is not there.
std::string ParseMariadbVersion(std::string_view output);

}  // namespace watchdog
