// How the wardens of a cluster know of each other where something else runs mariadbd: each serves its
// evidence on :8081, and asks the addresses of the view.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/evidence_routes.h"
#include "cli/overview_post.h"
#include "cli/paging_post.h"
#include "cli/warden.h"
#include "discovery/peer_watch.h"
#include "node/evidence_board.h"
#include "node/promise_desk.h"

namespace watchdog {

class ViewPeers;

// It promises nothing: who starts mariadbd is somebody else.
class MonitorPeers {
 public:
  MonitorPeers(const PagingPost& paging, const OverviewPost& overview);
  ~MonitorPeers();
  MonitorPeers(const MonitorPeers&) = delete;
  MonitorPeers& operator=(const MonitorPeers&) = delete;

  galera::Route Route();  // GET /v1/evidence
  Evidence Own();         // what it says; any thread

  // From now on it says what it knows, and asks when it is told to: the peers that `configured` names, else
  // those of the view; the pager is told.
  galera::Status Open(const Warden& warden, const std::vector<std::string>& configured, std::uint16_t port,
                      Pager& pager);
  void See(const galera::Snapshot& snapshot);  // each look; any thread, also before Open()
  void AskAlways();
  // For two minutes from now; never waits, and does nothing before Open(). Any thread. A plain exporter is to
  // be small: it loads libcurl when somebody looks at its page, not before.
  void AskForAWhile();
  void End();

 private:
  void Note(const galera::Snapshot& snapshot);
  void Begin();
  void Ask(const std::stop_token& stop, Pager& pager);
  bool IsWanted() const;

  EvidenceBoard board_;
  PromiseDesk promises_;
  std::atomic<const Warden*> warden_ = nullptr;
  const EvidenceSource source_;
  const std::shared_ptr<ViewPeers> view_;

  mutable std::mutex mutex_;
  // Protected by mutex_.
  Pager* pager_ = nullptr;  // null: not open
  PeerWatchOptions options_;
  bool always_ = false;
  std::chrono::steady_clock::time_point until_;  // as long as somebody looks
  bool asks_ = false;
  std::jthread thread_;
};

}  // namespace watchdog
