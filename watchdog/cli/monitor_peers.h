// How the wardens of a cluster know of each other where something else runs mariadbd: each serves its
// evidence on :8081, and asks the addresses of the view.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/evidence_routes.h"
#include "cli/paging_post.h"
#include "cli/warden.h"
#include "discovery/peer_watch.h"
#include "node/evidence_board.h"
#include "node/promise_desk.h"

namespace watchdog {

// It promises nothing: who starts mariadbd is somebody else.
class MonitorPeers {
 public:
  explicit MonitorPeers(const PagingPost& paging);
  ~MonitorPeers();
  MonitorPeers(const MonitorPeers&) = delete;
  MonitorPeers& operator=(const MonitorPeers&) = delete;

  galera::Route Route();  // GET /v1/evidence

  // From now on: asks the peers that `configured` names, else those of the view, and tells the pager.
  galera::Status Begin(const Warden& warden, const std::vector<std::string>& configured, std::uint16_t port,
                       Pager& pager);
  void End();

 private:
  void Note(const galera::Snapshot& snapshot);

  EvidenceBoard board_;
  PromiseDesk promises_;
  std::atomic<const Warden*> warden_ = nullptr;
  const PagingPost& paging_;
  std::unique_ptr<PeerWatch> watch_;
  std::jthread thread_;
};

}  // namespace watchdog
