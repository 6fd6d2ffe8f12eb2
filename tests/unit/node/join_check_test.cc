#include "node/join_check.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Kind = TransferForecast::Kind;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

Peer Donor(const char* version, std::optional<std::uint64_t> bytes,
           Peer::Primary primary = Peer::Primary::kYes) {
  Peer peer;
  peer.primary = primary;
  peer.evidence.emplace();
  peer.evidence->node_address = "10.0.0.1";
  peer.evidence->mariadb_version = version;
  peer.evidence->data_bytes = bytes;
  return peer;
}

const JoinFacts kOwn = {"10.11.6-MariaDB", std::nullopt, 100 * kGiB};

TEST(CheckJoin, LetsAGoodOneGo) {
  for (const char* version : {"10.11.19-MariaDB", "10.6.1-MariaDB-log"}) {
    const JoinCheck check = CheckJoin(Kind::kFull, kOwn, {Donor(version, 90 * kGiB)});
    EXPECT_EQ(check.refusal, "");
    EXPECT_TRUE(check.warnings.empty());
  }
}

TEST(CheckJoin, RefusesAFullTransferFromANewerSeriesOnly) {
  const Peer newer = Donor("11.4.2-MariaDB", kGiB);
  const JoinCheck check = CheckJoin(Kind::kFull, kOwn, {newer});
  EXPECT_EQ(check.refusal,
            "10.0.0.1 runs 11.4.2-MariaDB, this node has 10.11.6-MariaDB, which can't read the data files of "
            "a newer "
            "series: install the donors' version here; GALERA_WARDEN_NODE_SKIP_TRANSFER_CHECKS=1 goes on all "
            "the same");
  for (const Kind forecast : {Kind::kIst, Kind::kUnknown}) {
    const JoinCheck unsure = CheckJoin(forecast, kOwn, {newer});
    EXPECT_EQ(unsure.refusal, "");
    EXPECT_EQ(unsure.warnings.size(), 1U);
  }
  const JoinCheck mixed = CheckJoin(Kind::kFull, kOwn, {newer, Donor("10.11.6-MariaDB", kGiB)});
  EXPECT_EQ(mixed.refusal, "") << "Galera may choose the other";
  EXPECT_EQ(mixed.warnings.size(), 1U);
  EXPECT_EQ(CheckJoin(Kind::kFull, kOwn, {newer, Donor("", kGiB)}).refusal, "") << "the other may do";
}

TEST(CheckJoin, RefusesWhatDoesNotFit) {
  JoinFacts facts = kOwn;
  facts.disk_free_bytes = 10 * kGiB;
  const auto refuses = [&](std::uint64_t donor, Kind kind = Kind::kFull) {
    return !CheckJoin(kind, facts, {Donor("10.11.6", donor)}).refusal.empty();
  };
  EXPECT_FALSE(refuses(9 * kGiB));
  EXPECT_TRUE(refuses(9 * kGiB + kGiB / 5));
  EXPECT_FALSE(refuses(100 * kGiB, Kind::kIst));
  EXPECT_FALSE(refuses(100 * kGiB, Kind::kUnknown));
  facts.data_bytes = 100 * kGiB;  // a full transfer replaces it
  EXPECT_FALSE(refuses(99 * kGiB));
  EXPECT_EQ(CheckJoin(Kind::kFull, facts, {Donor("10.11.6", 110 * kGiB)}).refusal,
            "donors have 110.0 GiB of data, which needs 121.0 GiB here, and there are 10.0 GiB free and "
            "100.0 GiB of old "
            "data to replace: make room on the data directory's disk; "
            "GALERA_WARDEN_NODE_SKIP_TRANSFER_CHECKS=1 goes "
            "on all the same");
}

TEST(CheckJoin, NeverRefusesWhatItDoesNotKnow) {
  const JoinFacts blind;
  for (const auto& peers : {std::vector<Peer>{},
                            {Donor("", std::nullopt)},
                            {Donor("11.4.2", 1000 * kGiB)},
                            {Donor("11.4.2", 1000 * kGiB, Peer::Primary::kUnknown)}}) {
    const JoinCheck check = CheckJoin(Kind::kFull, blind, peers);
    EXPECT_EQ(check.refusal, "");
    EXPECT_FALSE(check.warnings.empty());
  }
  JoinFacts facts = kOwn;
  facts.disk_free_bytes = 1;
  EXPECT_EQ(CheckJoin(Kind::kFull, facts, {Donor("10.11.6", kGiB), Donor("10.11.6", std::nullopt)}).refusal,
            "");
}

}  // namespace
}  // namespace watchdog
