#include "settings/peer_list.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Peers = std::vector<std::string>;

TEST(ParsePeerList, ReadsNamesAddressesAndPorts) {
  const auto list = ParsePeerList(
      " db1, db-2.example.org:4567 ,,10.0.0.1,10.0.0.2:5567,fe80::1,[::1],[::1]:4567,"
      "tasks.galera,tasks.galera_seed,srv:_galera._tcp.db,consul:galera-eu,file:/etc/galera/peers.txt,db1");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->peers, (Peers{"db1", "db-2.example.org:4567", "10.0.0.1", "10.0.0.2:5567", "fe80::1",
                                "[::1]", "[::1]:4567", "tasks.galera", "tasks.galera_seed",
                                "srv:_galera._tcp.db", "consul:galera-eu", "file:/etc/galera/peers.txt"}));
}

TEST(ParsePeerList, ReadsAUrl) {
  const auto list = ParsePeerList("gcomm://a,b:4567?pc.wait_prim=no&evs.version=1");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->peers, (Peers{"a", "b:4567"}));
  EXPECT_EQ(list->options, "pc.wait_prim=no;evs.version=1");
  EXPECT_TRUE(ParsePeerList("gcomm://")->peers.empty());
  EXPECT_TRUE(ParsePeerList("")->peers.empty());
}

TEST(ParsePeerList, RefusesWhatIsNoPeer) {
  for (const char* text :
       {"a b",   "a;b",  "tcp://a", "dummy://",   "a:0",        "a:65536", "a:x",        "[::1",
        "[a]",   "srv:", "consul:", "consul:a/b", "consul:a:1", "file:",   "file:peers", "file:/a b",
        ":4567", "a'b",  "a\"b",    "a\nb",       "$(id)",      "-x",      "a?b",        "\xc3\xbc"}) {
    EXPECT_FALSE(ParsePeerList(text)) << text;
  }
}

TEST(WithPort, LeavesPortsAndServicesAlone) {
  EXPECT_EQ(WithPort("db1", 13310), "db1:13310");
  EXPECT_EQ(WithPort("db1:4567", 13310), "db1:4567");
  EXPECT_EQ(WithPort("fe80::1", 13310), "[fe80::1]:13310");
  EXPECT_EQ(WithPort("[::1]", 13310), "[::1]:13310");
  EXPECT_EQ(WithPort("[::1]:4567", 13310), "[::1]:4567");
  EXPECT_EQ(WithPort("srv:x", 13310), "srv:x");
  EXPECT_EQ(WithPort("consul:x", 13310), "consul:x");
  EXPECT_EQ(WithPort("file:/x", 13310), "file:/x");
}

}  // namespace
}  // namespace watchdog
