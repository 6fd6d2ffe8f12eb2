#include "node/upgrade_turn.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

NodeAddress At(const char* text) { return ParseNodeAddress(text).value_or(NodeAddress{}); }

Peer Says(const char* address, Evidence::Phase phase) {
  Peer peer;
  peer.address = At(address);
  peer.evidence.emplace();
  peer.evidence->phase = phase;
  return peer;
}

TEST(DecideUpgradeTurn, LetsTheLowerAddressGoFirst) {
  const NodeAddress own = At("10.0.0.10");
  EXPECT_EQ(DecideUpgradeTurn(own, {}), UpgradeTurn::kGo);
  EXPECT_EQ(DecideUpgradeTurn(own, {Says("10.0.0.9", Evidence::Phase::kServing)}), UpgradeTurn::kGo);
  EXPECT_EQ(DecideUpgradeTurn(own, {Says("10.0.0.9", Evidence::Phase::kUpgrading)}), UpgradeTurn::kWithdraw);
  EXPECT_EQ(DecideUpgradeTurn(own, {Says("10.0.0.11", Evidence::Phase::kUpgrading)}), UpgradeTurn::kWait);
  EXPECT_EQ(DecideUpgradeTurn(own, {Says("10.0.0.11", Evidence::Phase::kUpgrading),
                                    Says("10.0.0.9", Evidence::Phase::kUpgrading)}),
            UpgradeTurn::kWithdraw);
}

TEST(DecideUpgradeTurn, ASilentPeerHoldsNobodyUp) {
  Peer silent;
  silent.address = At("10.0.0.9");
  EXPECT_EQ(DecideUpgradeTurn(At("10.0.0.10"), {silent}), UpgradeTurn::kGo);
}

}  // namespace
}  // namespace watchdog
