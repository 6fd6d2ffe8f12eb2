// Random histories of observations through Judge and IncidentTracker, beside incident_retelling.h. SEED and
// HISTORIES in the environment play some again; FULL=1 plays two hundred thousand.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "incident/finding.h"
#include "incident/incident_tracker.h"
#include "incident_retelling.h"

namespace simulation {
namespace {

using galera::NodeState;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using watchdog::Episode;
using watchdog::Finding;
using watchdog::FlapRule;
using watchdog::Incident;
using watchdog::IncidentRules;
using watchdog::IncidentStatus;
using watchdog::IncidentTracker;
using watchdog::Instant;
using watchdog::kIncidentCount;
using watchdog::Observation;
using watchdog::Transition;
using watchdog::Truth;
using Server = Observation::Server;

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kOther[] = "11111111-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kZero[] = "00000000-0000-0000-0000-000000000000";

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t Histories() {
  const bool full = std::getenv("FULL") != nullptr;
#ifdef NDEBUG
  return Number("HISTORIES", full ? 200000 : 3000);
#else
  return Number("HISTORIES", full ? 20000 : 300);
#endif
}

// node1 of three, all well.
Observation Well() {
  Observation seen;
  seen.cluster = "c";
  seen.node = "node1";
  seen.server = Server::kAnswers;
  seen.state = NodeState::kSynced;
  seen.wsrep.emplace();
  seen.wsrep->ready = true;
  seen.wsrep->cluster_status = "Primary";
  seen.wsrep->cluster_size = 3;
  seen.wsrep->local_index = 0;
  seen.wsrep->cluster_state_uuid = kUuid;
  seen.wsrep->incoming_addresses = "a:1,b:1,c:1";
  seen.members = {{"node1", "u1"}, {"node2", "u2"}, {"node3", "u3"}};
  seen.peers.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    seen.peers[i].name = i == 0 ? "node2" : "node3";
    seen.peers[i].primary = true;
    seen.peers[i].state_uuid = kUuid;
    seen.peers[i].member_uuids = {i == 0 ? "u2" : "u3"};
  }
  seen.flow_control_share = 0;
  seen.receive_queue = 0;
  seen.receive_queue_growth = 0;
  seen.ist_window_seconds = 3600;
  seen.expected_size = 3;
  return seen;
}

class Player {
 public:
  explicit Player(std::uint64_t seed) : random_(seed) {
    if (Dice(2) == 0)
      flaps_ = {.fires = 1 + Dice(4), .within = seconds(20 + Dice(600)), .quiet = seconds(Dice(300))};
    rules_ = SomeRules();
    tracker_ = IncidentTracker(rules_, flaps_);
  }

  // The first difference or broken promise; empty: none.
  std::string Play(int steps) {
    for (int i = 0; i < steps && fault_.empty(); ++i) {
      if (Dice(40) == 0) Restart();
      Change();
      PassTime();
      Step();
      if (fault_.empty() && Dice(6) == 0) ComeBackWhenToldTo();
    }
    if (fault_.empty()) End();
    for (std::size_t k = 0; k < kIncidentCount && fault_.empty(); ++k) Compare(k);
    return fault_;
  }

  std::uint64_t triggers() const { return triggers_; }
  std::uint64_t held() const { return held_; }

 private:
  int Dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }
  bool Rarely() { return Dice(4) == 0; }

  IncidentRules SomeRules() {
    IncidentRules rules = watchdog::DefaultRules();
    for (auto& [incident, rule] : rules) {
      static constexpr std::array<int, 6> kTimes = {0, 0, 500, 2000, 7000, 60000};
      if (Dice(2) == 0) rule.for_time = milliseconds(kTimes[static_cast<std::size_t>(Dice(6))]);
      if (Dice(2) == 0) rule.keep_firing = milliseconds(kTimes[static_cast<std::size_t>(Dice(6))]);
      rule.enabled = Dice(12) != 0;
      rule.severity = static_cast<watchdog::Severity>(Dice(3));
    }
    return rules;
  }

  void Restart() {
    const std::map<Incident, Episode> firing = tracker_.Firing();
    rules_ = SomeRules();
    tracker_ = IncidentTracker(rules_, flaps_);
    tracker_.Restore(firing);
    first_ = true;
    for (auto& fired : fired_at_) fired.clear();
    for (auto& changed : changed_at_) changed.reset();
    holds_since_ = {};
    // Another warden has another clock.
    steady_ = milliseconds(random_() % 1000000000U);
  }

