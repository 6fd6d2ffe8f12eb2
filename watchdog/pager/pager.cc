#include "pager/pager.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "incident/speaker.h"
#include "pager/pager_memory.h"
#include "pager/pager_state.h"
#include "system/file.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::LogError;
using galera::LogInfo;
using galera::LogWarn;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr milliseconds kBeat{1000};
constexpr milliseconds kHomePatience{1000};  // a worker that was killed may be ending still
// A cluster that is being founded, or a node that was down for long, is let come up before it is missed.
constexpr std::chrono::minutes kGrace{5};
// Galera removes a silent peer after 5 s (evs.suspect_timeout), 15 s at most (evs.inactive_timeout).
constexpr seconds kConnectionLostFor{30};
// Nodes see the same change within seconds of each other; a poll of the peers comes on top.
constexpr seconds kSlack{30};
constexpr seconds kUndelivered{60};
// Galera's nodes notice a broken connection up to half a second apart: who is first in line may be the last
// to know. An early warning that comes twice is worth more than one that comes late.
constexpr milliseconds kStaggerOfWarnings{50};
constexpr seconds kWatched{3};  // a page asks again every second or two

Instant Now() { return {steady_clock::now(), system_clock::now()}; }

std::string RandomId() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string id;
  for (int i = 0; i < 16; ++i) id += kDigits[random() % 16];
  return id;
}

// The members other than this node: of the last view that was told; before one was, or where mariadbd has no
// notify command, by their addresses, which are in the order of wsrep_local_index.
std::vector<ViewPeer> OtherMembers(const std::optional<galera::Notification>& view, const Observation& seen) {
  std::vector<ViewPeer> others;
  if (view && view->members) {
    for (std::size_t i = 0; i < view->members->size(); ++i) {
      const galera::NotifiedMember& member = (*view->members)[i];
      if (view->index != static_cast<int>(i)) others.push_back({member.name, member.uuid, member.address});
    }
    return others;
  }
  if (!seen.wsrep || !seen.wsrep->local_index) return others;
  const auto addresses = galera::SplitAddresses(seen.wsrep->incoming_addresses);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (i == *seen.wsrep->local_index) continue;
    ViewPeer other{"", "", std::string(addresses[i])};
    const std::string_view host = addresses[i].substr(0, addresses[i].rfind(':'));
    const auto peer = std::ranges::find(seen.peers, host, &SeenPeer::address);
    if (peer != seen.peers.end()) {
      other.name = peer->name;
      if (!peer->member_uuids.empty()) other.uuid = peer->member_uuids.front();
    }
    others.push_back(std::move(other));
  }
  return others;
}

void Say(const Transition& transition, bool speaks) {
  const IncidentKind& kind = KindOf(transition.incident);
  const std::string alert(kind.alert);
  if (transition.kind == Transition::Kind::kResolved) {
    LogInfo("incident is over", {{"alert", alert}, {"summary", transition.episode.summary}});
  } else if (transition.kind == Transition::Kind::kFired) {
    LogWarn("INCIDENT", {{"alert", alert},
                         {"summary", transition.episode.summary},
                         {"next_step", std::string(kind.next_step)},
                         {"told_by", speaks ? "this node" : "another node"}});
  }
}

}  // namespace

