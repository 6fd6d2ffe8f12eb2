#include "discovery/dns_answer.h"

#include <gtest/gtest.h>

#include <random>

#include "dns_stand_in.h"

namespace watchdog {
namespace {

using test::AddressRecord;
using test::CnameRecord;
using test::DnsMessage;
using test::DnsRecord;
using test::ServiceRecord;

std::optional<DnsAnswer> Parse(std::vector<DnsRecord> records, DnsType type = DnsType::kA) {
  return ParseDnsAnswer(DnsMessage(7, "db1", type, {0, std::move(records), false}), "db1", type);
}

TEST(ParseDnsAnswer, TakesAddressesOfTheNameAsked) {
  const auto answer = Parse({AddressRecord("db1", "10.0.0.1"), AddressRecord("db1", "10.0.0.2")});
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->addresses.size(), 2u);
  EXPECT_EQ(answer->addresses[1].text, "10.0.0.2");
  EXPECT_FALSE(answer->foreign);
  EXPECT_EQ(Parse({AddressRecord("db1", "fd00::2")}, DnsType::kAaaa)->addresses.at(0).text, "fd00::2");
}

TEST(ParseDnsAnswer, FollowsCnamesInAnyOrder) {
  const auto answer = Parse({AddressRecord("c", "10.0.0.1"), CnameRecord("b", "c"), CnameRecord("db1", "B")});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->addresses.size(), 1u);
  EXPECT_EQ(Parse({CnameRecord("db1", "b"), CnameRecord("b", "db1")}), std::nullopt);
}

TEST(ParseDnsAnswer, OtherNamesDoNotCount) {
  const auto answer = Parse({AddressRecord("db1.example.org", "10.0.0.1")});
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->addresses.empty());
  EXPECT_TRUE(answer->foreign);
  const auto mixed = Parse({AddressRecord("db1", "10.0.0.1"), AddressRecord("x", "10.0.0.2")});
  EXPECT_EQ(mixed->addresses.size(), 1u);
  EXPECT_FALSE(mixed->foreign);
}

TEST(ParseDnsAnswer, Services) {
  const auto answer =
      Parse({ServiceRecord("db1", "A.example.org", 5567), ServiceRecord("db1", "", 1)}, DnsType::kSrv);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->services.size(), 1u);
  EXPECT_EQ(answer->services[0].target, "a.example.org");
  EXPECT_EQ(answer->services[0].port, 5567);
}

TEST(ParseDnsAnswer, AddressesThatNoNodeHasAreLeftOut) {
  EXPECT_TRUE(Parse({AddressRecord("db1", "0.0.0.0"), AddressRecord("db1", "224.0.0.1")})->addresses.empty());
}

TEST(ParseDnsAnswer, SurvivesAnyBytes) {
  std::mt19937 random(1);
  const auto whole = DnsMessage(
      7, "db1", DnsType::kSrv, {0, {CnameRecord("db1", "b"), ServiceRecord("b", "a.example.org", 1)}, false});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(ParseDnsAnswer(std::span(whole).first(size), "db1", DnsType::kSrv)) << size;
  for (int i = 0; i < 20000; ++i) {
    auto spoilt = whole;
    for (int j = 0; j < 3; ++j) spoilt[random() % spoilt.size()] = static_cast<std::uint8_t>(random());
    (void)ParseDnsAnswer(spoilt, "db1", DnsType::kSrv);
  }
  // A name that points to itself.
  std::vector<std::uint8_t> loop = {0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1};
  EXPECT_FALSE(ParseDnsAnswer(loop, "db1", DnsType::kA));
}

}  // namespace
}  // namespace watchdog
