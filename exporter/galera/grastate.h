// grastate.dat: the position that a node had when Galera last wrote it down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace galera {

enum class GrastateKind {
  kEmpty,       // 0 bytes: a state transfer began and did not end
  kUnreadable,  // no UUID in it
  kZeroUuid,  // written by a node that was voted out, or that lost its history: its data is not to be trusted
  kPosition,  // a UUID; the seqno may still be -1 (a crash: ask --wsrep-recover)
};

// Each field is unset if it is missing, malformed, or there twice with two values.
struct Grastate {
  GrastateKind kind = GrastateKind::kUnreadable;
  std::optional<std::string> version;
  std::optional<std::string> uuid;    // in lower case
  std::optional<std::int64_t> seqno;  // -1 or more
  std::optional<bool> safe_to_bootstrap;
};

// Never fails: unknown lines, blanks and carriage returns are passed over.
Grastate ParseGrastate(std::string_view text);

}  // namespace galera
