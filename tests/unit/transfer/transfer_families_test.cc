#include "transfer/transfer_families.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using namespace std::chrono_literals;

Moment At(std::chrono::milliseconds time) {
  return {std::chrono::steady_clock::time_point(time), std::chrono::system_clock::time_point(1000s + time)};
}

std::string Page(const std::optional<Transfer>& transfer, const TransferTracker::Counts& ended = {}) {
  galera::MetricBatch batch;
  AddTransferFamilies(batch, transfer, ended, At(30s));
  std::string page;
  const std::string text = batch.TakeText("dropped", "");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at + 1);
    if (line.starts_with("galera_")) page += line;
    at = end + 1;
  }
  return page;
}

TEST(AddTransferFamilies, SaysOnlyWhatIsKnown) {
  EXPECT_EQ(Page(std::nullopt), "galera_state_transfer_running 0\n");
  EXPECT_EQ(Page(Transfer()),
            "galera_state_transfer_info{kind=\"unknown\",method=\"\",peer=\"\",peer_address=\"\",role="
            "\"joiner\"} 1\n"
            "galera_state_transfer_running 1\n"
            "galera_state_transfer_stalled 0\n");
}

TEST(AddTransferFamilies, ShowsTheRunningOne) {
  Transfer transfer;
  transfer.role = Transfer::Role::kDonor;
  transfer.kind = Transfer::Kind::kSst;
  transfer.method = "rsync";
  transfer.peer_name = "node2";
  transfer.peer_address = "10.0.0.2";
  transfer.started = At(10s);
  transfer.bytes = 100;
  transfer.bytes_expected = 400;
  EXPECT_EQ(Page(transfer),
            "galera_state_transfer_bytes 100\n"
            "galera_state_transfer_elapsed_seconds 20\n"
            "galera_state_transfer_expected_bytes 400\n"
            "galera_state_transfer_info{kind=\"sst\",method=\"rsync\",peer=\"node2\",peer_address="
            "\"10.0.0.2\",role=\"donor\"} 1\n"
            "galera_state_transfer_running 1\n"
            "galera_state_transfer_stalled 0\n"
            "galera_state_transfer_start_time_seconds 1010\n");
}

TEST(AddTransferFamilies, KeepsTheLastOneAndCounts) {
  Transfer transfer;
  transfer.kind = Transfer::Kind::kIst;
  transfer.method = "rsync";
  transfer.started = At(10s);
  transfer.ended = At(12s);
  transfer.writesets = 7;
  transfer.writesets_expected = 7;
  EXPECT_EQ(
      Page(transfer, {{{Transfer::Role::kJoiner, Transfer::Kind::kIst, Transfer::Result::kDone}, 3}}),
      "galera_state_transfer_elapsed_seconds 2\n"
      "galera_state_transfer_expected_writesets 7\n"
      "galera_state_transfer_info{kind=\"ist\",method=\"\",peer=\"\",peer_address=\"\",role=\"joiner\"} 1\n"
      "galera_state_transfer_running 0\n"
      "galera_state_transfer_stalled 0\n"
      "galera_state_transfer_start_time_seconds 1010\n"
      "galera_state_transfer_writesets 7\n"
      "galera_state_transfers_total{kind=\"ist\",result=\"done\",role=\"joiner\"} 3\n");
}

}  // namespace
}  // namespace watchdog
