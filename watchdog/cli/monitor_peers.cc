#include "cli/monitor_peers.h"

#include <ctime>
#include <map>
#include <mutex>
#include <utility>

#include "cli/node_sources.h"
#include "discovery/own_addresses.h"
#include "discovery/peer_spec.h"
#include "galera/wsrep_status.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::Status;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kInterval{5000};
constexpr milliseconds kHurried{1000};
constexpr std::chrono::minutes kWhile{2};
constexpr std::uint16_t kGroupPort = 4567;  // not used: only :8081 is asked

// A member that has left may be down, or in another primary component: both are to be known.
constexpr std::chrono::hours kFormerFor{24};
constexpr std::size_t kFormerMax = 100;

Evidence FirstEvidence() {
  Evidence evidence;
  evidence.node_id = RandomNodeId();
  evidence.node_name = HostName();
  evidence.started = std::time(nullptr);
  evidence.phase = Evidence::Phase::kServing;
  evidence.data = Evidence::Data::kUnknown;
  return evidence;
}

}  // namespace

// The members of the views of a day, this node among them: it finds itself by its node_id.
class ViewPeers : public PeerSource {
 public:
  void See(const galera::Snapshot& snapshot) {
    if (!snapshot.wsrep) return;
    const auto now = steady_clock::now();
    const std::lock_guard lock(mutex_);
    std::erase_if(members_, [now](const auto& member) { return now - member.second > kFormerFor; });
    for (const std::string_view member : galera::SplitAddresses(snapshot.wsrep->incoming_addresses)) {
      const std::string_view host = member.substr(0, member.rfind(':'));
      const auto address = ParseNodeAddress(host);
      if (address && (members_.size() < kFormerMax || members_.contains(*address))) members_[*address] = now;
    }
    told_ = true;
  }

  NameAnswer List(const PeerSpec& spec, SteadyTime /*deadline*/, int /*cancel_fd*/) const override {
    NameAnswer answer;
    answer.name = spec.text;
    const auto now = steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (!told_) {
      answer.kind = NameAnswer::Kind::kServerFailure;
      answer.detail = "mariadbd has not told its view yet";
      return answer;
    }
    for (const auto& [address, seen] : members_) {
      if (now - seen <= kFormerFor) answer.addresses.push_back(address);
    }
    answer.kind = answer.addresses.empty() ? NameAnswer::Kind::kEmpty : NameAnswer::Kind::kAddresses;
    answer.answered = now;
    return answer;
  }

 private:
  mutable std::mutex mutex_;
  // Protected by mutex_.
  std::map<NodeAddress, steady_clock::time_point> members_;  // last seen
  bool told_ = false;
};

MonitorPeers::MonitorPeers(const PagingPost& paging, const OverviewPost& overview)
    : board_(FirstEvidence()),
      promises_(board_.Now().node_id),
      source_{board_,
              promises_,
              [this]() -> std::shared_ptr<const galera::Snapshot> {
                const Warden* warden = warden_;
                auto snapshot = warden == nullptr ? nullptr : warden->LatestSnapshot();
                if (snapshot) Note(*snapshot);
                return snapshot;
              },
              nullptr,
              [&paging] { return paging.News(); },
              [&overview] { return overview.Now(); }},
      view_(std::make_shared<ViewPeers>()) {}

MonitorPeers::~MonitorPeers() { End(); }

void MonitorPeers::See(const galera::Snapshot& snapshot) { view_->See(snapshot); }

galera::Route MonitorPeers::Route() { return EvidenceRoute(source_); }

Evidence MonitorPeers::Own() { return EvidenceNow(source_, steady_clock::now()); }

void MonitorPeers::Note(const galera::Snapshot& snapshot) {
  board_.SetServerRuns(snapshot.answered);
  board_.Update([&](Evidence& evidence) {
    if (!snapshot.constants.cluster_name.empty()) evidence.cluster_name = snapshot.constants.cluster_name;
    if (!snapshot.constants.node_name.empty()) evidence.node_name = snapshot.constants.node_name;
    if (!snapshot.constants.mariadb_version.empty())
      evidence.mariadb_version = snapshot.constants.mariadb_version;
    if (!snapshot.wsrep) return;
    evidence.state_uuid = snapshot.wsrep->local_state_uuid;
    if (!snapshot.wsrep->gcomm_uuid.empty()) evidence.member_uuids = {snapshot.wsrep->gcomm_uuid};
  });
}

Status MonitorPeers::Open(const Warden& warden, const std::vector<std::string>& configured,
                          std::uint16_t port, Pager& pager) {
  warden_ = &warden;
  PeerWatchOptions options;
  std::vector<std::string> entries = configured;
  if (entries.empty()) entries = {"file:/view"};
  PeerSpecs specs = ParsePeerSpecs(entries, kGroupPort);
  for (const PeerProblem& problem : specs.problems) {
    if (problem.fatal) return galera::Error{galera::ErrorCode::kInvalid, "paging.peers: " + problem.message};
  }
  options.peers = std::move(specs.specs);
  if (configured.empty()) options.sources.file = view_;
  if (const auto interfaces = ReadOwnAddresses()) {
    if (const auto own = SelectNodeAddress("", *interfaces)) options.own = *own;
  }
  options.own_node_id = board_.Now().node_id;
  options.health_port = port;
  options.interval = kInterval;
  const std::lock_guard lock(mutex_);
  options_ = std::move(options);
  pager_ = &pager;
  return Status();
}

void MonitorPeers::AskAlways() {
  const std::lock_guard lock(mutex_);
  always_ = true;
  Begin();
}

void MonitorPeers::AskForAWhile() {
  const std::lock_guard lock(mutex_);
  until_ = steady_clock::now() + kWhile;
  Begin();
}

// Under the lock.
void MonitorPeers::Begin() {
  if (asks_ || pager_ == nullptr) return;
  asks_ = true;
  // One before it has nothing left to do.
  thread_ = std::jthread([this, pager = pager_](const std::stop_token& stop) { Ask(stop, *pager); });
}

bool MonitorPeers::IsWanted() const {
  const std::lock_guard lock(mutex_);
  return always_ || steady_clock::now() < until_;
}

void MonitorPeers::Ask(const std::stop_token& stop, Pager& pager) {
  PeerWatch watch(options_);
  std::uint64_t round = 0;
  while (!stop.stop_requested() && IsWanted()) {
    const auto picture = watch.WaitBeyond(round, steady_clock::now() + milliseconds(200));
    if (picture) {
      round = picture->round;
      pager.OnPeers(picture);
    }
    const auto latest = watch.Latest();
    if (latest && pager.WantsPeers() && steady_clock::now() - latest->time > kHurried) watch.AskNow();
  }
  watch.Stop();
  pager.OnPeers(nullptr);  // what was seen last gets old
  const std::lock_guard lock(mutex_);
  asks_ = false;
}

void MonitorPeers::End() {
  std::jthread last;
  {
    const std::lock_guard lock(mutex_);
    pager_ = nullptr;
    last = std::move(thread_);
  }
  if (!last.joinable()) return;
  last.request_stop();
  last.join();
}

}  // namespace watchdog
