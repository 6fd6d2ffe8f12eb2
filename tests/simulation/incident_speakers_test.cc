// Wardens of three to five nodes, in views, partitions and restarts, that page one receiver without
// deduplication. SEED and HISTORIES in the environment play some again; FULL=1 plays many more.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "incident/finding.h"
#include "incident/incident_tracker.h"
#include "incident/speaker.h"

namespace simulation {
namespace {

using std::chrono::milliseconds;
using watchdog::Delivery;
using watchdog::Episode;
using watchdog::Incident;
using watchdog::IncidentTracker;
using watchdog::KindOf;
using watchdog::Observation;
using watchdog::SeenPeer;
using watchdog::Transition;
using Millis = std::int64_t;

constexpr char kHistory[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr Millis kTick = 100;
constexpr Millis kStagger = 5000;
constexpr Millis kSlack = 10000;
constexpr Millis kDeliveredFor = 600000;

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t Histories() {
  const bool full = std::getenv("FULL") != nullptr;
#ifdef NDEBUG
  return Number("HISTORIES", full ? 4000 : 60);
#else
  return Number("HISTORIES", full ? 200 : 4);
#endif
}

struct View {
  int id = 0;  // 0: in none yet
  bool primary = false;
  std::vector<std::string> members;  // UUIDs in the order of wsrep_local_index
};

struct Waiting {
  std::string key;
  bool firing = true;
  Millis changed = 0;
  Millis due = 0;
};

struct Sent {
  std::string key;
  bool firing = true;
  Millis at = 0;
};

struct Node {
  std::string name;
  bool machine = true;
  int cell = 0;
  // mariadbd
  bool server = true;
  bool joined = true;  // has been in a primary component since it was started
  bool asked_to_stop = false;
  Millis starts = 0;  // not before that
  std::string uuid;
  View view;
  // Its warden; what is on disk stands above what a restart loses.
  std::map<Incident, Episode> firing;
  std::deque<Waiting> queue;
  bool warden = true;
  Millis warden_starts = 0;
  bool paused = false;
  Millis looks = 0;
  Millis polls = 0;
  IncidentTracker tracker{watchdog::DefaultRules(), {}};
  Observation seen;
  std::vector<SeenPeer> peers;
  Millis polled = 0;
  std::vector<Sent> delivered;
};

struct Received {
  Millis at = 0;
  int node = 0;
  int view = 0;
  bool firing = true;
};

class World {
 public:
  World(std::uint64_t seed, int nodes) : random_(seed) {
    for (int i = 0; i < nodes; ++i) {
      Node node;
      node.name = "node" + std::to_string(i + 1);
      node.uuid = NewUuid();
      node.looks = Dice(1000);
      node.polls = Dice(1000);
      component_.insert(node.uuid);
      nodes_.push_back(std::move(node));
    }
    FormViews();
    Run(20000);
  }

  int Dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }
  int size() const { return static_cast<int>(nodes_.size()); }

  void Run(Millis time) {
    for (const Millis end = now_ + time; now_ < end && fault.empty(); now_ += kTick) Tick();
  }

  // mariadbd ends; its warden starts it again after a while.
  void Kill(int n, Millis back, bool asked = false) {
    Node& node = At(n);
    if (!node.server) return;
    if (asked) component_.erase(node.uuid);
    node.server = false;
    node.asked_to_stop = asked;
    node.starts = now_ + back;
    node.view = {};
    Settle(asked ? 300 : 6000);
  }
  void KillWarden(int n, Millis back) {
    Node& node = At(n);
    node.warden = false;
    node.warden_starts = now_ + back;
  }
  void PowerOff(int n) {
    Kill(n, 0);
    At(n).machine = false;
    At(n).warden = false;
  }
  void PowerOn(int n, Millis back) {
    if (At(n).machine) return;
    At(n).machine = true;
    At(n).starts = At(n).warden_starts = now_ + back;
  }
  void Part(unsigned cells) {
    for (int n = 0; n < size(); ++n) At(n).cell = static_cast<int>((cells >> n) & 1U);
    Settle(6000);
  }
  // A person, or Galera's pc.recovery, where there is no primary component.
  void Bootstrap() {
    if (PrimaryExists()) return;
    const int first = Dice(size());
    for (int i = 0; i < size(); ++i) {
      Node& node = At((first + i) % size());
      if (!node.machine || (!node.server && !node.paused)) continue;
      if (!node.server) StartServer(&node);
      component_.clear();
      for (const Node& other : nodes_) {
        if (other.server && other.cell == node.cell) component_.insert(other.uuid);
      }
      Settle(300);
      return;
    }
  }
  void Heal() {
    Part(0);
    for (int n = 0; n < size(); ++n) PowerOn(n, 1000);
    for (int i = 0; i < 20; ++i) {
      Run(10000);
      Bootstrap();
    }
    Run(420000);  // longer than what flaps is held
  }

  std::string fault;
  std::map<std::string, std::vector<Received>> received;

  // All nodes in one primary component.
  void CheckHealed() {
    for (const Node& node : nodes_) {
      if (!node.view.primary || node.view.members.size() != nodes_.size())
        Fault(node.name + " has not come back");
    }
  }
  // The receiver's last word of each key is that it is over.
  void CheckAllOver() {
    for (const auto& [key, messages] : received) {
      if (!messages.empty() && messages.back().firing) Fault(key + " is told and never resolved");
    }
    for (const Node& node : nodes_) {
      if (!node.queue.empty()) Fault(node.name + " still waits to say " + node.queue.front().key);
    }
  }

 private:
  Node& At(int n) { return nodes_[static_cast<std::size_t>(n)]; }
  void Fault(const std::string& what) {
    if (!fault.empty()) return;
    fault = "at " + std::to_string(now_) + ": " + what;
    for (const std::string& line : story_) fault += "\n" + line;
  }
  void Note(const Node& node, const std::string& key, const std::string& what) {
    story_.push_back(std::to_string(now_) + " " + node.name + ": " + key + " " + what);
  }

  std::string NewUuid() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string uuid(8, '0');
    for (char& c : uuid) c = kDigits[Dice(16)];
    return uuid;
  }

