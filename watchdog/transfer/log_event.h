// What a line of mariadbd's log says of a state transfer. Pure.
//
// The lines are those of MariaDB 10.11.19 with Galera 26.4.23, and of its scripts wsrep_sst_mariabackup and
// wsrep_sst_rsync; whole logs of real transfers are in tests/unit/transfer/data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "transfer/transfer.h"

namespace watchdog {

struct TransferLogEvent {
  enum class Kind {
    kSelected,        // every node is told who gives to whom: joiner, donor
    kScript,          // this node runs a transfer script: role, method; a donor's: address, transfer
    kWanted,          // a joiner has asked: first; 0: it has no history and can use a full one only
    kDecided,         // the script has said which transfer it is: transfer
    kStreamed,        // a joiner's script is through
    kIstBegins,       // a joiner: first, total
    kIstProgress,     // a joiner: done, total
    kIstServing,      // a donor: address, first, last; also at the end of a full one
    kIstServed,       // a donor
    kIstServeFailed,  // a donor: text
    kSent,            // a donor's script is through
    kSendFailed,      // a donor: text
    kJoined,          // a joiner has all it needs
    kJoinFailed,      // a joiner: text
    kProblem,         // an error of the script, which may be why it fails: text
  };
  Kind kind = Kind::kProblem;
  std::optional<Transfer::Role> role{};
  std::optional<Transfer::Kind> transfer{};
  std::string method{};  // "mariabackup", "rsync", ...
  std::string joiner{};  // names of nodes
  std::string donor{};
  std::string address{};                         // of the joiner, without its port
  std::string text{};                            // for a human
  std::optional<std::int64_t> first{}, last{};   // seqnos
  std::optional<std::uint64_t> done{}, total{};  // write-sets

  bool operator==(const TransferLogEvent&) const = default;
};

// Takes any bytes. nullopt for a line that says nothing of a transfer, or does not say it whole: a number
// that is none, a cut line. Text from the line is cut at 300 bytes, names and addresses that are longer than
// 255 bytes or hold control characters are left out.
std::optional<TransferLogEvent> ParseTransferLine(std::string_view line);

}  // namespace watchdog
