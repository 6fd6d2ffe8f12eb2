#include "supervisor/log_packet.h"

#include <gtest/gtest.h>

namespace watchdog::supervisor {
namespace {

TEST(LogPacket, BringsItsLines) {
  LogPacketBuilder builder;
  EXPECT_TRUE(builder.empty());
  builder.Add("one");
  builder.Add("");
  builder.Add("three");
  const auto packet = DecodeLogPacket(builder.bytes());
  ASSERT_TRUE(packet.has_value());
  EXPECT_EQ(packet->lost, 0u);
  EXPECT_EQ(packet->lines, (std::vector<std::string>{"one", "", "three"}));
  builder.Sent();
  EXPECT_TRUE(builder.empty());
}

TEST(LogPacket, TheNextOneTellsWhatThisOneHadNoSpaceFor) {
  LogPacketBuilder builder;
  const std::string line(4096, 'x');
  for (int i = 0; i < 100; ++i) builder.Add(line);
  builder.Add("short, but it would come out of order");
  EXPECT_TRUE(builder.full());
  EXPECT_LE(builder.bytes().size(), kLogPacketBytesMax);
  const auto first = DecodeLogPacket(builder.bytes());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->lost, 0u);
  EXPECT_EQ(first->lines.size(), 7u);
  builder.Sent();
  EXPECT_FALSE(builder.empty());  // the count is to be told even if no line follows
  builder.Add("later");
  const auto second = DecodeLogPacket(builder.bytes());
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->lost, 94u);
  EXPECT_EQ(second->lines, std::vector<std::string>{"later"});
  builder.Sent();
  EXPECT_TRUE(builder.empty());
}

TEST(LogPacket, WhatIsNoneIsRefused) {
  const std::string header(8, '\0');
  EXPECT_TRUE(DecodeLogPacket(header).has_value());
  for (const std::string& bad :
       {std::string(), std::string(7, '\0'), header + "no end", std::string(kLogPacketBytesMax + 1, '\n')}) {
    EXPECT_FALSE(DecodeLogPacket(bad).has_value()) << bad.size();
  }
}

}  // namespace
}  // namespace watchdog::supervisor
