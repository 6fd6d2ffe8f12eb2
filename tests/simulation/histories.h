// Random histories of the model, played again, and cut down to what matters.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "actor.h"
#include "galera_model.h"

namespace simulation {

enum class Outage : std::uint8_t { kPowerCut, kOneByOne, kStops, kPartition, kAsItIs };

struct History {
  int nodes = 1;
  unsigned first = 1;      // who is in the first view
  bool namesakes = false;  // the last node bears the name of the first
  bool early_mark = false;
  Outage outage = Outage::kAsItIs;
  std::vector<Event> events;
};

Model Beginning(const History& history);

// Events until `steps` have happened or there is a fault, then the outage. The wardens act by
// `rule` meanwhile.
class Player {
 public:
  Player(std::uint64_t seed, const Rule& rule);

  void Play(int steps);
  void EndWithOutage();
  // As it may be a while later: some machines are on again.
  Model SomeCameBack();
  // All machines on and in sight of each other, all wardens, no mariadbd that is in no primary component.
  void BringAllBack();
  // `winner` bootstraps, and all others join. False: somebody does not get the state.
  bool RecoverFrom(int winner);
  bool JoinAll();

  const Model& model() const { return model_; }
  const History& history() const { return history_; }
  int Dice(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

 private:
  bool Try(Event::Kind kind, int a = 0, int b = 0);
  void PlayOne();
  void Recover(int actor);
  bool JoinRound();
  int AnyNode() { return Dice(history_.nodes); }
  int Mask() { return Dice(1 << history_.nodes); }

  std::mt19937 random_;
  Rule rule_;
  History history_;
  Model model_;
  std::vector<int> weights_;
};

// The model after those of the events that are possible.
Model Replay(const History& history, const Rule& rule);

// Without each event that the fault does not need.
History Shrunk(History history, const Rule& rule, const std::function<bool(const Model&)>& wrong);

std::string Describe(const History& history, const Rule& rule);

}  // namespace simulation
