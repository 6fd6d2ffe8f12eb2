// Whether a node should get clients (8080), and whether it takes part in the
// cluster (8081): a pure judgement of a sampled snapshot.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "galera/node_state.h"
#include "galera/wsrep_status.h"

namespace galera {

// One look at the node; immutable once published.
struct Snapshot {
  std::chrono::steady_clock::time_point taken;  // when the answer was complete
  bool answered = false;                        // mariadbd answered in time
  bool refused = false;                         // it answered, but let us not in
  std::string failure;                          // why not, for a human; empty if it did
  std::optional<WsrepStatus> wsrep;             // nullopt: no answer, or standalone
  std::optional<bool> read_only;
  bool draining = false;
  NodeState state = NodeState::kDown;
};

enum class HealthQuestion {
  kReady,   // :8080, for clients
  kSynced,  // :8081, synced or donor
};

struct HealthPolicy {
  bool available_when_donor = false;
  bool available_when_read_only = false;
  std::chrono::milliseconds max_age{2500};
};

struct Health {
  bool ok = false;
  std::string word;    // ends the first line of the body: "synced", "not synced", "read-only", …
  std::string reason;  // one line
};

// `snapshot` null means that nothing has been sampled yet. A snapshot older
// than max_age is unknown, and unknown is never healthy. A standalone server
// is healthy when it answers and is not draining.
Health EvaluateHealth(HealthQuestion question, const Snapshot* snapshot, const HealthPolicy& policy,
                      std::chrono::steady_clock::time_point now);

}  // namespace galera
