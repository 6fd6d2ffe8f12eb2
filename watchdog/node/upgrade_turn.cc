#include "node/upgrade_turn.h"

#include <chrono>
#include <memory>
#include <tuple>

#include "system/log.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kRoundTimeout{5};

bool Before(const NodeAddress& left, const NodeAddress& right) {
  return std::tie(left.family, left.bytes) < std::tie(right.family, right.bytes);
}

void SetPhase(EvidenceBoard& board, Evidence::Phase phase) {
  board.Update([phase](Evidence& evidence) { evidence.phase = phase; });
}

bool Upgrades(const Peer& peer) {
  return peer.evidence && peer.evidence->phase == Evidence::Phase::kUpgrading;
}

// A picture of a round that began after now; null after `stop`, or when none comes.
std::shared_ptr<const PeerPicture> FreshPicture(const PeerWatch& watch, const std::stop_token& stop) {
  const auto latest = watch.Latest();
  // The round that runs now may have asked already: the next one has not.
  const std::uint64_t running = latest ? latest->round + 1 : 1;
  const auto deadline = std::chrono::steady_clock::now() + kRoundTimeout;
  std::shared_ptr<const PeerPicture> picture;
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < deadline) {
    picture = watch.WaitBeyond(running, std::chrono::steady_clock::now() + std::chrono::milliseconds(200));
    if (picture) return picture;
  }
  return nullptr;
}

}  // namespace

UpgradeTurn DecideUpgradeTurn(const NodeAddress& own, const std::vector<Peer>& peers) {
  UpgradeTurn turn = UpgradeTurn::kGo;
  for (const Peer& peer : peers) {
    if (!Upgrades(peer)) continue;
    if (Before(peer.address, own)) return UpgradeTurn::kWithdraw;
    turn = UpgradeTurn::kWait;
  }
  return turn;
}

bool AwaitUpgradeTurn(const PeerWatch* watch, EvidenceBoard& board, const NodeAddress& own,
                      const std::stop_token& stop) {
  SetPhase(board, Evidence::Phase::kUpgrading);
  if (watch == nullptr) return true;
  bool said = false;
  while (!stop.stop_requested()) {
    const auto picture = FreshPicture(*watch, stop);
    if (!picture) continue;
    const UpgradeTurn turn = DecideUpgradeTurn(own, picture->peers);
    if (turn == UpgradeTurn::kGo && board.Now().phase == Evidence::Phase::kUpgrading) return true;
    // Back in line once the one before us is done; the next fresh round decides.
    SetPhase(board, turn == UpgradeTurn::kWithdraw ? Evidence::Phase::kWaiting : Evidence::Phase::kUpgrading);
    if (!said) galera::LogInfo("upgrade of system tables waits: another node is at it");
    said = true;
  }
  return false;
}

}  // namespace watchdog
