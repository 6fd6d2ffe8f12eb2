#include "node/transfer_forecast.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Kind = TransferForecast::Kind;

Peer Donor(const char* address, const char* uuid, std::optional<std::int64_t> cached_downto,
           Peer::Primary primary = Peer::Primary::kYes) {
  Peer peer;
  peer.address = *ParseNodeAddress(address);
  peer.primary = primary;
  peer.evidence.emplace();
  peer.evidence->cluster_state_uuid = uuid;
  peer.evidence->cached_downto = cached_downto;
  return peer;
}

TEST(ForecastTransfer, IsIncrementalWhereADonorHoldsTheNextWrite) {
  EXPECT_EQ(ForecastTransfer("u:10", {Donor("10.0.0.1", "u", 11)}).kind, Kind::kIst);
  EXPECT_EQ(ForecastTransfer("u:10", {Donor("10.0.0.1", "u", 40), Donor("10.0.0.2", "u", 3)}).kind,
            Kind::kIst);
}

TEST(ForecastTransfer, IsFullBeyondWhatIsHeld) {
  const TransferForecast forecast = ForecastTransfer("u:10", {Donor("10.0.0.1", "u", 12)});
  EXPECT_EQ(forecast.kind, Kind::kFull);
  EXPECT_EQ(forecast.reason,
            "10.0.0.1 holds writes from 12 on, this node is at 10: 1 writes in between are gone");
}

TEST(ForecastTransfer, NeverComparesNumbersOfTwoHistories) {
  EXPECT_EQ(ForecastTransfer("u:10", {Donor("10.0.0.1", "v", 3)}).kind, Kind::kFull);
  EXPECT_EQ(ForecastTransfer("", {Donor("10.0.0.1", "u", 3)}).kind, Kind::kFull);
  EXPECT_EQ(ForecastTransfer("u:-1", {Donor("10.0.0.1", "u", 3)}).kind, Kind::kFull);
}

TEST(ForecastTransfer, IsUnknownWhileNobodySays) {
  EXPECT_EQ(ForecastTransfer("u:10", {}).kind, Kind::kUnknown);
  EXPECT_EQ(ForecastTransfer("u:10", {Donor("10.0.0.1", "u", std::nullopt)}).kind, Kind::kUnknown);
  EXPECT_EQ(ForecastTransfer("u:10", {Donor("10.0.0.1", "u", 3, Peer::Primary::kNo)}).kind, Kind::kUnknown);
}

}  // namespace
}  // namespace watchdog
