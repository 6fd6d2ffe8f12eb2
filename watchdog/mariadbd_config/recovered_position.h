// What `mariadbd --wsrep-recover` said. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog {

struct RecoveredPosition {
  std::string uuid;         // in lower case; may be the zero one: no history
  std::int64_t seqno = -1;  // -1 or more
  std::string gtid;         // "0-1-42" where the server adds one; else empty
  std::string Text() const {
    return uuid + ":" + std::to_string(seqno);
  }  // as --wsrep_start_position takes it
  bool operator==(const RecoveredPosition&) const = default;
};

// The last "WSREP: Recovered position: UUID:SEQNO[,GTID]" of the log; lines that only resemble it don't
// count. nullopt: the position is unknown, which is not the same as none.
std::optional<RecoveredPosition> ParseRecoveredPosition(std::string_view log);

}  // namespace watchdog
