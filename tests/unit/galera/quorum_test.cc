#include "galera/quorum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace galera {
namespace {

TEST(QuorumMargin, OfEqualWeights) {
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> cases = {{1, 0}, {2, 0}, {3, 1}, {4, 1},
                                                                      {5, 2}, {6, 2}, {7, 3}};
  for (const auto& [members, want] : cases) {
    EXPECT_EQ(QuorumMargin({members, members, 1}), want) << members;
    EXPECT_EQ(QuorumMargin({members, members * 2, 2}), want) << members;
  }
}

TEST(QuorumMargin, OfKnownUnequalWeights) {
  EXPECT_EQ(QuorumMargin(std::vector<std::uint64_t>{3, 1, 1}), 0u);
  EXPECT_EQ(QuorumMargin(std::vector<std::uint64_t>{2, 2, 1}), 1u);
  EXPECT_EQ(QuorumMargin(std::vector<std::uint64_t>{2, 1}), 0u);  // the heavy one may be the one
  EXPECT_EQ(QuorumMargin(std::vector<std::uint64_t>{}), 0u);
}

TEST(QuorumMargin, IsOpenWhereTheWeightsLeaveItOpen) {
  EXPECT_EQ(QuorumMargin({3, 5, 2}), std::nullopt);  // {2,2,1} may lose one, {2,3,0} may not
  EXPECT_EQ(QuorumMargin({3, 10, 8}), 0u);           // whatever the others have, we hold it alone
  EXPECT_EQ(QuorumMargin({2, 3, 2}), 0u);
}

TEST(QuorumMargin, RefusesNonsense) {
  EXPECT_EQ(QuorumMargin({0, 0, 1}), std::nullopt);
  EXPECT_EQ(QuorumMargin({3, 1, 2}), std::nullopt);
  EXPECT_EQ(QuorumMargin({1000000, 1000000, 1}), std::nullopt);
}

// The definition, by trying every set of failing members.
std::uint64_t BruteForce(const std::vector<std::uint64_t>& weights) {
  const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  std::uint64_t margin = weights.size();
  for (unsigned failing = 1; failing < (1u << weights.size()); ++failing) {
    std::uint64_t left = 0;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (failing & (1u << i)) {
        ++count;
      } else {
        left += weights[i];
      }
    }
    if (left * 2 <= total) margin = std::min(margin, count - 1);
  }
  return weights.empty() ? 0 : margin;
}

TEST(QuorumMargin, AgreesWithBruteForce) {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::uint64_t> weights(1 + random() % 7);
    for (auto& weight : weights) weight = random() % 5;
    std::shuffle(weights.begin(), weights.end(), random);
    ASSERT_EQ(QuorumMargin(weights), BruteForce(weights)) << testing::PrintToString(weights);
  }
}

// Where the sum alone is known, an answer must hold for the true weights.
TEST(QuorumMargin, NeverContradictsTheTrueWeights) {
  std::mt19937 random(11);
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::uint64_t> weights(1 + random() % 6);
    for (auto& weight : weights) weight = random() % 4;
    const std::uint64_t total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    // A sum that fits equal weights is taken for equal weights.
    if (total == weights.size() * weights[0]) continue;
    const auto margin = QuorumMargin({weights.size(), total, weights[0]});
    if (margin) {
      ASSERT_EQ(*margin, BruteForce(weights)) << testing::PrintToString(weights);
    }
  }
}

}  // namespace
}  // namespace galera
