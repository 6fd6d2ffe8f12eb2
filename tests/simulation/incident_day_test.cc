// A day of normal operation of three nodes, a look a second: nobody is paged. FULL=1 lives a hundred days.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "incident/finding.h"
#include "incident/incident_tracker.h"

namespace simulation {
namespace {

using galera::NodeState;
using std::chrono::milliseconds;
using std::chrono::seconds;
using watchdog::Incident;
using watchdog::IncidentTracker;
using watchdog::Observation;
using Server = Observation::Server;

constexpr char kHistory[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr int kSecondsADay = 86400;

// Something that begins by chance and lasts for some seconds.
class Spell {
 public:
  Spell(int every, int longest) : every_(every), longest_(longest) {}
  bool On(std::mt19937_64* random) {
    if (left_ > 0) {
      --left_;
    } else if ((*random)() % static_cast<unsigned>(every_) == 0) {
      left_ = 1 + static_cast<int>((*random)() % static_cast<unsigned>(longest_));
    }
    return left_ > 0;
  }

 private:
  int every_;
  int longest_;
  int left_ = 0;
};

class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {}

  // What a look of node1 sees in the second `now`.
  Observation Look(int now) {
    Observation seen;
    seen.cluster = "c";
    seen.node = "node1";
    seen.expected_size = 3;
    seen.ist_window_seconds = 1000 + Dice(5000);
    // A node is taken out for a while each night, in a maintenance.
    maintenance = now % kSecondsADay >= 10000 && now % kSecondsADay < 10600;
    const bool away = maintenance && now % kSecondsADay < 10500;
    const bool joins = now % kSecondsADay >= 10500 && now % kSecondsADay < 10530;
    seen.members = {{"node1", "u1"}, {"node2", "u2"}, {"node3", "u3"}};
    if (away) seen.members.pop_back();
    seen.peers.resize(2);
    for (std::size_t i = 0; i < 2; ++i) {
      seen.peers[i].name = i == 0 ? "node2" : "node3";
      seen.peers[i].member_uuids = {i == 0 ? "u2" : "u3"};
      // A warden that does not answer in time, or is restarted.
      const bool silent = silent_peer_[i].On(&random_) || (i == 1 && away);
      if (!silent) seen.peers[i].primary = true;
      if (!silent) seen.peers[i].state_uuid = kHistory;
    }
    if (restart_.On(&random_)) {  // asked for
      seen.server = Server::kGone;
      seen.expected_up = false;
      return seen;
    }
    seen.server = unknown_.On(&random_) ? Server::kUnknown
                  : slow_.On(&random_)  ? Server::kHung
                                        : Server::kAnswers;
    if (full_.On(&random_)) seen.server = Server::kRefuses;  // too many connections
    seen.wsrep.emplace();
    seen.wsrep->ready = true;
    seen.wsrep->cluster_status = "Primary";
    seen.wsrep->cluster_size = seen.members.size();
    seen.wsrep->cluster_state_uuid = kHistory;
    const bool donor = donor_.On(&random_) || joins;
    seen.state = donor                      ? NodeState::kDonor
                 : catches_up_.On(&random_) ? NodeState::kJoined
                                            : NodeState::kSynced;
    if (seen.state == NodeState::kJoined) seen.wsrep->ready = false;
    if (donor) seen.transfer_silent = milliseconds(Dice(9000));
    Load(&seen);
    return seen;
  }

  bool maintenance = false;

 private:
  int Dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

  void Load(Observation* seen) {
    // A burst: the queue grows for some seconds, and is worked off.
    queue_ += burst_.On(&random_) ? 20 + Dice(100) : -500;
    queue_ = std::max(queue_, Dice(5));
    seen->receive_queue = static_cast<std::uint64_t>(queue_);
    seen->receive_queue_growth = (queue_ - before_) / 60.0 + Dice(3) - 1;
    before_ = queue_;
    // Flow control as a large transaction causes it, of the last minute.
    stood_still_ = stood_still_ * 59 / 60 + (paused_.On(&random_) ? 1.0 / 60 : 0);
    seen->flow_control_share = stood_still_;
    if (unknown_.On(&random_)) seen->flow_control_share.reset();
  }

  std::mt19937_64 random_;
  Spell unknown_{600, 2};
  Spell slow_{3000, 3};
  Spell full_{3000, 20};
  Spell donor_{20000, 900};
  Spell catches_up_{5000, 40};
  Spell burst_{600, 45};
  Spell paused_{900, 25};
  Spell restart_{40000, 120};
  Spell silent_peer_[2] = {{1000, 5}, {5000, 90}};
  int queue_ = 0;
  int before_ = 0;
  double stood_still_ = 0;
};

int Days() {
#ifdef NDEBUG
  return std::getenv("FULL") != nullptr ? 100 : 2;
#else
  return 1;
#endif
}

TEST(IncidentDay, OfNormalOperationPagesNobody) {
  const watchdog::IncidentRules rules = watchdog::DefaultRules();
  std::vector<Incident> all;
  for (const auto& kind : watchdog::IncidentKinds()) all.push_back(kind.incident);
  int pending = 0;
  for (int d = 0; d < Days(); ++d) {
    Day day(static_cast<std::uint64_t>(d));
    IncidentTracker tracker(rules, {});
    for (int now = 0; now < kSecondsADay; ++now) {
      const Observation seen = day.Look(now);
      const watchdog::Instant instant{std::chrono::steady_clock::time_point(seconds(now)),
                                      std::chrono::system_clock::time_point(seconds(now))};
      const auto transitions = tracker.Step(
          Judge(seen, rules), instant, day.maintenance ? all : std::vector<Incident>{}, [] { return "id"; });
      ASSERT_TRUE(transitions.empty())
          << "day " << d << ", second " << now << ": " << transitions.front().episode.summary;
      pending += tracker.NextChange() ? 1 : 0;
    }
  }
  EXPECT_GT(pending, 100 * Days());  // it is no idle day
}

}  // namespace
}  // namespace simulation
