#include "http/listen_endpoint.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(ResolveListenAddress, GivesNumbers) {
  EXPECT_EQ(*ResolveListenAddress({"", 9104}, false), "0.0.0.0:9104");
  EXPECT_EQ(*ResolveListenAddress({"127.0.0.7", 0}, false), "127.0.0.7:0");
  EXPECT_EQ(*ResolveListenAddress({"localhost", 8080}, false), "127.0.0.1:8080");
}

TEST(ResolveListenAddress, TakesIpv6OnlyWhereTheLibraryDoes) {
  for (const std::string host : {"::1", "[::1]", "::", "fe80::1%eth0"}) {
    const auto refused = ResolveListenAddress({host, 9104}, false);
    ASSERT_FALSE(refused.ok()) << host;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
    EXPECT_NE(refused.error().message.find("without IPv6"), std::string::npos) << refused.error().message;
    EXPECT_NE(refused.error().message.find("0.0.0.0:9104"), std::string::npos);
  }
  EXPECT_EQ(*ResolveListenAddress({"::1", 9104}, true), "[::1]:9104");
  EXPECT_EQ(*ResolveListenAddress({"[::1]", 9104}, true), "[::1]:9104");
}

TEST(ResolveListenAddress, NamesAnUnknownHost) {
  const auto result = ResolveListenAddress({"no-such-host.invalid", 9104}, false);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
  EXPECT_NE(result.error().message.find("no-such-host.invalid:9104"), std::string::npos)
      << result.error().message;
}

TEST(CheckBindable, SaysWhatToDo) {
  EXPECT_TRUE(CheckBindable({"127.0.0.1", 0}, "127.0.0.1:0").ok());
  // TEST-NET-3: no machine has it.
  const Status elsewhere = CheckBindable({"203.0.113.9", 9104}, "203.0.113.9:9104");
  ASSERT_FALSE(elsewhere.ok());
  EXPECT_NE(elsewhere.error().message.find("does not have the address"), std::string::npos)
      << elsewhere.error().message;
}

}  // namespace
}  // namespace galera
