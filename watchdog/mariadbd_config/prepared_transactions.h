// What `mariadbd --wsrep-recover` says of transactions that a crash left
// prepared: neither committed nor rolled back. Pure. Measured on 10.11.
//
// Galera's own are never left over: where tc.log and the binary log are gone, they are
// rolled back with a warning, and the position is said as ever. XA PREPARE is refused
// under Galera (error 1235); one from a time without it stays, with a warning. What
// stops mariadbd are transactions of a time without Galera, with a binary log that is gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog {

struct PreparedTransactions {
  // "[ERROR] Found N prepared transactions! ...": no position is said, and no start works
  // before --tc-heuristic-recover. The sentence, without date and level.
  std::optional<std::string> undecided;
  // "[Warning] Found N prepared XA transactions": they hold their locks after a start.
  std::optional<std::int64_t> of_clients;
  // "[Warning] Rolled back orphan prepared wsrep transaction SEQNO".
  std::vector<std::int64_t> rolled_back;  // 1000 at most
  // "[Note] Please restart without --tc-heuristic-recover": it did what it was asked for.
  bool heuristic_done = false;

  bool operator==(const PreparedTransactions&) const = default;
};

// Takes any text.
PreparedTransactions ParsePreparedTransactions(std::string_view log);

// Whether the line counts in the above, so that a talkative recovery is kept small.
bool SpeaksOfPrepared(std::string_view line);

}  // namespace watchdog
