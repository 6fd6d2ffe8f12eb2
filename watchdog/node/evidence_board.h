// What this node's warden says of itself on :8081/v1/evidence. The node's run
// writes it, HTTP threads read it.
#pragma once

#include <chrono>
#include <mutex>
#include <utility>

#include "evidence/evidence.h"
#include "galera/health.h"

namespace watchdog {

// `evidence` with what a look at mariadbd adds: primary component, UUIDs, members.
// An old look, or none, says nothing; `server_runs` false is a definite "not in a
// primary component". Pure.
Evidence WithSnapshot(Evidence evidence, const galera::Snapshot* snapshot, bool server_runs,
                      std::chrono::milliseconds max_age, std::chrono::steady_clock::time_point now);

// Any thread.
class EvidenceBoard {
 public:
  explicit EvidenceBoard(Evidence first) : evidence_(std::move(first)) {}

  Evidence Now() const;
  bool server_runs() const;

  // `change` gets the evidence to change, under the lock: be short.
  template <typename Change>
  void Update(Change change) {
    const std::lock_guard lock(mutex_);
    change(evidence_);
  }
  void SetServerRuns(bool runs);

 private:
  mutable std::mutex mutex_;
  Evidence evidence_;
  bool server_runs_ = true;  // until the supervisor has told
};

}  // namespace watchdog
