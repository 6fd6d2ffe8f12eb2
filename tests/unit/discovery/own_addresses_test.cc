#include "discovery/own_addresses.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

InterfaceAddress On(const std::string& interface, const std::string& address, int bits = 24) {
  return {interface, ParseNodeAddress(address).value(), bits, interface == "lo"};
}

const std::vector<InterfaceAddress> kMachine = {On("lo", "127.0.0.1", 8),      On("lo", "::1", 128),
                                                On("eth1", "172.18.0.3"),      On("eth0", "fe80::1", 64),
                                                On("eth0", "2001:db8::7", 64), On("eth0", "10.0.0.7"),
                                                On("br0", "110.0.5.1")};

std::string Select(std::string_view setting, const std::vector<InterfaceAddress>& interfaces = kMachine) {
  const auto selected = SelectNodeAddress(setting, interfaces);
  return selected ? selected->text : "error: " + selected.error().message;
}

TEST(SelectNodeAddress, EmptyTakesEthweThenEth0ThenTheFirst) {
  EXPECT_EQ(Select(""), "10.0.0.7");
  auto with_weave = kMachine;
  with_weave.push_back(On("ethwe", "10.32.0.1"));
  EXPECT_EQ(Select("", with_weave), "10.32.0.1");
  const std::vector<InterfaceAddress> others = {kMachine[0], On("ens3", "10.0.0.8"), On("ens4", "10.0.0.9")};
  EXPECT_EQ(Select("", others), "10.0.0.8");
  const std::vector<InterfaceAddress> half = {kMachine[0], On("ethwe", "fe80::2"), On("ens4", "10.0.0.9")};
  EXPECT_EQ(Select("", half), "10.0.0.9");
}

TEST(SelectNodeAddress, EmptyTakesIPv6AndLoopbackOnlyForWantOfBetter) {
  const std::vector<InterfaceAddress> six = {kMachine[0], kMachine[3], kMachine[4]};
  EXPECT_EQ(Select("", six), "2001:db8::7");
  const std::vector<InterfaceAddress> lone = {kMachine[1], kMachine[0]};
  EXPECT_EQ(Select("", lone), "127.0.0.1");
  EXPECT_EQ(Select("", {}), "error: node address: none found; this machine has no address at all");
}

TEST(SelectNodeAddress, InterfaceNames) {
  EXPECT_EQ(Select("eth1"), "172.18.0.3");
  EXPECT_EQ(Select("eth0"), "10.0.0.7");
  EXPECT_EQ(Select("lo"), "127.0.0.1");
  EXPECT_EQ(Select("br9 > eth1 > eth0"), "172.18.0.3");
  EXPECT_EQ(
      Select("eth"),
      "error: node address: no interface \"eth\" with an address; this machine has lo 127.0.0.1, lo ::1, "
      "eth1 172.18.0.3, eth0 fe80::1, eth0 2001:db8::7, eth0 10.0.0.7, br0 110.0.5.1");
}

TEST(SelectNodeAddress, AnAddressMustBeOurs) {
  EXPECT_EQ(Select("172.18.0.3"), "172.18.0.3");
  EXPECT_EQ(Select("2001:db8::7"), "2001:db8::7");
  EXPECT_EQ(Select("127.0.0.11"), "127.0.0.11");
  EXPECT_EQ(Select("10.0.0.8").substr(0, 57), "error: node address: 10.0.0.8 is not an address of this m");
  EXPECT_EQ(Select("::2").substr(0, 5), "error");
}

TEST(SelectNodeAddress, PatternsAsBeginningsThenAsGrepHasThem) {
  EXPECT_EQ(Select("10.0."), "10.0.0.7");  // not 110.0.5.1
  EXPECT_EQ(Select("172."), "172.18.0.3");
  EXPECT_EQ(Select("^1[0-7][0-9][.]18"), "172.18.0.3");
  EXPECT_EQ(Select("0\\.5\\.1$"), "110.0.5.1");
  EXPECT_EQ(Select("192.168.").substr(0, 52), "error: node address: no address matches \"192.168.\"; ");
  EXPECT_EQ(Select("10[").substr(0, 54), "error: node address: \"10[\" is not a pattern that can b");
}

TEST(ReadOwnAddresses, HasLoopback) {
  const auto read = ReadOwnAddresses();
  ASSERT_TRUE(read);
  const auto found = std::find_if(read->begin(), read->end(), [](const InterfaceAddress& one) {
    return one.address.text == "127.0.0.1";
  });
  ASSERT_NE(found, read->end());
  EXPECT_TRUE(found->loopback);
  EXPECT_EQ(found->prefix_bits, 8);
  EXPECT_EQ(SelectNodeAddress("127.0.0.11", *read)->text, "127.0.0.11");
}

}  // namespace
}  // namespace watchdog
