// Random histories of nodes that start with empty directories: late starts, stale
// and lost reads, changing views of the peers, late publication, restarts.
// FULL=1 in the environment runs millions of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "discovery/founder.h"

namespace watchdog {
namespace {

using Random = std::mt19937;
using Kind = FounderDecision::Kind;
using Phase = Evidence::Phase;
using Data = Evidence::Data;

// What a node has of another: the peer as read, and how far into its history.
struct Sight {
  bool listed = false;  // the name of the peer has its address now
  std::size_t read_from = 0;
  Peer peer;
};

struct Node {
  bool up = false;
  bool founded = false;
  NodeAddress address;
  Evidence now;                   // decided, perhaps not published yet
  std::vector<Evidence> history;  // published
  std::vector<Sight> sights;
  Ballot ballot;
  int starts = 0;
};

class History {
 public:
  History(unsigned seed, int minimum_over_half)
      : random_(seed), count_(3 + seed % 3), minimum_(static_cast<int>(count_) / 2 + minimum_over_half) {
    loss_percent_ = Dice(3) == 0 ? Dice(60) : Dice(5);
    crashes_ = Dice(2) == 0;
    listed_percent_ = Dice(4) == 0 ? 100 : 25 + Dice(50);
    std::vector<int> numbers = {2, 9, 10, 100, 30};
    std::shuffle(numbers.begin(), numbers.end(), random_);
    nodes_.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      nodes_[i].address = *ParseNodeAddress("10.0.0." + std::to_string(numbers[i]), 4567);
      nodes_[i].sights.resize(count_);
      for (std::size_t j = 0; j < count_; ++j) nodes_[i].sights[j].peer.address = nodes_[j].address;
    }
    // One comes late, when the others are nearly through.
    late_ = Dice(3) == 0 ? Dice(static_cast<int>(count_)) : -1;
  }

  void Chaos(int steps) {
    for (int step = 0; step < steps; ++step) {
      const auto i = static_cast<std::size_t>(Dice(static_cast<int>(count_)));
      if (static_cast<int>(i) == late_ && step < steps * 2 / 3) continue;
      Node& node = nodes_[i];
      if (!node.up) {
        if (Dice(4) == 0) Start(node, Data::kEmpty);
        continue;
      }
      Act(i, Dice(40));
    }
  }

  // Everybody sees everybody.
  void Calm() {
    for (Node& node : nodes_) {
      if (!node.up) Start(node, Data::kEmpty);
    }
    for (int round = 0; round < 8 && founders_ == 0; ++round) {
      for (std::size_t i = 0; i < count_; ++i) {
        for (std::size_t j = 0; j < count_; ++j) {
          nodes_[i].sights[j].listed = true;
          Read(i, j, 0, true);
        }
        Decide(i);
        Publish(nodes_[i]);
      }
    }
  }

  int founders() const { return founders_; }
  std::string reasons() const { return reasons_; }

 private:
  void Act(std::size_t i, int die) {
    if (die == 0) {
      ChangeView(i);
    } else if (die == 1) {
      Partition();
    } else if (die == 2) {
      if (crashes_) Crash(nodes_[i]);
    } else if (die < 10) {
      Publish(nodes_[i]);
    } else if (die < 15) {
      Read(i, static_cast<std::size_t>(Dice(static_cast<int>(count_))), loss_percent_, false);
    } else if (die < 25) {
      for (std::size_t j = 0; j < count_; ++j) Read(i, j, loss_percent_, false);
    } else {
      Decide(i);
    }
  }

  int Dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

  void Start(Node& node, Data data) {
    node.up = true;
    const bool for_another = node.ballot.vote && !node.ballot.vote->SameHost(node.address);
    if (!for_another || data != Data::kEmpty) node.ballot = {};  // node/kept_vote.h keeps the other one
    node.ballot.stood = 0;
    node.now = {};
    node.now.cluster_name = "c";
    node.now.node_id = node.address.text + "#" + std::to_string(++node.starts);
    node.now.node_address = node.address.text;
    node.now.phase = data == Data::kEmpty ? Phase::kWaiting : Phase::kPaused;
    node.now.data = data;
    if (node.ballot.vote) node.now.vote = node.ballot.vote->text;
    node.now.candidacy = node.ballot.candidacy;
    for (Sight& sight : node.sights) {
      sight.peer.evidence.reset();
      sight.listed = Dice(100) < listed_percent_;
    }
    node.history.push_back(node.now);
  }

  void Crash(Node& node) {
    if (node.founded) {
      if (node.now.data == Data::kPresent && Dice(4) == 0) Start(node, Data::kPresent);
      return;
    }
    if (node.now.data == Data::kEmpty) Start(node, Data::kEmpty);
  }

