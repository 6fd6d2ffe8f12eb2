// Watches this node and its cluster for incidents, and pages. One thread decides; what it hears are hints to
// look again, and what it sees then decides.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "collect/metric_batch.h"
#include "evidence/directory_lock.h"
#include "evidence/paging_news.h"
#include "incident/cluster_log.h"
#include "incident/incident_tracker.h"
#include "incident/lost_connections.h"
#include "page/page_desk.h"
#include "pager/control_message.h"
#include "pager/expected_size.h"
#include "pager/incident_page.h"
#include "pager/maintenance_book.h"
#include "pager/observe.h"
#include "pager/pager_memory.h"
#include "pager/pager_state.h"
#include "pager/paging_settings.h"
#include "pager/rates.h"

namespace watchdog {

// What it saw at one step, and what came of it.
struct PagerStep {
  Instant now;
  Sources sources;
  Observation seen;  // empty while cluster and node have no names yet
  std::vector<Transition> transitions;
  const IncidentRules& rules;
};

// How it looks, and who looks at it; each may be empty. Called from the pager's thread, and must not wait.
struct PagerEyes {
  std::function<std::shared_ptr<const galera::Snapshot>()> snapshot;
  std::function<std::optional<Evidence>()> own;
  std::function<bool()> server_runs;
  std::function<std::optional<Transfer>()> transfer;
  std::function<void(const PagerStep&)> told;  // of each step: once a second, and when something happens
};

struct PagerOptions {
  PagingSettings settings;
  std::string cluster;  // empty, of both: as the server says, or said before a restart
  std::string node;
  std::string instance;  // unless the settings name one
  std::string user_agent = "galera-warden";
  std::chrono::milliseconds snapshot_age_max{2500};
};

// Any thread may call any member; the hints never wait.
class Pager {
 public:
  Pager(PagerOptions options, PagerEyes eyes);
  ~Pager();  // half a second; what was not delivered is on disk
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  void OnLook();  // there is a new look at mariadbd
  void OnPeers(std::shared_ptr<const PeerPicture> peers);
  void OnNotification(const galera::Notification& notification);
  void OnLog(const std::vector<std::string>& lines);
  void OnServerStart();
  // `died`: how, where nobody had asked for it. `for_good`: nobody starts it again, so that there is nothing
  // to wait for.
  void OnServerEnd(const std::string& died, bool for_good);
  void OnQuestion(const std::string& question);  // to a human; empty: none any more
  void OnRefusal(const std::string& why);        // the node can't be started; empty: it can

  // Whether the peers are to be asked at once: somebody else may have said what we are about to say, or what
  // a peer said once, before it knew better, is about to be held against it, or a person looks.
  bool WantsPeers() const;
  // A person looks at the cluster now: for three seconds the peers are wanted.
  void OnWatched() { watched_ = std::chrono::steady_clock::now(); }
  PagingNews News() const;  // for the peers

  // Waits until what is known by now is in the hands of the receivers; at most `most`.
  void Flush(std::chrono::milliseconds most);

  PagerState State() const;
  std::string IncidentsJson() const;  // of /api/v1/incidents
  void AddMetrics(galera::MetricBatch& batch) const;
  // What a person says through the control socket. Takes up to 15 seconds.
  ControlAnswer Answer(const ControlRequest& request);

 private:
  struct Hints {
    std::shared_ptr<const PeerPicture> peers;
    std::optional<galera::Notification> view;
    std::chrono::steady_clock::time_point view_heard;
    std::string death;
    bool for_good = false;
    std::string question;
    std::string refusal;
    std::string eviction;
  };

  void TakeHome();
  void TakeUp();
  std::string Trouble(const std::string& of_desk) const;
  void Hint(const std::function<void()>& note);
  void Loop(const std::stop_token& stop);
  void Step();
  void Complete(Sources& sources) const;
  Observation Look(Sources& sources, const Instant& now);
  void SeeConnections(std::chrono::steady_clock::time_point now, Observation& seen);
  void SeeSize(const Instant& now, Observation& seen);
  static std::vector<std::string> Broken(const std::vector<ReceiverStatus>& receivers,
                                         std::chrono::system_clock::time_point now);
  std::vector<Page> Pages(const std::vector<Transition>& transitions) const;
  void HearOfDeliveries(const Observation& seen);
  void Keep(const PagerMemory& memory);
  PageFrame Frame() const;
  bool LearnNames(const galera::Snapshot* snapshot);
  std::vector<Transition> Track(const std::vector<Finding>& findings, const Instant& now);
  ControlAnswer On(const BeginMaintenance& request);
  ControlAnswer On(const EndMaintenance& request);
  ControlAnswer On(const ShowMaintenance& request);
  ControlAnswer On(const ExpectSize& request);
  ControlAnswer On(const TestReceivers& request);
  ControlAnswer On(const ListReceivers& request);
  ControlAnswer On(const ShowIncidents& request);
  std::vector<HeldMaintenance> Held() const;
  std::vector<HeldMaintenance> AwaitPeers(const std::string& only);
  void StepNow(std::chrono::milliseconds most);

  const PagerOptions options_;
  const PagerEyes eyes_;
  const std::chrono::steady_clock::time_point started_;
  std::optional<DirectoryLock> lock_;
  std::string home_;          // where it keeps what it keeps; empty: nowhere
  std::string home_trouble_;  // why; empty where nobody is to be paged
  std::unique_ptr<PageDesk> desk_;
  PagerMemory kept_;  // on disk; of the thread
  std::atomic<bool> holds_ = false;
  std::atomic<bool> doubts_ = false;
  std::atomic<int> asks_ = 0;  // persons who wait for the peers to know
  std::atomic<std::chrono::steady_clock::time_point> watched_{};

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any stepped_;
  // Protected by mutex_.
  std::uint64_t wanted_ = 0;  // steps
  std::uint64_t done_ = 0;
  Hints hints_;
  LostConnections connections_;
  IncidentTracker tracker_;
  ExpectedSizeBook size_;
  MaintenanceBook maintenance_;
  Rates rates_;
  Observation seen_;
  std::optional<int> data_nodes_;
  std::vector<SeenMember> former_members_;
  bool served_ = false;
  bool complete_once_ = false;  // the expected size was there
  std::string memory_trouble_;
  std::string cluster_;  // empty: not known yet
  std::string node_;
  bool taken_up_ = false;

  std::jthread thread_;  // last: uses the rest
};

}  // namespace watchdog