  bool PrimaryExists() const {
    return std::any_of(nodes_.begin(), nodes_.end(),
                       [](const Node& n) { return n.server && n.view.primary; });
  }

  void Settle(Millis time) { settles_ = std::max(settles_.value_or(0), now_ + time); }

  void FormViews() {
    settles_.reset();
    const std::set<std::string> before = component_;
    for (int cell = 0; cell < 2; ++cell) {
      std::vector<Node*> group;
      std::size_t of_component = 0;
      for (Node& node : nodes_) {
        if (!node.server || node.cell != cell) continue;
        group.push_back(&node);
        of_component += before.count(node.uuid);
      }
      View view;
      view.primary = 2 * of_component > before.size();
      for (const Node* node : group) view.members.push_back(node->uuid);
      std::sort(view.members.begin(), view.members.end());
      if (view.primary) component_ = {view.members.begin(), view.members.end()};
      view.id = ++views_;
      for (Node* node : group) {
        if (node->view.members == view.members && node->view.primary == view.primary) view.id = node->view.id;
      }
      for (Node* node : group) {
        node->view = view;
        node->joined = node->joined || view.primary;
        // Pushed by the notify command, unless that is lost.
        if (Dice(4) != 0) node->looks = std::min(node->looks, now_ + Dice(60));
      }
    }
  }

  void StartServer(Node* node) {
    node->paused = false;
    node->asked_to_stop = false;
    node->server = true;
    node->joined = false;
    node->uuid = NewUuid();
    node->view = {};
    Settle(2000);
  }

