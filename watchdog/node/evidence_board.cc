#include "node/evidence_board.h"

namespace watchdog {

Evidence WithSnapshot(Evidence evidence, const galera::Snapshot* snapshot, bool server_runs,
                      std::chrono::milliseconds max_age, std::chrono::steady_clock::time_point now) {
  evidence.primary.reset();
  if (!server_runs) evidence.primary = false;
  if (snapshot == nullptr || now - snapshot->taken > max_age || !snapshot->answered || !snapshot->wsrep) {
    return evidence;
  }
  const galera::WsrepStatus& wsrep = *snapshot->wsrep;
  // A donor just after a partition shows a good state with wsrep_ready OFF (measured): not known.
  evidence.primary.reset();
  if (!wsrep.InPrimaryComponent()) evidence.primary = false;
  if (wsrep.InPrimaryComponent() && wsrep.ready.value_or(false)) evidence.primary = true;
  // That of gvwstate.dat is of the run before: it is read when mariadbd does not run.
  if (evidence.primary == true && !wsrep.gcomm_uuid.empty()) evidence.member_uuids = {wsrep.gcomm_uuid};
  if (wsrep.last_committed) evidence.seqno = static_cast<std::int64_t>(*wsrep.last_committed);
  if (wsrep.local_cached_downto) {
    evidence.cached_downto = static_cast<std::int64_t>(*wsrep.local_cached_downto);
  }
  evidence.cluster_state_uuid = wsrep.cluster_state_uuid;
  evidence.state_uuid = wsrep.local_state_uuid;
  // A component that is not primary is not the cluster.
  if (wsrep.InPrimaryComponent() && wsrep.cluster_size)
    evidence.members = static_cast<int>(*wsrep.cluster_size);
  return evidence;
}

Evidence EvidenceBoard::Now() const {
  const std::lock_guard lock(mutex_);
  return evidence_;
}

bool EvidenceBoard::server_runs() const {
  const std::lock_guard lock(mutex_);
  return server_runs_;
}

void EvidenceBoard::SetServerRuns(bool runs) {
  const std::lock_guard lock(mutex_);
  server_runs_ = runs;
}

}  // namespace watchdog
