#include "node/join_check.h"

#include <algorithm>

#include "transfer/transfer_sayings.h"
#include "upgrade/upgrade_decision.h"

namespace watchdog {
namespace {

using Kind = TransferForecast::Kind;

constexpr double kSpare = 1.1;  // logs and temporary files of the transfer
constexpr char kOverride[] = "GALERA_WARDEN_NODE_SKIP_TRANSFER_CHECKS=1 goes on all the same";

std::string SizeText(std::uint64_t bytes) { return BytesText(static_cast<double>(bytes)); }

// Whom Galera may choose as a donor.
std::vector<const Evidence*> Donors(const std::vector<Peer>& peers) {
  std::vector<const Evidence*> donors;
  for (const Peer& peer : peers) {
    if (peer.primary == Peer::Primary::kYes && peer.evidence) donors.push_back(&*peer.evidence);
  }
  return donors;
}

std::string CheckVersion(Kind forecast, const JoinFacts& facts, const std::vector<const Evidence*>& donors,
                         std::vector<std::string>& warnings) {
  const auto own = ParseVersionSeries(facts.mariadb_version);
  std::size_t newer = 0;
  std::string example;
  bool unknown = !own;
  for (const Evidence* donor : donors) {
    const auto series = ParseVersionSeries(donor->mariadb_version);
    unknown = unknown || !series;
    if (!own || !series || !(*own < *series)) continue;
    ++newer;
    example = donor->node_address + " runs " + donor->mariadb_version;
  }
  if (unknown && forecast != Kind::kIst)
    warnings.emplace_back("whether donors run a newer MariaDB than this node is not known");
  if (newer == 0) return "";
  const std::string what = example + ", this node has " + facts.mariadb_version +
                           ", which can't read the data files of a newer series";
  if (newer == donors.size() && forecast == Kind::kFull)
    return what + ": install the donors' version here; " + kOverride;
  warnings.push_back(what + ": no full state transfer may come from there");
  return "";
}

std::string CheckRoom(Kind forecast, const JoinFacts& facts, const std::vector<const Evidence*>& donors,
                      std::vector<std::string>& warnings) {
  if (forecast == Kind::kIst) return "";
  std::optional<std::uint64_t> least;
  bool unknown = !facts.disk_free_bytes;
  for (const Evidence* donor : donors) {
    unknown = unknown || !donor->data_bytes;
    if (donor->data_bytes) least = std::min(least.value_or(*donor->data_bytes), *donor->data_bytes);
  }
  if (unknown || !least) {
    warnings.emplace_back("whether a full state transfer fits on the disk is not known");
    return "";
  }
  const std::uint64_t replaced = facts.data_bytes.value_or(0);
  const double room = static_cast<double>(*facts.disk_free_bytes) + static_cast<double>(replaced);
  const double needed = static_cast<double>(*least) * kSpare;
  if (needed <= room) return "";
  std::string what = "donors have " + SizeText(*least) + " of data, which needs " + BytesText(needed) +
                     " here, and there are " + SizeText(*facts.disk_free_bytes) + " free";
  if (replaced > 0) what += " and " + SizeText(replaced) + " of old data to replace";
  if (forecast == Kind::kFull) return what + ": make room on the data directory's disk; " + kOverride;
  warnings.push_back(what + ": a full state transfer would fail");
  return "";
}

}  // namespace

JoinCheck CheckJoin(Kind forecast, const JoinFacts& facts, const std::vector<Peer>& peers) {
  const std::vector<const Evidence*> donors = Donors(peers);
  JoinCheck check;
  if (donors.empty()) {
    check.warnings.emplace_back("no peer in a primary component has said what it runs and holds");
    return check;
  }
  check.refusal = CheckVersion(forecast, facts, donors, check.warnings);
  if (!check.refusal.empty()) return check;
  check.refusal = CheckRoom(forecast, facts, donors, check.warnings);
  return check;
}

}  // namespace watchdog