  void PassTime() {
    static constexpr std::array<int, 8> kSteps = {0, 100, 1000, 1000, 1000, 5000, 30000, 600000};
    milliseconds time(kSteps[static_cast<std::size_t>(Dice(8))]);
    if (const auto next = tracker_.NextChange(); next && Dice(2) == 0)
      time = Until(*next) - milliseconds(Dice(2));
    Pass(std::max(time, milliseconds(0)));
  }
  void Pass(milliseconds time) {
    steady_ += time;
    wall_ += time;
    if (Dice(50) == 0) wall_ += minutes(Dice(200) - 100);  // the wall clock is set
  }
  milliseconds Until(std::chrono::steady_clock::time_point time) const {
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()) - steady_;
  }

  void Change() {
    if (Dice(12) == 0) seen_ = Well();
    const int changes = Dice(4) == 0 ? 0 : 1 + Dice(3);
    for (int i = 0; i < changes; ++i) ChangeOne();
    if (Dice(10) == 0) {
      quiet_.clear();
      const int some = Dice(3);
      for (std::size_t k = 0; k < kIncidentCount; ++k) {
        if (some == 2 || (some == 1 && Rarely())) quiet_.push_back(static_cast<Incident>(k));
      }
    }
  }

  void ChangeOne() {
    switch (Dice(18)) {
      case 0:
        seen_.server = Dice(2) == 0 ? Server::kAnswers : static_cast<Server>(Dice(5));
        break;
      case 1:
        seen_.expected_up = Dice(3) != 0;
        break;
      case 2:
        ChangeState();
        break;
      case 3:
        ChangeMembers();
        break;
      case 4:
      case 5:
        ChangePeer(&seen_.peers[static_cast<std::size_t>(Dice(2))]);
        break;
      case 6:
        seen_.paused = Dice(2) == 0;
        seen_.question = Dice(2) == 0 ? "start from node2?" : "";
        break;
      case 7:
        seen_.refusal = Dice(2) == 0 ? "" : "cut short";
        break;
      case 8:
        seen_.transfer_silent.reset();
        if (Dice(2) == 0) seen_.transfer_silent = milliseconds(9998 + Dice(4));
        break;
      case 9:
        seen_.transfer_failure = Dice(2) == 0 ? "" : "rsync ended with 12";
        break;
      case 10:
        seen_.eviction = Dice(2) == 0 ? "" : "Inconsistency detected";
        break;
      case 11:
        seen_.flow_control_share = Dice(3) == 0 ? std::nullopt : std::optional<double>(Dice(5) * 0.25);
        break;
      case 12:
        seen_.receive_queue = Dice(3) == 0 ? std::nullopt : std::optional<std::uint64_t>(99 + Dice(3));
        seen_.receive_queue_growth = Dice(3) == 0 ? std::nullopt : std::optional<double>(Dice(3) - 1);
        break;
      case 13:
        seen_.ist_window_seconds = Dice(3) == 0 ? std::nullopt : std::optional<double>(899 + Dice(3));
        break;
      case 14:
        seen_.lost_connections.assign(static_cast<std::size_t>(Dice(2)), "node2");
        break;
      case 15:
        seen_.expected_size = Dice(5) == 0 ? std::nullopt : std::optional<int>(2 + Dice(2));
        break;
      case 16:
        seen_.broken_receivers.assign(static_cast<std::size_t>(Dice(2)), "oncall (HTTP 500)");
        break;
      case 17:
        seen_.state_file_trouble = Rarely() ? "no space left" : "";
        break;
    }
  }

  void ChangeState() {
    seen_.state = Dice(2) == 0 ? NodeState::kSynced : galera::kNodeStates[static_cast<std::size_t>(Dice(11))];
    if (Dice(8) == 0) {
      seen_.wsrep.reset();
      return;
    }
    if (!seen_.wsrep) seen_.wsrep = Well().wsrep;
    const bool outside = seen_.state == NodeState::kNonPrimary || seen_.state == NodeState::kDisconnected;
    seen_.wsrep->cluster_status = outside || Dice(20) == 0 ? "non-Primary" : "Primary";
    seen_.wsrep->ready = Dice(10) == 0 ? std::nullopt : std::optional<bool>(Dice(4) != 0);
    static constexpr std::array<const char*, 6> kUuids = {kUuid, kUuid, kUuid, kOther, kZero, ""};
    seen_.wsrep->cluster_state_uuid = kUuids[static_cast<std::size_t>(Dice(6))];
  }

  void ChangeMembers() {
    seen_.members = Well().members;
    seen_.members.resize(static_cast<std::size_t>(Dice(4)));
    for (auto& member : seen_.members) {
      if (Dice(6) == 0) member.uuid.clear();
      if (Dice(8) == 0) member.arbitrator = true;
    }
    seen_.former_members = Rarely() ? Well().members : seen_.members;
    if (!seen_.wsrep) return;
    static constexpr std::array<const char*, 6> kAddresses = {"a:1,b:1,c:1", "a:1,,c:1", "a:1", "",
                                                              ",",           "AUTO,AUTO"};
    seen_.wsrep->incoming_addresses = kAddresses[static_cast<std::size_t>(Dice(6))];
    seen_.wsrep->cluster_size = Dice(6) == 0 ? std::nullopt : std::optional<std::uint64_t>(Dice(4));
  }

  void ChangePeer(watchdog::SeenPeer* peer) {
    peer->primary = Dice(4) == 0 ? std::nullopt : std::optional<bool>(Dice(3) != 0);
    peer->paused = peer->primary != true && Rarely();
    peer->state_uuid = Dice(8) == 0 ? "" : Dice(8) == 0 ? kOther : kUuid;
    peer->member_uuids = {"before", peer->name == "node2" ? "u2" : "u3"};
    if (Dice(6) == 0) peer->member_uuids = {"elsewhere"};
    if (Dice(8) == 0) peer->member_uuids.clear();
  }

  Instant Now() const {
    return {std::chrono::steady_clock::time_point(steady_), std::chrono::system_clock::time_point(wall_)};
  }

  std::vector<Transition> Step() {
    const std::vector<Finding> findings = Judge(seen_, rules_);
    std::vector<Transition> transitions =
        tracker_.Step(findings, Now(), quiet_, [this] { return std::to_string(++ids_); });
    const std::map<Incident, IncidentStatus> statuses = tracker_.Statuses();
    if (findings.size() != kIncidentCount) Fault("findings", Incident{}, "not one of every kind");
    for (std::size_t k = 0; k < kIncidentCount && fault_.empty(); ++k) {
      const auto incident = static_cast<Incident>(k);
      const bool quiet = std::find(quiet_.begin(), quiet_.end(), incident) != quiet_.end();
      Look look{steady_, PlainTruth(incident, seen_, rules_[incident].threshold), quiet, first_,
                rules_[incident]};
      const Truth plain = !look.truth ? Truth::kUnknown : *look.truth ? Truth::kYes : Truth::kNo;
      if (findings[k].truth != plain) Fault("Judge", incident, "differs from the plain one");
      if (findings[k].summary.empty() != (plain != Truth::kYes)) Fault("Judge", incident, "summary");
      looks_[k].push_back(look);
      CheckHolding(k, statuses.at(incident));
    }
    first_ = false;
    for (const Transition& transition : transitions) Take(transition);
    return transitions;
  }

  // Seen without a break for its time, and nobody asked for quiet: it is told.
  void CheckHolding(std::size_t k, const IncidentStatus& status) {
    const Look& look = looks_[k].back();
    if (look.truth != true || !look.rule.enabled) {
      holds_since_[k].reset();
      return;
    }
    if (!holds_since_[k]) holds_since_[k] = steady_;
    if (steady_ - *holds_since_[k] < look.rule.for_time) return;
    const bool told = status.episode && status.episode->announced;
    if (status.state != IncidentStatus::State::kFiring || (!told && !look.quiet)) {
      Fault("missed", static_cast<Incident>(k), "holds and is not told");
    }
  }

  void Take(const Transition& transition) {
    const auto k = static_cast<std::size_t>(transition.incident);
    const Look& look = looks_[k].back();
    switch (transition.kind) {
      case Transition::Kind::kFired:
        ++triggers_;
        if (open_[k]) Fault("trigger", transition.incident, "fires twice");
        if (look.truth != true || look.quiet || !look.rule.enabled)
          Fault("trigger", transition.incident, "unseen");
        open_[k] = transition.episode.id;
        messages_[k].push_back({looks_[k].size() - 1, true});
        CheckBound(k);
        break;
      case Transition::Kind::kResolved:
        if (!open_[k]) Fault("resolve", transition.incident, "without trigger");
        if (open_[k] && *open_[k] != transition.episode.id)
          Fault("resolve", transition.incident, "another episode");
        if (look.truth != false && look.rule.enabled) Fault("resolve", transition.incident, "unseen");
        open_[k].reset();
        messages_[k].push_back({looks_[k].size() - 1, false});
        break;
      case Transition::Kind::kChanged:
        if (!open_[k] || *open_[k] != transition.episode.id) Fault("change", transition.incident, "of none");
        if (changed_at_[k] && steady_ - *changed_at_[k] < watchdog::kChangedInterval) {
          Fault("change", transition.incident, "too often");
        }
        changed_at_[k] = steady_;
        break;
    }
  }

  // So many triggers and one more are as far apart as a time of quiet.
  void CheckBound(std::size_t k) {
    std::vector<milliseconds>& fired = fired_at_[k];
    fired.push_back(steady_);
    const auto fires = static_cast<std::size_t>(flaps_.fires);
    held_ += tracker_.Statuses().at(static_cast<Incident>(k)).held ? 1 : 0;
    if (fired.size() <= fires) return;
    if (fired.back() - fired[fired.size() - 1 - fires] < std::min(flaps_.within, flaps_.quiet)) {
      Fault("bound", static_cast<Incident>(k), "too many triggers");
    }
  }

  // Until NextChange() nothing happens by itself, and then something does.
  void ComeBackWhenToldTo() {
    const auto next = tracker_.NextChange();
    if (!next) {
      Pass(minutes(30));
      if (!Step().empty()) Fault("NextChange", Incident{}, "never, and yet something changed");
      return;
    }
    const milliseconds wait = Until(*next);
    if (wait.count() <= 0) return Fault("NextChange", Incident{}, "is over");
    Pass(wait - milliseconds(1));
    const auto before = tracker_.Statuses();
    if (!Step().empty() || tracker_.Statuses() != before) Fault("NextChange", Incident{}, "came too late");
    Pass(milliseconds(1));
    if (Step().empty() && tracker_.Statuses() == before) Fault("NextChange", Incident{}, "nothing changed");
  }

  void End() {
    seen_ = Well();
    quiet_.clear();
    Step();
    Pass(minutes(30));
    Step();
    for (std::size_t k = 0; k < kIncidentCount; ++k) {
      const auto incident = static_cast<Incident>(k);
      if (open_[k]) Fault("end", incident, "is told and never resolved");
      if (tracker_.Statuses().at(incident) != IncidentStatus{}) Fault("end", incident, "is not inactive");
    }
    if (tracker_.NextChange()) Fault("end", Incident{}, "waits for something");
  }

  void Compare(std::size_t k) {
    const std::vector<Message> plain = Retell(looks_[k], flaps_);
    if (plain == messages_[k]) return;
    std::ostringstream text;
    for (std::size_t i = 0; i < looks_[k].size(); ++i) {
      const Look& look = looks_[k][i];
      const auto said = [&](const std::vector<Message>& all, bool firing) {
        return std::find(all.begin(), all.end(), Message{i, firing}) != all.end();
      };
      text << "\n"
           << i << " at " << look.at.count() << (look.first ? " restarted" : "")
           << (look.truth ? *look.truth ? " yes" : " no" : " unknown") << (look.quiet ? " quiet" : "")
           << (look.rule.enabled ? "" : " off") << (said(plain, true) ? " +plain" : "")
           << (said(plain, false) ? " -plain" : "") << (said(messages_[k], true) ? " +tracker" : "")
           << (said(messages_[k], false) ? " -tracker" : "");
    }
    Fault("Tracker", static_cast<Incident>(k), "differs from the plain one" + text.str());
  }

  void Fault(const std::string& what, Incident incident, const std::string& how) {
    if (fault_.empty()) fault_ = what + ", " + std::string(KindOf(incident).name) + ": " + how;
  }

  std::mt19937_64 random_;
  FlapRule flaps_;
  IncidentRules rules_;
  IncidentTracker tracker_{{}, {}};
  Observation seen_ = Well();
  std::vector<Incident> quiet_;
  milliseconds steady_{1000};
  milliseconds wall_{1700000000000};
  bool first_ = true;
  int ids_ = 0;
  std::uint64_t triggers_ = 0;
  std::uint64_t held_ = 0;
  std::string fault_;
  std::array<std::vector<Look>, kIncidentCount> looks_;
  std::array<std::vector<Message>, kIncidentCount> messages_;
  std::array<std::optional<std::string>, kIncidentCount> open_;
  std::array<std::optional<milliseconds>, kIncidentCount> holds_since_;
  std::array<std::optional<milliseconds>, kIncidentCount> changed_at_;
  std::array<std::vector<milliseconds>, kIncidentCount> fired_at_;
};

TEST(IncidentHistories, AreToldAsThePlainImplementationTellsThem) {
  const std::uint64_t first = Number("SEED", 0);
  std::uint64_t triggers = 0;
  std::uint64_t held = 0;
  for (std::uint64_t seed = first; seed < first + Histories(); ++seed) {
    Player player(seed);
    const std::string fault = player.Play(20 + static_cast<int>(seed % 60));
    ASSERT_EQ(fault, "") << "seed " << seed;
    triggers += player.triggers();
    held += player.held();
  }
  std::printf("%llu histories, %llu triggers, %llu of them held\n",
              static_cast<unsigned long long>(Histories()), static_cast<unsigned long long>(triggers),
              static_cast<unsigned long long>(held));
  EXPECT_GT(triggers, Histories());
  EXPECT_GT(held, Histories() / 10);
}

}  // namespace
}  // namespace simulation
