// Random histories of clusters of one to seven nodes, with wardens that act by
// the rule. SEED and HISTORIES in the environment play some again; FULL=1 plays a million.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "histories.h"

namespace simulation {
namespace {

std::uint64_t Number(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t Histories() {
  const bool full = std::getenv("FULL") != nullptr;
#ifdef NDEBUG
  return Number("HISTORIES", full ? 1000000 : 50000);
#else
  return Number("HISTORIES", full ? 50000 : 1000);
#endif
}

bool Wrong(const Model& model) { return model.fault != Fault::kNone && model.fault != Fault::kNotOurs; }

std::string Shortest(const Player& player, const Rule& rule) {
  return Describe(Shrunk(player.history(), rule, Wrong), rule);
}

// Whether somebody who sees all disks would know a node to start from.
bool Possible(const Model& model) {
  for (int n = 0; n < model.count; ++n) {
    const Node& node = model.nodes[static_cast<std::size_t>(n)];
    if (HasAllAcknowledged(model, node) && Common(model, node) == node.seqno) return true;
  }
  return false;
}

struct Tally {
  std::uint64_t outages = 0;
  std::uint64_t acted = 0;
  std::uint64_t possible = 0;
  std::uint64_t more = 0;                       // Rule::earlier_is_enough would have acted
  std::map<std::string, std::uint64_t> paused;  // by its objections, though it was possible
};

std::string Reasons(const watchdog::Proof& proof) {
  std::string text;
  for (const watchdog::Objection& objection : proof.objections) {
    const std::string name(watchdog::Name(objection.kind));
    if (text.find(name) == std::string::npos) text += (text.empty() ? "" : " + ") + name;
  }
  return text;
}

// No disk was lost, mixed up or forced, and no two nodes have one name.
bool Undamaged(const History& history) {
  const auto damages = [](const Event& event) {
    using Kind = Event::Kind;
    return event.kind == Kind::kLoseDisk || event.kind == Kind::kWipe || event.kind == Kind::kLoseRecord ||
           event.kind == Kind::kForeignDisk || event.kind == Kind::kForce || event.kind == Kind::kKillInDdl ||
           event.kind == Kind::kStartRestored;
  };
  return !history.namesakes && std::none_of(history.events.begin(), history.events.end(), damages);
}

double Percent(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

void Print(const char* what, const Tally& tally) {
  std::printf("%s, all nodes back: %llu; acted without a human %.2f %%, possible %.2f %%\n", what,
              static_cast<unsigned long long>(tally.outages), Percent(tally.acted, tally.outages),
              Percent(tally.possible, tally.outages));
  if (tally.more != 0)
    std::printf("  an earlier view is enough: %.2f %% more\n", Percent(tally.more, tally.outages));
  std::vector<std::pair<std::uint64_t, std::string>> classes;
  for (const auto& [reasons, count] : tally.paused) classes.emplace_back(count, reasons);
  std::sort(classes.rbegin(), classes.rend());
  if (classes.size() > 8) classes.resize(8);
  for (const auto& [count, reasons] : classes)
    std::printf("  paused %8llu  %s\n", static_cast<unsigned long long>(count), reasons.c_str());
}

TEST(RandomHistories, NoCommitIsLostAndThereAreNeverTwoPrimaryComponents) {
  const Rule rule;
  std::map<std::pair<Outage, bool>, Tally> tallies;
  std::uint64_t not_ours = 0;
  std::uint64_t recovered_meanwhile = 0;
  const std::uint64_t first = Number("SEED", 0);
  for (std::uint64_t seed = first; seed < first + Histories(); ++seed) {
    Player player(seed, rule);
    player.Play(30 + static_cast<int>(seed % 170));
    player.EndWithOutage();
    player.BringAllBack();
    ASSERT_FALSE(Wrong(player.model()))
        << "seed " << seed << ", fault " << static_cast<int>(player.model().fault) << "\n"
        << Shortest(player, rule);
    if (player.model().fault == Fault::kNotOurs) {
      ++not_ours;
      continue;
    }
    if (PrimaryExists(player.model())) {
      ++recovered_meanwhile;
      continue;
    }
    const unsigned all = Bit(player.model().count) - 1;
    std::vector<watchdog::Testimony> said = Testimonies(player.model(), all);
    const watchdog::Proof proof = watchdog::Prove(said);
    for (int order = 0; order < 3; ++order) {
      std::rotate(said.begin(), said.begin() + player.Dice(static_cast<int>(said.size())), said.end());
      std::reverse(said.begin(), said.begin() + player.Dice(static_cast<int>(said.size())));
      const watchdog::Proof again = watchdog::Prove(said);
      ASSERT_EQ(again.winner, proof.winner) << "seed " << seed;
      ASSERT_EQ(again.objections, proof.objections) << "seed " << seed;
    }
    const std::optional<int> winner = Prove(player.model(), all);
    ASSERT_EQ(winner, Judge(player.model(), all, rule)) << "seed " << seed << ": " << Reasons(proof) << "\n"
                                                        << Describe(player.model());
    Tally& tally = tallies[{player.history().outage, Undamaged(player.history())}];
    ++tally.outages;
    const bool possible = Possible(player.model());
    tally.possible += possible ? 1 : 0;
    tally.acted += winner ? 1 : 0;
    if (!winner) {
      Rule more;
      more.earlier_is_enough = true;
      tally.more += Judge(player.model(), all, more) ? 1 : 0;
      if (possible) ++tally.paused[Reasons(proof)];
      continue;
    }
    const bool recovered = player.RecoverFrom(*winner);
    ASSERT_FALSE(Wrong(player.model()))
        << "seed " << seed << ", fault " << static_cast<int>(player.model().fault) << "\n"
        << Shortest(player, rule);
    if (player.model().fault == Fault::kNotOurs) continue;
    const bool full_model =
        player.model().length + 4 >= kEntriesMax || player.model().view_count + 4 >= kViewsMax;
    ASSERT_TRUE(recovered || full_model) << "seed " << seed << ": somebody can't join\n"
                                         << Describe(player.model());
    for (int n = 0; n < player.model().count && !full_model; ++n)
      ASSERT_EQ(player.model().nodes[static_cast<std::size_t>(n)].history, 0) << "seed " << seed;
  }
  for (const bool undamaged : {true, false}) {
    std::printf(undamaged ? "All disks as they were left:\n"
                          : "Disks lost, mixed up, forced, names given twice:\n");
    Print("power cuts", tallies[{Outage::kPowerCut, undamaged}]);
    Print("off one by one", tallies[{Outage::kOneByOne, undamaged}]);
    Print("stopped one by one", tallies[{Outage::kStops, undamaged}]);
    Print("partitions", tallies[{Outage::kPartition, undamaged}]);
    Print("other ends", tallies[{Outage::kAsItIs, undamaged}]);
  }
  std::printf("ended in a primary component: %llu; lost by Galera itself or by a human's hand: %llu\n",
              static_cast<unsigned long long>(recovered_meanwhile),
              static_cast<unsigned long long>(not_ours));
  EXPECT_GT((tallies[{Outage::kPowerCut, true}].acted), 0U);
}

}  // namespace
}  // namespace simulation
