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
constexpr std::uint16_t kGroupPort = 4567;  // not used: only :8081 is asked

// A member that has left may be down, or in another primary component: both are to be known.
constexpr std::chrono::hours kFormerFor{24};
constexpr std::size_t kFormerMax = 100;

// The members of the views of a day, this node among them: it finds itself by its node_id.
class ViewPeers : public PeerSource {
 public:
  explicit ViewPeers(const Warden& warden) : warden_(warden) {}

  NameAnswer List(const PeerSpec& spec, SteadyTime /*deadline*/, int /*cancel_fd*/) const override {
    NameAnswer answer;
    answer.name = spec.text;
    const auto snapshot = warden_.LatestSnapshot();
    const auto now = steady_clock::now();
    if (snapshot == nullptr || !snapshot->wsrep) {
      answer.kind = NameAnswer::Kind::kServerFailure;
      answer.detail = "mariadbd does not tell its view";
      return answer;
    }
    const std::lock_guard lock(mutex_);
    for (const std::string_view member : galera::SplitAddresses(snapshot->wsrep->incoming_addresses)) {
      const std::string_view host = member.substr(0, member.rfind(':'));
      const auto address = ParseNodeAddress(host);
      if (address && (members_.size() < kFormerMax || members_.contains(*address))) members_[*address] = now;
    }
    std::erase_if(members_, [now](const auto& member) { return now - member.second > kFormerFor; });
    for (const auto& [address, seen] : members_) answer.addresses.push_back(address);
    answer.kind = answer.addresses.empty() ? NameAnswer::Kind::kEmpty : NameAnswer::Kind::kAddresses;
    answer.answered = now;
    return answer;
  }

 private:
  const Warden& warden_;
  mutable std::mutex mutex_;
  mutable std::map<NodeAddress, steady_clock::time_point> members_;  // last seen; protected by mutex_
};

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

MonitorPeers::MonitorPeers(const PagingPost& paging)
    : board_(FirstEvidence()), promises_(board_.Now().node_id), paging_(paging) {}

MonitorPeers::~MonitorPeers() { End(); }

galera::Route MonitorPeers::Route() {
  const EvidenceSource source{board_, promises_,
                              [this]() -> std::shared_ptr<const galera::Snapshot> {
                                const Warden* warden = warden_;
                                return warden == nullptr ? nullptr : warden->LatestSnapshot();
                              },
                              nullptr, [this] { return paging_.News(); }};
  return EvidenceRoute(source);
}

void MonitorPeers::Note(const galera::Snapshot& snapshot) {
  board_.SetServerRuns(snapshot.answered);
  board_.Update([&](Evidence& evidence) {
    if (!snapshot.constants.cluster_name.empty()) evidence.cluster_name = snapshot.constants.cluster_name;
    if (!snapshot.constants.node_name.empty()) evidence.node_name = snapshot.constants.node_name;
    if (!snapshot.wsrep) return;
    evidence.state_uuid = snapshot.wsrep->local_state_uuid;
    if (!snapshot.wsrep->gcomm_uuid.empty()) evidence.member_uuids = {snapshot.wsrep->gcomm_uuid};
  });
}

Status MonitorPeers::Begin(const Warden& warden, const std::vector<std::string>& configured,
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
  if (configured.empty()) options.sources.file = std::make_shared<ViewPeers>(warden);
  if (const auto interfaces = ReadOwnAddresses()) {
    if (const auto own = SelectNodeAddress("", *interfaces)) options.own = *own;
  }
  options.own_node_id = board_.Now().node_id;
  options.health_port = port;
  options.interval = kInterval;
  watch_ = std::make_unique<PeerWatch>(std::move(options));
  thread_ = std::jthread([this, &warden, &pager](const std::stop_token& stop) {
    std::uint64_t round = 0;
    while (!stop.stop_requested()) {
      if (const auto snapshot = warden.LatestSnapshot()) Note(*snapshot);
      const auto picture = watch_->WaitBeyond(round, steady_clock::now() + milliseconds(200));
      if (picture) {
        round = picture->round;
        pager.OnPeers(picture);
      }
      const auto latest = watch_->Latest();
      if (latest && pager.WantsPeers() && steady_clock::now() - latest->time > kHurried) watch_->AskNow();
    }
  });
  return Status();
}

void MonitorPeers::End() {
  if (watch_) watch_->Stop();
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  watch_.reset();
}

}  // namespace watchdog
