// Whether a node should get clients (8080), and whether it takes part in the
// cluster (8081): a pure judgement of a sampled snapshot.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "galera/node_state.h"
#include "galera/wsrep_status.h"

namespace galera {

// What hardly ever changes while a server runs; asked once a minute and of each new session.
struct NodeConstants {
  std::string cluster_name;  // wsrep_cluster_name; empty: not known
  std::string node_name;     // wsrep_node_name; empty: not known
  std::optional<double> gcache_size_bytes;
  std::string mariadb_version;          // "10.11.19"; empty: not known
  std::optional<std::uint64_t> weight;  // pc.weight
};

// One look at the node; immutable once published.
//
// Measured on 10.11.19 (query_timeout 1 s, a look each second; Unix socket and TCP alike):
// - kill -9: the next look fails in under 50 ms (the kernel takes the process down), not timed out: the
// session
//   is lost and the connection after it is refused; state down.
// - SIGSTOP: the next look ends after query_timeout, timed out; state down, or as the wsrep status file says.
//   It stays so for as long as the server stands still, also when its queue of connections has filled.
// - A joiner in a full state transfer: nothing listens, as after kill -9; only the wsrep status file tells
//   the two apart (state joiner). At the end of a start it takes connections up to 0.2 s before it answers.
struct Snapshot {
  std::chrono::steady_clock::time_point taken;  // when the answer was complete
  bool answered = false;                        // mariadbd answered in time
  bool refused = false;                         // it answered, but let us not in
  bool timed_out = false;                       // it takes connections, and was silent until the deadline
  std::string failure;                          // why not, for a human; empty if it did
  std::optional<WsrepStatus> wsrep;             // nullopt: no answer, or standalone
  std::optional<bool> read_only;
  bool draining = false;
  NodeState state = NodeState::kDown;
  NodeConstants constants;  // as last heard, also where this look was not answered
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
