// The cluster as a person sees it, of a running warden: GET /api/v1/cluster, and what peers want for theirs.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cli/warden.h"
#include "evidence/evidence.h"
#include "http/server.h"
#include "overview/event_book.h"
#include "overview/events_between.h"
#include "overview/history.h"
#include "overview/overview_inputs.h"
#include "overview/own_now.h"
#include "overview/seqno_track.h"
#include "pager/pager.h"

namespace watchdog {

// What it asks for an answer; each must answer at once, whatever mariadbd does. All but `watched` is set.
struct OverviewSources {
  OverviewTeller teller;  // but peers_asked
  const Warden& warden;
  Pager& pager;
  std::function<Evidence()> own = {};  // as it is told to the peers
  std::chrono::milliseconds snapshot_age_max{2500};
  std::optional<std::uint16_t> metrics_port = {};  // as peers reach it; nullopt: they can't
  bool always_asks = false;                        // the peers
  std::function<void()> watched = {};              // somebody looks
};

// `started`: Unix seconds. `entrypoint`: it is `node`, not `monitor`.
OverviewTeller TellerOf(const Warden& warden, std::int64_t started, bool entrypoint);

// Where peers find the page of this node; nullopt where it listens on this machine only.
std::optional<std::uint16_t> PortForPeers(const galera::ListenAddress& listen, const Warden& warden);

// Made before the servers and the pager, which ask and tell it; outlives both. Any thread may call any
// member. In memory it holds 200 KiB at most.
class OverviewPost {
 public:
  OverviewPost() = default;
  OverviewPost(const OverviewPost&) = delete;
  OverviewPost& operator=(const OverviewPost&) = delete;

  void Open(OverviewSources sources);

  // GET /api/v1/cluster; 503 before Open(). An answer is made at most every 200 ms.
  std::vector<galera::Route> Routes();

  // For PagerEyes::told, and QuestionDesk::Listener.
  void OnStep(const PagerStep& step);
  void OnQuestion(const std::optional<Question>& question);

  std::optional<NodeNow> Now() const;  // for Evidence::now; nullopt before Open()

 private:
  galera::Response Answer();
  std::string Render(const OverviewSources& sources) const;
  void LearnNames(const PagerStep& step);

  std::unique_ptr<OverviewSources> owned_;
  std::atomic<const OverviewSources*> open_ = nullptr;

  mutable std::mutex mutex_;
  // Protected by mutex_.
  Scene scene_;
  EventBook events_;
  History history_;
  SeqnoTrack seqnos_;
  std::map<std::string, std::string> names_;  // by address
  std::optional<Question> question_;
  // Of the last step.
  std::optional<galera::Notification> view_;
  std::shared_ptr<const PeerPicture> peers_;
  std::vector<SeenMember> former_members_;
  OwnFacts facts_;

  std::mutex answer_mutex_;  // held while an answer is made: others want the same
  // Protected by answer_mutex_.
  std::string answer_;
  std::chrono::steady_clock::time_point answered_;
};

}  // namespace watchdog