Pager::Pager(PagerOptions options, PagerEyes eyes)
    : options_(std::move(options)),
      eyes_(std::move(eyes)),
      started_(steady_clock::now()),
      tracker_(options_.settings.rules, options_.settings.flaps),
      size_(options_.settings.expected_size, SizeMemory()) {
  TakeHome();
  PageDeskOptions desk;
  desk.receivers = options_.settings.receivers;
  desk.state_directory = home_;
  desk.user_agent = options_.user_agent;
  desk_ = std::make_unique<PageDesk>(std::move(desk));
  TakeUp();
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

Pager::~Pager() {
  thread_.request_stop();
  thread_.join();
}

// Who is to page nobody needs no place on the disk. Two wardens in one would send each other's pages.
void Pager::TakeHome() {
  const std::string& directory = options_.settings.state_directory;
  if (options_.settings.receivers.empty()) return;
  galera::Status made = galera::MakeDirectories(directory, 0750);
  if (made) {
    auto lock = DirectoryLock::Take(directory, kHomePatience);
    if (lock) {
      lock_.emplace(std::move(*lock));
      home_ = directory;
      return;
    }
    made = lock.error();
  }
  home_trouble_ = "paging.state_directory: " + made.error().message;
  LogError("pages are kept in memory only", {{"reason", home_trouble_}});
}

// What was before a restart.
void Pager::TakeUp() {
  auto memory = home_.empty() ? galera::Result<PagerMemory>(PagerMemory()) : ReadMemory(home_);
  if (!memory) {
    memory_trouble_ = memory.error().message;
    LogError("pager: what was kept can't be read, and is written anew", {{"problem", memory_trouble_}});
    memory = PagerMemory();
  }
  size_ = ExpectedSizeBook(options_.settings.expected_size, memory->size);
  maintenance_.Restore(memory->maintenance);
  cluster_ = options_.cluster.empty() ? memory->cluster : options_.cluster;
  node_ = options_.node.empty() ? memory->node : options_.node;
  kept_ = std::move(*memory);
}

// False: they are not known yet, and nothing can be said of a cluster and a node without names.
bool Pager::LearnNames(const galera::Snapshot* snapshot) {
  if (snapshot != nullptr) {
    if (options_.cluster.empty() && !snapshot->constants.cluster_name.empty())
      cluster_ = snapshot->constants.cluster_name;
    if (options_.node.empty() && !snapshot->constants.node_name.empty())
      node_ = snapshot->constants.node_name;
  }
  if (cluster_.empty() || node_.empty()) return false;
  if (std::exchange(taken_up_, true)) return true;
  std::map<Incident, Episode> firing;
  for (const Page& page : desk_->Open()) {
    if (auto episode = EpisodeOf(page, Frame())) firing.insert(std::move(*episode));
  }
  tracker_.Restore(std::move(firing));
  return true;
}

void Pager::Hint(const std::function<void()>& note) {
  {
    const std::lock_guard lock(mutex_);
    note();
    ++wanted_;
  }
  wake_.notify_all();
}

void Pager::OnLook() {
  Hint([] {});
}

void Pager::OnPeers(std::shared_ptr<const PeerPicture> peers) {
  {
    const std::lock_guard lock(mutex_);
    if (peers == hints_.peers) return;
  }
  Hint([&] { hints_.peers = std::move(peers); });
}

void Pager::OnNotification(const galera::Notification& notification) {
  if (!notification.members) return;
  Hint([&] {
    hints_.view = notification;
    hints_.view_heard = steady_clock::now();
  });
}

void Pager::OnLog(const std::vector<std::string>& lines) {
  const auto now = steady_clock::now();
  std::vector<ClusterLogEvent> events;
  for (const std::string& line : lines) {
    if (auto event = ParseClusterLine(line)) events.push_back(std::move(*event));
  }
  if (events.empty()) return;
  Hint([&] {
    for (const ClusterLogEvent& event : events) {
      connections_.OnEvent(event, now);
      if (event.kind == ClusterLogEvent::Kind::kInconsistent) hints_.eviction = event.text;
      // It has got the cluster's data since.
      if (event.kind == ClusterLogEvent::Kind::kSynced) hints_.eviction.clear();
    }
  });
}

void Pager::OnServerStart() {
  Hint([this] {
    hints_.death.clear();
    hints_.for_good = false;
  });
}

void Pager::OnServerEnd(const std::string& died, bool for_good) {
  Hint([&] {
    hints_.death = died;
    hints_.for_good = for_good;
    connections_ = LostConnections();
  });
}

void Pager::OnQuestion(const std::string& question) {
  {
    const std::lock_guard lock(mutex_);
    if (question == hints_.question) return;
  }
  Hint([&] { hints_.question = question; });
}

void Pager::OnRefusal(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    if (why == hints_.refusal) return;
  }
  Hint([&] { hints_.refusal = why; });
}

void Pager::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Step();
    std::unique_lock lock(mutex_);
    auto until = steady_clock::now() + kBeat;
    for (const auto next :
         {tracker_.NextChange(), connections_.NextChange(steady_clock::now(), kConnectionLostFor)}) {
      if (next) until = std::min(until, *next);
    }
    wake_.wait_until(lock, stop, until, [this] { return wanted_ > done_; });
  }
}