  void Tick() {
    if (settles_ && now_ >= *settles_) FormViews();
    for (Node& node : nodes_) {
      if (!node.machine) continue;
      if (!node.warden && now_ >= node.warden_starts) StartWarden(&node);
      if (!node.warden) continue;
      if (now_ >= node.polls) Poll(&node);
      if (now_ >= node.looks) LookAround(&node);
      Speak(&node);
    }
    CheckFirsts();
    CheckTold(Incident::kClusterSizeBelowExpected, [this](const Node& n) {
      return n.server && n.view.primary && n.view.members.size() < nodes_.size();
    });
    CheckTold(Incident::kBootstrapConfirmationNeeded, [](const Node& n) { return n.paused; });
  }

  void StartWarden(Node* node) {
    node->warden = true;
    node->tracker = IncidentTracker(watchdog::DefaultRules(), {});
    node->tracker.Restore(node->firing);
    node->seen = {};
    node->peers.clear();
    node->delivered.clear();
    node->paused = false;
    node->looks = node->polls = now_;
  }

  SeenPeer Asked(const Node& from, const Node& to) const {
    SeenPeer peer;
    peer.name = to.name;
    if (!to.machine || !to.warden || to.cell != from.cell) return peer;
    peer.member_uuids = {to.uuid};
    peer.paused = to.paused;
    peer.primary = to.server && to.view.primary;
    if (*peer.primary) peer.state_uuid = kHistory;
    peer.delivered = Delivered(to);
    return peer;
  }

  std::vector<Delivery> Delivered(const Node& node) const {
    std::vector<Delivery> delivered;
    for (const Sent& sent : node.delivered) {
      if (now_ - sent.at >= kDeliveredFor) continue;
      delivered.push_back({sent.key, sent.firing, "plain", milliseconds(now_ - sent.at)});
    }
    return delivered;
  }

  void Poll(Node* node) {
    node->peers.clear();
    for (const Node& other : nodes_) {
      if (&other != node) node->peers.push_back(Asked(*node, other));
    }
    node->polled = now_;
    node->polls = now_ + 1000;
  }

  std::vector<SeenPeer> PeersNow(const Node& node) const {
    std::vector<SeenPeer> peers = node.peers;
    for (SeenPeer& peer : peers) {
      for (Delivery& delivery : peer.delivered) delivery.age += milliseconds(now_ - node.polled);
    }
    return peers;
  }

  Observation See(const Node& node) const {
    Observation seen;
    seen.cluster = "c";
    seen.node = node.name;
    seen.peers = PeersNow(node);
    seen.expected_size = static_cast<int>(nodes_.size());
    seen.paused = node.paused;
    seen.expected_up = !node.paused && !node.asked_to_stop && (!node.server || node.joined);
    if (!node.server || node.view.id == 0) {
      seen.server = Observation::Server::kGone;
      return seen;
    }
    seen.server = Observation::Server::kAnswers;
    seen.wsrep.emplace();
    seen.wsrep->ready = node.view.primary;
    seen.wsrep->cluster_status = node.view.primary ? "Primary" : "non-Primary";
    seen.wsrep->cluster_size = node.view.members.size();
    seen.wsrep->cluster_state_uuid = kHistory;
    const auto own = std::find(node.view.members.begin(), node.view.members.end(), node.uuid);
    seen.wsrep->local_index = static_cast<std::uint64_t>(own - node.view.members.begin());
    seen.state = node.view.primary ? galera::NodeState::kSynced : galera::NodeState::kNonPrimary;
    for (const std::string& uuid : node.view.members) {
      seen.members.push_back({"", uuid});
      for (const Node& other : nodes_) {
        if (other.uuid == uuid) seen.members.back().name = other.name;
      }
    }
    return seen;
  }

  void LookAround(Node* node) {
    node->looks = now_ + 1000;
    if (!node->server && now_ >= node->starts) {
      const bool primary = std::any_of(node->peers.begin(), node->peers.end(),
                                       [](const SeenPeer& peer) { return peer.primary == true; });
      if (primary) {
        StartServer(node);
      } else {
        node->paused = true;
      }
    }
    // A second of not knowing now and then.
    node->seen = See(*node);
    if (Dice(100) == 0) node->seen.server = Observation::Server::kUnknown;
    const watchdog::Instant instant{std::chrono::steady_clock::time_point(milliseconds(now_)),
                                    std::chrono::system_clock::time_point(milliseconds(now_))};
    const auto transitions = node->tracker.Step(Judge(node->seen, watchdog::DefaultRules()), instant, {},
                                                [this] { return std::to_string(++episodes_); });
    for (const Transition& transition : transitions) Put(node, transition);
    node->firing = node->tracker.Firing();
  }

