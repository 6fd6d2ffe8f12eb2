// The rules of the systems we replace beside ours, in the same outages. Prints the table of
// watchdog/README.md.
#include "rivals.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "histories.h"

namespace simulation {
namespace {

struct Score {
  std::uint64_t acted = 0;
  std::uint64_t lost = 0;
  std::uint64_t two = 0;
  std::uint64_t other_history = 0;
  std::uint64_t paused = 0;
};

std::uint64_t Histories() {
  const char* text = std::getenv("HISTORIES");
  if (text != nullptr) return std::strtoull(text, nullptr, 10);
#ifdef NDEBUG
  return std::getenv("FULL") != nullptr ? 1000000 : 20000;
#else
  return 1000;
#endif
}

bool Lives(const Model& model) {
  for (const Node& node : model.nodes) {
    if (node.in_primary && node.has == Node::Has::kState && node.last_primary == model.primary) return true;
  }
  return false;
}

// What a rule does in one moment, in each group of nodes that see each other. True: it acted.
bool Act(const Model& model, const Rival& rival, Score& score) {
  std::vector<int> starts;
  for (int cell = 0; cell < 2; ++cell) {
    unsigned seen = 0;
    bool primary = false;
    for (int n = 0; n < model.count; ++n) {
      const Node& node = model.nodes[static_cast<std::size_t>(n)];
      if (!node.on || node.cell != cell) continue;
      seen |= Bit(n);
      primary = primary || node.in_primary;
    }
    // Disks of another cluster alone are that cluster.
    if (seen == 0 || primary || !KnowsOurs(model, seen)) continue;
    const std::optional<int> choice = rival.choose(model, seen);
    if (choice) starts.push_back(*choice);
  }
  if (starts.empty()) return false;
  ++score.acted;
  if (starts.size() > 1 || Lives(model)) {
    ++score.two;
    return true;
  }
  const Node& node = model.nodes[static_cast<std::size_t>(starts.front())];
  if (node.history != 0) {
    ++score.other_history;
  } else if ((model.acknowledged >> (Common(model, node) + 1)) != 0) {
    ++score.lost;
  }
  return true;
}

double Percent(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

TEST(Rivals, OursLosesNothingInTheirOutages) {
  const std::vector<Rival>& rivals = Rivals();
  std::vector<Score> scores(rivals.size());
  std::uint64_t outages = 0;
  for (std::uint64_t seed = 0; outages < Histories(); ++seed) {
    Player player(seed, Rule{});
    player.Play(30 + static_cast<int>(seed % 170));
    player.EndWithOutage();
    const Model first = player.SomeCameBack();  // before all are back
    player.BringAllBack();
    // A human's force and another cluster's disks are left to the tests of our own rule.
    if (player.model().fault != Fault::kNone || player.model().branch != 0) continue;
    const bool over = PrimaryExists(player.model());
    if (over && !Lives(first)) continue;
    ++outages;
    for (std::size_t i = 0; i < rivals.size(); ++i) {
      if (Act(first, rivals[i], scores[i])) continue;
      if (over || Act(player.model(), rivals[i], scores[i])) continue;
      ++scores[i].paused;
    }
  }
  std::printf(
      "| rule | acted | lost an acknowledged commit | two primary components | another cluster's data | "
      "paused |\n");
  std::printf("|---|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < rivals.size(); ++i) {
    const Score& score = scores[i];
    std::printf("| %s | %.1f %% | %llu | %llu | %llu | %.1f %% |\n", std::string(rivals[i].name).c_str(),
                Percent(score.acted, outages), static_cast<unsigned long long>(score.lost),
                static_cast<unsigned long long>(score.two),
                static_cast<unsigned long long>(score.other_history), Percent(score.paused, outages));
    const bool ours = rivals[i].name.starts_with("ours");
    if (ours) {
      EXPECT_EQ(score.lost, 0U) << rivals[i].name;
      EXPECT_EQ(score.two, 0U) << rivals[i].name;
      EXPECT_EQ(score.other_history, 0U) << rivals[i].name;
    } else if (outages >= 20000) {
      EXPECT_GT(score.lost + score.two + score.other_history, 0U) << rivals[i].name;
    }
  }
}

}  // namespace
}  // namespace simulation