// The eyes are not called under the lock, nor is the disk written.
void Pager::Step() {
  const Instant now = Now();
  Sources sources;
  sources.snapshot = eyes_.snapshot ? eyes_.snapshot() : nullptr;
  if (eyes_.own) sources.own = eyes_.own();
  if (eyes_.server_runs) sources.server_runs = eyes_.server_runs();
  if (eyes_.transfer) sources.transfer = eyes_.transfer();
  const std::vector<ReceiverStatus> receivers = desk_->Statuses();
  const std::string trouble = desk_->trouble();

  std::unique_lock lock(mutex_);
  const std::uint64_t step = wanted_;
  std::vector<Transition> transitions;
  const bool named = LearnNames(sources.snapshot.get());
  Complete(sources);
  if (named) {
    seen_ = Look(sources, now);
    seen_.broken_receivers = Broken(receivers, now.wall);
    seen_.state_file_trouble = Trouble(trouble);
    maintenance_.Hear(seen_.peers, now.wall);
    transitions = Track(Judge(seen_, options_.settings.rules), now);
    doubts_ = tracker_.Statuses().at(Incident::kStateDiverged).state == IncidentStatus::State::kPending;
  }
  const std::vector<Page> pages = Pages(transitions);
  const Observation seen = seen_;
  const PagerMemory memory{size_.memory(), maintenance_.entries(), cluster_, node_};
  lock.unlock();

  for (std::size_t i = 0; i < pages.size(); ++i) {
    const bool warns = transitions[i].incident == Incident::kPeerConnectionLost;
    const milliseconds stagger = options_.settings.stagger;
    const auto delay = SpeakAfter(KindOf(transitions[i].incident), seen,
                                  warns ? std::min(stagger, kStaggerOfWarnings) : stagger);
    desk_->Put(pages[i], delay);
    Say(transitions[i], delay == milliseconds(0));
  }
  HearOfDeliveries(seen);
  if (eyes_.told) eyes_.told({now, std::move(sources), seen, transitions, options_.settings.rules});
  Keep(memory);

  lock.lock();
  done_ = std::max(done_, step);
  stepped_.notify_all();
}

std::vector<Transition> Pager::Track(const std::vector<Finding>& findings, const Instant& now) {
  const std::vector<Incident> quiet = maintenance_.Quiet(now.wall);
  std::vector<Transition> transitions = tracker_.Step(findings, now, quiet, RandomId);
  if (!hints_.for_good) return transitions;
  // This program ends with the server: it is now that it has to be said, or never.
  const auto down = std::ranges::find(findings, Incident::kNodeDown, &Finding::incident);
  const auto rule = options_.settings.rules.find(Incident::kNodeDown);
  if (down == findings.end() || down->truth != Truth::kYes || rule == options_.settings.rules.end())
    return transitions;
  hints_.for_good = false;
  const Instant later{now.steady + rule->second.for_time, now.wall};
  for (Transition& last : tracker_.Step({*down}, later, quiet, RandomId))
    transitions.push_back(std::move(last));
  return transitions;
}

// What it was told of.
void Pager::Complete(Sources& sources) const {
  sources.cluster = cluster_;
  sources.node = node_;
  sources.snapshot_age_max = options_.snapshot_age_max;
  sources.death = hints_.death;
  sources.view = hints_.view;
  sources.view_heard = hints_.view_heard;
  sources.peers = hints_.peers;
}

Observation Pager::Look(Sources& sources, const Instant& now) {
  if (sources.snapshot && sources.snapshot->answered) served_ = true;
  sources.served = served_;
  Observation seen = Observe(sources, now.steady);
  seen.question = hints_.question;
  seen.refusal = hints_.refusal;
  seen.eviction = hints_.eviction;
  if (sources.snapshot) rates_.Add(*sources.snapshot);
  seen.flow_control_share = rates_.FlowControlShare();
  seen.receive_queue_growth = rates_.ReceiveQueueGrowth();
  seen.ist_window_seconds = rates_.IstWindowSeconds();
  SeeConnections(now.steady, seen);
  SeeSize(now, seen);
  return seen;
}

void Pager::SeeConnections(steady_clock::time_point now, Observation& seen) {
  if (seen.server != Observation::Server::kAnswers) return;
  seen.lost_connections = connections_.Among(OtherMembers(hints_.view, seen), now, kConnectionLostFor);
}

void Pager::SeeSize(const Instant& now, Observation& seen) {
  if (hints_.peers) {
    for (const Peer& peer : hints_.peers->peers) {
      if (peer.evidence && peer.evidence->cluster_name == cluster_ && peer.evidence->paging &&
          peer.evidence->paging->expected)
        size_.Say(*peer.evidence->paging->expected);
    }
  }
  std::optional<int> data_nodes;
  if (seen.wsrep && seen.wsrep->InPrimaryComponent()) data_nodes = DataNodes(seen);
  if (data_nodes && seen.members.size() >= former_members_.size()) former_members_ = seen.members;
  size_.See(data_nodes, now.steady);
  data_nodes_ = data_nodes;
  const auto expected = size_.Expected();
  if (expected && data_nodes && *data_nodes >= *expected) {
    complete_once_ = true;
    if (!seen.members.empty()) former_members_ = seen.members;
  }
  seen.former_members = former_members_;
  if (complete_once_ || now.steady - started_ >= kGrace) seen.expected_size = expected;
}

