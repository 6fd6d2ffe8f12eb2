#include "discovery/node_address.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

NodeAddress At(std::string_view text, std::uint16_t port = 0) { return ParseNodeAddress(text, port).value(); }

TEST(NodeAddress, AcceptsAndRejects) {
  EXPECT_EQ(At("10.0.0.9").text, "10.0.0.9");
  EXPECT_EQ(At("2001:DB8:0::1").text, "2001:db8::1");
  EXPECT_EQ(At("[::1]").text, "::1");
  EXPECT_EQ(At("::ffff:10.0.0.9"), At("10.0.0.9"));
  for (const char* bad :
       {"", "10.0.0", "10.0.0.256", "10.0.0.9:1", "[10.0.0.9]", "::1%lo", "db1", "[::1", "1:2"})
    EXPECT_EQ(ParseNodeAddress(bad), std::nullopt) << bad;
  EXPECT_EQ(ParseNodeAddress(std::string_view("10.0.0.9\0x", 10)), std::nullopt);
}

TEST(NodeAddress, IsOrderedAsNumbers) {
  EXPECT_LT(At("10.0.0.9"), At("10.0.0.10"));
  EXPECT_LT(At("9.255.255.255"), At("10.0.0.0"));
  EXPECT_LT(At("255.0.0.1"), At("::1"));
  EXPECT_LT(At("2001:db8::9"), At("2001:db8::10"));
  EXPECT_LT(At("10.0.0.9", 1), At("10.0.0.9", 2));
  EXPECT_TRUE(At("10.0.0.9", 1).SameHost(At("10.0.0.9", 2)));
}

TEST(NodeAddress, Kinds) {
  EXPECT_TRUE(IsLoopback(At("127.0.0.11")));
  EXPECT_TRUE(IsLoopback(At("::1")));
  EXPECT_FALSE(IsLoopback(At("::2")));
  EXPECT_TRUE(IsLinkLocal(At("169.254.1.1")));
  EXPECT_TRUE(IsLinkLocal(At("fe80::1")));
  for (const char* group : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
    EXPECT_FALSE(IsUnicast(At(group))) << group;
  EXPECT_EQ(HostText(At("::1")), "[::1]");
  EXPECT_EQ(HostText(At("10.0.0.9")), "10.0.0.9");
}

TEST(NodeAddress, InPrefix) {
  EXPECT_TRUE(InPrefix(At("127.0.0.11"), At("127.0.0.1"), 8));
  EXPECT_FALSE(InPrefix(At("128.0.0.11"), At("127.0.0.1"), 8));
  EXPECT_TRUE(InPrefix(At("10.0.1.255"), At("10.0.0.0"), 23));
  EXPECT_FALSE(InPrefix(At("10.0.2.0"), At("10.0.0.0"), 23));
  EXPECT_TRUE(InPrefix(At("1.2.3.4"), At("9.9.9.9"), 0));
  EXPECT_FALSE(InPrefix(At("::1"), At("::2"), 128));
}

}  // namespace
}  // namespace watchdog
