#include "cli/overview_post.h"

#include <utility>

#include "config/load.h"
#include "overview/compose.h"
#include "overview/overview_json.h"
#include "overview/own_now.h"
#include "overview/view_member.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr milliseconds kFresh{200};
// Peers are asked every five seconds, and have a second to answer.
constexpr std::chrono::seconds kPictureAgeMax{30};

galera::Response Unavailable(const std::string& why) {
  galera::Response response;
  response.status = 503;
  response.body = why + "\n";
  return response;
}

std::optional<int> PortOrNone(std::uint16_t port) {
  return port == 0 ? std::nullopt : std::optional<int>(port);
}

}  // namespace

OverviewTeller TellerOf(const Warden& warden, std::int64_t started, bool entrypoint) {
  OverviewTeller teller;
  teller.version = galera::Version();
  teller.started = started;
  teller.entrypoint = entrypoint;
  teller.ready_port = PortOrNone(warden.ReadyPort());
  teller.synced_port = PortOrNone(warden.SyncedPort());
  return teller;
}

std::optional<std::uint16_t> PortForPeers(const galera::ListenAddress& listen, const Warden& warden) {
  if (listen.host == "localhost" || listen.host == "127.0.0.1" || listen.host == "::1") return std::nullopt;
  return warden.MetricsPort();
}

void OverviewPost::Open(OverviewSources sources) {
  owned_ = std::make_unique<OverviewSources>(std::move(sources));
  open_ = owned_.get();
}

std::vector<galera::Route> OverviewPost::Routes() {
  galera::Route cluster;
  cluster.path = "/api/v1/cluster";
  cluster.methods = {"GET"};
  cluster.compress = true;
  cluster.handler = [this](const galera::Request&) { return Answer(); };
  return {std::move(cluster)};
}

galera::Response OverviewPost::Answer() {
  const OverviewSources* sources = open_;
  if (sources == nullptr)
    return Unavailable("nobody looks at mariadbd: the warden starts or ends, or health.enabled is off");
  sources->pager.OnWatched();
  if (sources->watched) sources->watched();
  galera::Response response;
  response.content_type = "application/json";
  response.headers.emplace_back("Cache-Control", "no-store");
  const std::lock_guard lock(answer_mutex_);
  const auto now = steady_clock::now();
  if (answer_.empty() || now - answered_ >= kFresh) {
    answer_ = Render(*sources);
    answered_ = now;
  }
  response.body = answer_;
  return response;
}

std::string OverviewPost::Render(const OverviewSources& sources) const {
  const Instant now{steady_clock::now(), system_clock::now()};
  OverviewInputs inputs;
  inputs.teller = sources.teller;
  inputs.snapshot = sources.warden.LatestSnapshot();
  inputs.snapshot_age_max = sources.snapshot_age_max;
  inputs.own = sources.own();
  inputs.pager = sources.pager.State();
  inputs.teller.node = inputs.pager.node;
  {
    const std::lock_guard lock(mutex_);
    inputs.view = view_;
    inputs.peers = peers_;
    inputs.former_members = former_members_;
    inputs.names = names_;
    inputs.seqnos = seqnos_;
    inputs.question = question_;
    inputs.events = events_.Newest();
    inputs.history = history_.Line(now.wall);
  }
  if (inputs.peers && now.steady - inputs.peers->time > kPictureAgeMax) inputs.peers.reset();
  inputs.teller.peers_asked = sources.always_asks || inputs.peers != nullptr;
  return RenderOverview(Compose(inputs, now));
}

void OverviewPost::OnStep(const PagerStep& step) {
  const std::lock_guard lock(mutex_);
  Scene scene = SceneOf(step, scene_);
  for (Event& event : EventsBetween(scene_, scene)) events_.Add(std::move(event));
  for (Event& event : EventsOf(step)) events_.Add(std::move(event));
  scene_ = std::move(scene);
  if (step.sources.snapshot) {
    history_.Add(*step.sources.snapshot, step.now.wall);
    seqnos_.Add(*step.sources.snapshot);
  }
  LearnNames(step);
  view_ = step.sources.view;
  peers_ = step.sources.peers;
  former_members_ = step.seen.former_members;
  facts_.server_runs = step.sources.server_runs;
  facts_.death = step.sources.death;
  facts_.flow_control_share = step.seen.flow_control_share;
  facts_.ist_window_seconds = step.seen.ist_window_seconds;
  facts_.transfer = step.sources.transfer;
  facts_.question = step.seen.paused ? step.seen.question : "";
}

// A node that is silent has a name as well.
void OverviewPost::LearnNames(const PagerStep& step) {
  const auto learn = [this](const std::string& address, const std::string& name) {
    if (address.empty() || name.empty()) return;
    if (names_.size() >= kNodesMax && !names_.contains(address)) names_.clear();
    names_[address] = name;
  };
  if (step.sources.view && step.sources.view->members) {
    for (const galera::NotifiedMember& member : *step.sources.view->members)
      learn(HostOf(member.address), member.name);
  }
  if (step.sources.peers == nullptr) return;
  for (const Peer& peer : step.sources.peers->peers) {
    if (peer.evidence && peer.evidence->cluster_name == step.seen.cluster)
      learn(peer.address.text, peer.evidence->node_name);
  }
}

void OverviewPost::OnQuestion(const std::optional<Question>& question) {
  const std::lock_guard lock(mutex_);
  question_ = question;
}

std::optional<NodeNow> OverviewPost::Now() const {
  const OverviewSources* sources = open_;
  if (sources == nullptr) return std::nullopt;
  OwnFacts facts;
  {
    const std::lock_guard lock(mutex_);
    facts = facts_;
  }
  facts.snapshot = sources->warden.LatestSnapshot();
  facts.snapshot_age_max = sources->snapshot_age_max;
  if (facts.snapshot) facts.ready = sources->warden.Ready().ok;
  facts.warden_version = sources->teller.version;
  facts.metrics_port = sources->metrics_port;
  return NowOf(facts, {steady_clock::now(), system_clock::now()});
}

}  // namespace watchdog