std::vector<std::string> Pager::Broken(const std::vector<ReceiverStatus>& receivers,
                                       system_clock::time_point now) {
  std::vector<std::string> broken;
  for (const ReceiverStatus& receiver : receivers) {
    if (receiver.last_failure.empty() || !receiver.oldest_waiting ||
        now - *receiver.oldest_waiting < kUndelivered)
      continue;
    broken.push_back(receiver.name + " (" + receiver.last_failure + ")");
  }
  return broken;
}

PageFrame Pager::Frame() const {
  PageFrame frame;
  frame.cluster = cluster_;
  frame.node = node_;
  frame.instance = options_.settings.instance.empty() ? options_.instance : options_.settings.instance;
  frame.labels = options_.settings.labels;
  frame.runbook_url = options_.settings.runbook_url;
  frame.rules = options_.settings.rules;
  return frame;
}

std::vector<Page> Pager::Pages(const std::vector<Transition>& transitions) const {
  const PageFrame frame = Frame();
  std::vector<Page> pages;
  pages.reserve(transitions.size());
  for (const Transition& transition : transitions) pages.push_back(PageOf(transition, frame));
  return pages;
}

// Of what waits for its turn here, what another node has said already.
void Pager::HearOfDeliveries(const Observation& seen) {
  const std::vector<Delivery> held = desk_->Held();
  if (!held.empty()) {
    for (const Delivery& one : SaidByPeers(held, desk_->Delivered(), seen.peers, kSlack))
      desk_->DeliveredByPeer(one.receiver, one.key, one.firing);
  }
  holds_ = !held.empty();
}

void Pager::Keep(const PagerMemory& memory) {
  if (memory == kept_ || home_.empty()) return;
  const galera::Status written = WriteMemory(home_, memory);
  const std::lock_guard lock(mutex_);
  const std::string trouble = written ? "" : written.error().message;
  if (!trouble.empty() && trouble != memory_trouble_) LogError("pager", {{"problem", trouble}});
  memory_trouble_ = trouble;
  if (written) kept_ = memory;
}

bool Pager::WantsPeers() const {
  if (holds_ || doubts_ || asks_ > 0) return true;
  const auto watched = watched_.load();
  return watched != steady_clock::time_point() && steady_clock::now() - watched < kWatched;
}

PagingNews Pager::News() const {
  PagingNews news;
  news.delivered = desk_->Delivered();
  const std::lock_guard lock(mutex_);
  news.maintenance = maintenance_.Told(system_clock::now());
  news.expected = size_.memory().said;
  return news;
}

// Until what is known by now has been judged.
void Pager::StepNow(milliseconds most) {
  std::unique_lock lock(mutex_);
  const std::uint64_t step = ++wanted_;
  wake_.notify_all();
  stepped_.wait_for(lock, most, [&] { return done_ >= step; });
}

void Pager::Flush(milliseconds most) {
  const auto until = steady_clock::now() + most;
  StepNow(most);
  while (steady_clock::now() < until) {
    const auto statuses = desk_->Statuses();
    if (std::ranges::none_of(statuses, [](const ReceiverStatus& status) { return status.waiting > 0; }))
      return;
    std::this_thread::sleep_for(milliseconds(20));
  }
}

std::string Pager::Trouble(const std::string& of_desk) const {
  if (!home_trouble_.empty()) return home_trouble_;
  return of_desk.empty() ? memory_trouble_ : of_desk;
}

PagerState Pager::State() const {
  PagerState state;
  state.receivers = desk_->Statuses();
  const std::string trouble = desk_->trouble();
  state.rules = options_.settings.rules;
  state.runbook_url = options_.settings.runbook_url;
  const auto now = system_clock::now();
  const std::lock_guard lock(mutex_);
  state.cluster = cluster_;
  state.node = node_;
  state.expected_size = size_.Expected();
  state.data_nodes = data_nodes_;
  state.incidents = tracker_.Statuses();
  state.quiet = maintenance_.Quiet(now);
  state.maintenance = maintenance_.Lasting(now);
  state.trouble = Trouble(trouble);
  return state;
}

std::string Pager::IncidentsJson() const { return RenderIncidents(State()); }

void Pager::AddMetrics(galera::MetricBatch& batch) const {
  AddPagerMetrics(State(), system_clock::now(), batch);
}

}  // namespace watchdog