  void Put(Node* node, const Transition& transition) {
    if (transition.kind == Transition::Kind::kChanged) return;
    if (transition.incident == Incident::kStateDiverged)
      Fault("two primary components, of which there are none");
    const auto& kind = KindOf(transition.incident);
    const auto after = SpeakAfter(kind, node->seen, milliseconds(kStagger));
    if (!after) return;
    const bool firing = transition.kind == Transition::Kind::kFired;
    const std::string key = IncidentKey(kind, "c", node->name);
    // That it was over is no news any more.
    if (firing) std::erase_if(node->queue, [&](const Waiting& w) { return w.key == key && !w.firing; });
    Note(*node, key, firing ? "fires" : "is over");
    node->queue.push_back({key, firing, now_, now_ + after->count()});
  }

  void Speak(Node* node) {
    if (node->queue.empty()) return;
    std::vector<Delivery> waiting;
    for (const Waiting& page : node->queue) {
      waiting.push_back({page.key, page.firing, "plain", milliseconds(now_ - page.changed)});
    }
    const std::vector<Delivery> said =
        SaidByPeers(waiting, Delivered(*node), PeersNow(*node), milliseconds(kSlack));
    std::erase_if(node->queue, [&](const Waiting& page) {
      const Delivery as_said{page.key, page.firing, "plain", milliseconds(now_ - page.changed)};
      return std::find(said.begin(), said.end(), as_said) != said.end();
    });
    std::set<std::string> waits;  // in order, of each key
    std::deque<Waiting> rest;
    for (const Waiting& page : node->queue) {
      if (now_ < page.due) waits.insert(page.key);
      if (waits.count(page.key) != 0) {
        rest.push_back(page);
      } else {
        Deliver(node, page);
      }
    }
    node->queue = std::move(rest);
  }

  void Deliver(Node* node, const Waiting& page) {
    std::vector<Received>& messages = received[page.key];
    if (messages.empty() && !page.firing) Fault(page.key + " is resolved and was never told");
    Note(*node, page.key, page.firing ? "is said to fire" : "is said to be over");
    node->delivered.push_back({page.key, page.firing, now_});
    messages.push_back({now_, static_cast<int>(node - nodes_.data()), node->view.id, page.firing});
  }

  // Of those who are in one view only one is the first in line, but for as long as they need to see it.
  void CheckFirsts() {
    std::map<int, int> firsts;
    for (const Node& node : nodes_) {
      if (!node.warden || !node.server || !node.view.primary) continue;
      const auto after =
          SpeakAfter(KindOf(Incident::kClusterSizeBelowExpected), node.seen, milliseconds(kStagger));
      if (after == milliseconds(0)) ++firsts[node.view.id];
    }
    const bool two =
        std::any_of(firsts.begin(), firsts.end(), [](const auto& first) { return first.second > 1; });
    if (!two) two_firsts_since_ = now_;
    if (now_ - two_firsts_since_ > kStagger) Fault("two are first in line");
  }

