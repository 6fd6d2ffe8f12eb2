#include "transfer/transfer_watch.h"

#include <gtest/gtest.h>

#include <future>

namespace watchdog {
namespace {

Peer Donor(const char* name, std::optional<std::uint64_t> bytes,
           Peer::Primary primary = Peer::Primary::kYes) {
  Peer peer;
  peer.primary = primary;
  peer.evidence.emplace();
  peer.evidence->node_name = name;
  peer.evidence->data_bytes = bytes;
  return peer;
}

TEST(DonorBytes, AreThoseOfTheOneWithTheName) {
  PeerPicture picture;
  picture.peers = {Donor("node1", 10), Donor("node2", 20)};
  EXPECT_EQ(DonorBytes(picture, "node2"), 20U);
  EXPECT_EQ(DonorBytes(picture, "node3"), std::nullopt);
  picture.peers.push_back(Donor("node2", 30));
  EXPECT_EQ(DonorBytes(picture, "node2"), std::nullopt) << "two have the name";
  picture.peers = {Donor("", 10), Donor("", 20, Peer::Primary::kNo)};
  EXPECT_EQ(DonorBytes(picture, "node2"), 10U) << "no other can be meant";
  picture.peers = {Donor("node2", std::nullopt), Donor("node1", 10)};
  EXPECT_EQ(DonorBytes(picture, "node2"), std::nullopt);
}

TEST(TransferWatch, FollowsTheLogAndKnowsTheDisk) {
  std::promise<DataFacts> told;
  bool once = false;
  TransferWatchOptions options;
  options.data_directory = testing::TempDir();
  options.facts = [&](const DataFacts& facts) {
    if (!std::exchange(once, true)) told.set_value(facts);
  };
  TransferWatch watch(std::move(options));
  auto facts = told.get_future();
  ASSERT_EQ(facts.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  EXPECT_TRUE(facts.get().disk_free_bytes);
  watch.OnLog(
      {"noise",
       "2026-11-21 14:30:18 0 [Note] WSREP: Running: 'wsrep_sst_rsync --role 'joiner' --address 'a'"});
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!watch.Latest() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  ASSERT_TRUE(watch.Latest());
  EXPECT_EQ(watch.Latest()->method, "rsync");
}

}  // namespace
}  // namespace watchdog
