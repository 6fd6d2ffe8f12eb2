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
  return Number("HISTORIES", full ? 1000000 : 20000);
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

void Print(const char* what, const Tally& tally) {
  std::printf("%s: %llu with all nodes back; acted without a human in %.1f %%; possible in %.1f %%\n", what,
              static_cast<unsigned long long>(tally.outages),
              100.0 * static_cast<double>(tally.acted) /
                  static_cast<double>(std::max<std::uint64_t>(1, tally.outages)),
              100.0 * static_cast<double>(tally.possible) /
                  static_cast<double>(std::max<std::uint64_t>(1, tally.outages)));
  std::vector<std::pair<std::uint64_t, std::string>> classes;
  for (const auto& [reasons, count] : tally.paused) classes.emplace_back(count, reasons);
  std::sort(classes.rbegin(), classes.rend());
  if (classes.size() > 12) classes.resize(12);
  for (const auto& [count, reasons] : classes)
    std::printf("  paused %8llu  %s\n", static_cast<unsigned long long>(count), reasons.c_str());
}

TEST(RandomHistories, NoCommitIsLostAndThereAreNeverTwoPrimaryComponents) {
  const Rule rule;
  std::map<Outage, Tally> tallies;
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
    Tally& tally = tallies[player.history().outage];
    ++tally.outages;
    const bool possible = Possible(player.model());
    tally.possible += possible ? 1 : 0;
    tally.acted += winner ? 1 : 0;
    if (!winner) {
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
  Print("power cuts", tallies[Outage::kPowerCut]);
  Print("off one by one", tallies[Outage::kOneByOne]);
  Print("stopped one by one", tallies[Outage::kStops]);
  Print("partitions", tallies[Outage::kPartition]);
  Print("other ends", tallies[Outage::kAsItIs]);
  std::printf("ended in a primary component: %llu; lost by Galera itself or by a human's hand: %llu\n",
              static_cast<unsigned long long>(recovered_meanwhile),
              static_cast<unsigned long long>(not_ours));
  EXPECT_GT(tallies[Outage::kPowerCut].acted, 0U);
}

}  // namespace
}  // namespace simulation