  void ChangeView(std::size_t i) {
    for (Sight& sight : nodes_[i].sights) {
      if (Dice(3) == 0) sight.listed = Dice(100) < listed_percent_;
    }
  }

  // Some nodes now see just each other.
  void Partition() {
    std::vector<bool> inside(count_);
    for (std::size_t i = 0; i < count_; ++i) inside[i] = Dice(3) != 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (!inside[i]) continue;
      for (std::size_t j = 0; j < count_; ++j) nodes_[i].sights[j].listed = inside[j];
    }
  }

  void Publish(Node& node) {
    // What a founder does next shows bit by bit.
    if (node.founded && node.now.phase == Phase::kFounding) {
      if (node.now.data == Data::kEmpty) {
        if (node.history.back() == node.now) node.now.data = Data::kHalfInitialised;
      } else {
        node.now.data = Data::kPresent;
        node.now.phase = Phase::kServing;
        node.now.primary = true;
      }
    }
    node.history.push_back(node.now);
  }

  void Read(std::size_t i, std::size_t j, int loss_percent, bool newest) {
    Sight& sight = nodes_[i].sights[j];
    const Node& other = nodes_[j];
    sight.peer.evidence.reset();
    sight.peer.primary = Peer::Primary::kUnknown;
    if (i == j || other.history.empty() || Dice(100) < loss_percent) return;
    const std::size_t last = other.history.size() - 1;
    if (newest || Dice(2) == 0) {
      sight.read_from = last;
    } else {
      sight.read_from += static_cast<std::size_t>(Dice(static_cast<int>(last - sight.read_from + 1)));
    }
    sight.peer.evidence = other.history[sight.read_from];
    if (sight.peer.evidence->primary) {
      sight.peer.primary = *sight.peer.evidence->primary ? Peer::Primary::kYes : Peer::Primary::kNo;
    }
  }

  void Decide(std::size_t i) {
    Node& node = nodes_[i];
    if (node.founded || node.now.data != Data::kEmpty) return;
    FounderView view;
    view.own = node.address;
    view.own_node_id = node.now.node_id;
    view.cluster_name = "c";
    view.minimum = minimum_;
    view.all_names_answered = true;
    view.ballot = node.ballot;
    for (std::size_t j = 0; j < count_; ++j) {
      if (j != i && node.sights[j].listed) view.peers.push_back(node.sights[j].peer);
    }
    FounderDecision decision = DecideFounder(view);
    node.ballot = std::move(decision.ballot);
    if (node.ballot.vote) node.now.vote = node.ballot.vote->text;
    if (!node.ballot.vote) node.now.vote.reset();
    node.now.candidacy = node.ballot.candidacy;
    reasons_ += node.address.text + ": " + decision.reason + "\n";
    if (reasons_.size() > 4000) reasons_.erase(0, 2000);
    if (decision.kind != Kind::kFound) return;
    node.founded = true;
    node.now.phase = Phase::kFounding;
    ++founders_;
  }

  Random random_;
  std::size_t count_;
  int minimum_;
  int loss_percent_ = 0;
  int listed_percent_ = 0;
  bool crashes_ = false;
  int late_ = -1;
  std::vector<Node> nodes_;
  int founders_ = 0;
  std::string reasons_;
};

unsigned HistoryCount() {
  if (std::getenv("FULL") != nullptr) return 2000000;
#ifdef NDEBUG
  return 100000;
#else
  return 2500;
#endif
}

TEST(FounderSimulation, NeverTwoFoundersAndInTheEndOne) {
  unsigned early = 0;
  for (unsigned seed = 0; seed < HistoryCount(); ++seed) {
    History history(seed, 1);
    history.Chaos(60 + static_cast<int>(seed % 140));
    ASSERT_LE(history.founders(), 1) << "seed " << seed << "\n" << history.reasons();
    early += history.founders() == 1 ? 1 : 0;
    history.Calm();
    ASSERT_EQ(history.founders(), 1) << "seed " << seed << "\n" << history.reasons();
  }
  // The histories are not so wild that nothing ever happens in them.
  EXPECT_GT(early, HistoryCount() / 20);
  EXPECT_LT(early, HistoryCount());
}

// The histories would show two founders if there could be any.
TEST(FounderSimulation, AMinimumOfHalfTheNodesElectsTwoAtTimes) {
  for (unsigned seed = 1; seed < 6000; seed += 3) {  // four nodes
    History history(seed, 0);
    history.Chaos(200);
    if (history.founders() > 1) return;
  }
  FAIL() << "no history with two founders";
}

}  // namespace
}  // namespace watchdog
