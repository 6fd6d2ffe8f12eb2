#include "overview/node_words.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::seconds;

TEST(NodeWords, NamesAreCountedOut) {
  EXPECT_EQ(Enumerated({}), "");
  EXPECT_EQ(Enumerated({"a"}), "a");
  EXPECT_EQ(Enumerated({"a", "b"}), "a and b");
  EXPECT_EQ(Enumerated({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(Enumerated({"a", "b", "c", "d", "e", "f", "g"}), "a, b, c, d, e and 2 more");
}

TEST(NodeWords, ATransferSaysHowFarItIs) {
  TransferNow transfer{"joiner", "ist", "", "n2", 30, 120, 1, {}, false};
  EXPECT_EQ(TransferWords(transfer), "receives the missing write-sets from n2: 25 %, about 2 min left");
  EXPECT_EQ(TimeLeft(transfer), seconds(90));
  transfer.stalled = true;
  EXPECT_EQ(TransferWords(transfer), "receives the missing write-sets from n2: 25 %, nothing moves");
  transfer = TransferNow{"donor", "", "", "", {}, {}, {}, {}, false};
  EXPECT_EQ(TransferWords(transfer), "sends a state transfer");
  // More than was expected is no number.
  transfer.done = 5;
  transfer.expected = 4;
  transfer.per_second = 1;
  EXPECT_EQ(Percent(transfer), std::nullopt);
  EXPECT_EQ(TimeLeft(transfer), std::nullopt);
}

TEST(NodeWords, WhatIsWrongIsSaidAndNothingElse) {
  NodeRow node;
  node.in_view = true;
  node.state = "synced";
  EXPECT_EQ(TroubleWords(node), std::nullopt);
  node.ready = false;
  EXPECT_TRUE(TroubleWords(node)->starts_with("is synced, and takes no clients"));
  node.state = "silent";
  EXPECT_EQ(TroubleWords(node), std::nullopt);  // a member whose warden says nothing may be well
  node.in_view = false;
  node.trouble = "refused";
  EXPECT_EQ(TroubleWords(node), "is not in the cluster, and its warden gives no answer: refused");
  node.state = "down";
  EXPECT_EQ(TroubleWords(node), "is down: refused");
  node.phase = "joining";
  EXPECT_EQ(TroubleWords(node), "is on its way (joining): refused");
  node.question = "where to start?";
  EXPECT_EQ(TroubleWords(node), "waits for a person: where to start?");
}

}  // namespace
}  // namespace watchdog
