// Runs mariadbd --wsrep-recover on a data directory, alone.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "galera/result.h"

namespace watchdog {

struct RecoveryCommand {
  std::string data_directory;
  std::vector<std::string> argv;  // see RecoverArguments
  std::string heuristic_remedy;   // what to do about undecided transactions, for a human
};

struct Recovery {
  std::string position;               // UUID:SEQNO; empty: the directory has no history
  std::size_t rolled_back = 0;        // prepared transactions of Galera's that nobody knew as committed
  std::vector<std::string> warnings;  // for the log, or the page
};

// What a human touches in the confirm directory to have undecided transactions rolled back.
inline constexpr char kHeuristicAnswer[] = "confirm-heuristic-rollback";

// InnoDB's crash recovery changes the directory. Under our lock, and never beside a
// live mariadbd (kUnavailable, naming it; one that is about to end is given five
// seconds). kRefused when mariadbd says no position, and with its words when
// transactions are undecided (see IsUndecided). An hour at most.
galera::Result<Recovery> RunRecovery(const RecoveryCommand& command, const std::stop_token& stop);

// Whether it is the refusal for undecided transactions.
bool IsUndecided(const galera::Error& error);

// Rolls undecided transactions back (--tc-heuristic-recover=rollback): by a human's word
// only. What a client was told of may be among them, where the binary log is lost.
galera::Status RollBackUndecided(const RecoveryCommand& command, const std::stop_token& stop);

}  // namespace watchdog
