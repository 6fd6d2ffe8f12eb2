// The position that mariadbd is started from. After an unclean stop it is
// recovered first: without it three crashed nodes re-form a component whose
// state UUID is all zeros (measured), and a bootstrap begins a new history.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "galera/grastate.h"
#include "galera/result.h"
#include "node/recovery.h"
#include "settings/node_settings.h"

namespace watchdog {

enum class PositionNeed {
  kNone,     // mariadbd reads grastate.dat itself, or there is nothing to read
  kRecover,  // only --wsrep-recover knows
  kNever,    // what InnoDB says must not be believed: a full state transfer
};

struct PositionQuestion {
  PositionNeed need = PositionNeed::kNone;
  std::string reason;  // for the log
};

// `grastate` nullopt: there is no such file. `transfer_cut_short`: its marker is there, or
// none of a server's tables. Pure, and by the rules of evidence/directory_state.h.
PositionQuestion AskPosition(bool data_present, const std::optional<galera::Grastate>& grastate,
                             bool transfer_cut_short = false);

// grastate.dat of the data directory; nullopt if there is none. kDenied and
// kInvalid when it can't be read.
galera::Result<std::optional<galera::Grastate>> ReadGrastate(const NodeSettings& settings);

struct FoundPosition {
  PositionQuestion question;
  std::string text;       // UUID:SEQNO; empty: none that may be believed, or no history
  std::string untrusted;  // the same, where `text` is empty because it must not be believed

  // To compare with others, and to start from by force: then there is nothing better.
  const std::string& Best() const { return text.empty() ? untrusted : text; }
};

// How the position is recovered here: for RunRecovery and RollBackUndecided.
RecoveryCommand RecoveryCommandFor(const NodeSettings& settings, const std::string& config_file);

// From grastate.dat, or by running mariadbd --wsrep-recover with that
// configuration, under our lock and never beside a mariadbd: errors as RunRecovery's.
galera::Result<FoundPosition> FindPosition(const NodeSettings& settings, bool data_present,
                                           const std::string& config_file, const std::stop_token& stop);

// Puts gvwstate.dat aside: an empty one, which Galera takes for a restored view and
// then waits for ever (measured), or, with `any`, whatever it holds; the one put
// aside before goes. Why it was put aside; empty: it was not.
galera::Result<std::string> PutViewAside(const NodeSettings& settings, bool any);

// Puts grastate.dat aside, and removes galera.cache, so that the node joins by full state transfer: a
// position beyond that of the cluster makes Galera abort, and write-sets of another branch
// with the same seqnos in the cache make what follows the transfer fail (both measured). By a human's word
// only.
galera::Status PutPositionAside(const NodeSettings& settings);

// Writes grastate.dat anew with `position` and safe_to_bootstrap: 1; what it was
// before is kept beside it. By a human's word only.
galera::Status AllowBootstrap(const NodeSettings& settings, const std::string& position);

}  // namespace watchdog