  // What one node could see for so long that all in line had their turn is at the receiver.
  template <typename Sees>
  void CheckTold(Incident incident, Sees sees) {
    const auto& kind = KindOf(incident);
    const Millis all = kStagger * size() + kind.rule.for_time.count() + 5000;
    const std::string key = IncidentKey(kind, "c", "");
    std::vector<Millis>& since = seen_since_[incident];
    since.resize(nodes_.size(), now_);
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      const Node& node = nodes_[n];
      if (!node.machine || !node.warden || !sees(node)) since[n] = now_;
      if (now_ - since[n] <= all) continue;
      // Since its episode began, or before and not taken back.
      Millis began = since[n];
      if (const auto episode = node.firing.find(incident); episode != node.firing.end()) {
        const auto fired = episode->second.fired.time_since_epoch();
        began = std::min(began, std::chrono::duration_cast<milliseconds>(fired).count());
      }
      bool told = false;
      for (const Received& message : received[key]) {
        if (message.firing || message.at < began - kSlack) told = message.firing;
      }
      if (!told) Fault(node.name + " sees " + key + " and nobody is told");
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> story_;  // for people
  std::vector<Node> nodes_;
  std::set<std::string> component_;
  Millis now_ = 0;
  std::optional<Millis> settles_;
  int views_ = 0;
  int episodes_ = 0;
  Millis two_firsts_since_ = 0;
  std::map<Incident, std::vector<Millis>> seen_since_;
};

void Disturb(World* world) {
  const int n = world->Dice(world->size());
  const Millis back = Millis{100} * world->Dice(400);
  switch (world->Dice(9)) {
    case 0:
      return world->Kill(n, back);
    case 1:
      return world->Kill(n, back, true);
    case 2:
      return world->KillWarden(n, back / 2);
    case 3:
      return world->PowerOff(n);
    case 4:
      return world->PowerOn(n, back / 10);
    case 5:
      return world->Part(static_cast<unsigned>(world->Dice(1 << world->size())));
    case 6:
      return world->Part(0);
    case 7:
      return world->Bootstrap();
    case 8:
      world->Kill(n, back);
      return world->Kill(world->Dice(world->size()), back);
  }
}

TEST(IncidentSpeakers, SayEverythingAndNeverTwoForLong) {
  const std::uint64_t first = Number("SEED", 0);
  std::uint64_t messages = 0;
  std::uint64_t twice = 0;
  for (std::uint64_t seed = first; seed < first + Histories(); ++seed) {
    World world(seed, 3 + static_cast<int>(seed % 3));
    for (int i = 0; i < 25 && world.fault.empty(); ++i) {
      Disturb(&world);
      world.Run((world.Dice(3) == 0 ? Millis{100} : Millis{1000}) * world.Dice(60));
    }
    world.Heal();
    world.CheckHealed();
    world.CheckAllOver();
    ASSERT_EQ(world.fault, "") << "seed " << seed;
    for (const auto& [key, all] : world.received) {
      messages += all.size();
      for (std::size_t i = 1; i < all.size(); ++i) twice += all[i].firing == all[i - 1].firing ? 1 : 0;
    }
  }
  std::printf("%llu messages, %llu of them said already\n", static_cast<unsigned long long>(messages),
              static_cast<unsigned long long>(twice));
  EXPECT_GT(messages, Histories());
  EXPECT_LT(twice * 5, messages);
}

// One thing at a time, and all others well: one trigger and one resolve.
TEST(IncidentSpeakers, SayItOnceWhereNothingElseHappens) {
  for (std::uint64_t seed = 0; seed < Histories(); ++seed) {
    World world(seed, 3 + static_cast<int>(seed % 3));
    const int n = world.Dice(world.size());
    if (seed % 2 == 0) {
      world.Kill(n, 30000 + world.Dice(60000), seed % 4 == 0);
      world.Run(150000);
    } else {
      world.Part(1U << n);
      world.Run(60000);
      world.Part(0);
      world.Run(60000);
    }
    world.CheckAllOver();
    ASSERT_EQ(world.fault, "") << "seed " << seed;
    for (const auto& [key, all] : world.received) {
      ASSERT_EQ(all.size(), 2U) << "seed " << seed << ", " << key;
      EXPECT_TRUE(all[0].firing);
      EXPECT_FALSE(all[1].firing);
    }
    ASSERT_EQ(world.received.count("galera/c/GaleraClusterSizeBelowExpected"), 1U) << "seed " << seed;
  }
}

}  // namespace
}  // namespace simulation
