#include "discovery/peer_spec.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Kind = PeerSpec::Kind;

PeerSpecs Parse(const std::vector<std::string>& entries) { return ParsePeerSpecs(entries, 4567); }

PeerSpec One(const std::string& entry) {
  const PeerSpecs parsed = Parse({entry});
  EXPECT_EQ(parsed.specs.size(), 1u) << entry;
  EXPECT_TRUE(parsed.problems.empty()) << entry << ": " << parsed.problems.front().message;
  return parsed.specs.empty() ? PeerSpec() : parsed.specs.front();
}

TEST(ParsePeerSpecs, Addresses) {
  EXPECT_EQ(One("10.0.0.9").address, ParseNodeAddress("10.0.0.9", 4567));
  EXPECT_EQ(One("10.0.0.9:5567").address, ParseNodeAddress("10.0.0.9", 5567));
  EXPECT_EQ(One("2001:db8::1").address, ParseNodeAddress("2001:db8::1", 4567));
  EXPECT_EQ(One("[2001:db8::1]").address, ParseNodeAddress("2001:db8::1", 4567));
  EXPECT_EQ(One("[2001:db8::1]:5567").address, ParseNodeAddress("2001:db8::1", 5567));
  EXPECT_EQ(One("10.0.0.9").kind, Kind::kAddress);
}

TEST(ParsePeerSpecs, Names) {
  EXPECT_EQ(One("DB1.Example.org").name, "db1.example.org");
  EXPECT_EQ(One("db1:5567").port, 5567);
  EXPECT_EQ(One("db1").port, 4567);
  EXPECT_EQ(One("tasks.galera").kind, Kind::kTasks);
  EXPECT_EQ(One("tasks.galera").name, "tasks.galera");
  EXPECT_EQ(One("srv:_galera._tcp.example.org").kind, Kind::kService);
  EXPECT_EQ(One("srv:galera").name, "galera");
  EXPECT_TRUE(One("db1.example.org.").absolute);
  EXPECT_EQ(One("db1.example.org.").name, "db1.example.org");
}

TEST(ParsePeerSpecs, Lists) {
  EXPECT_EQ(One("consul:Galera-EU").kind, Kind::kConsul);
  EXPECT_EQ(One("consul:Galera-EU").name, "Galera-EU");
  EXPECT_EQ(One("consul:galera").port, 4567);
  EXPECT_EQ(One("consul:galera").text, "consul:galera");
  EXPECT_EQ(One("file:/etc/Peers").kind, Kind::kFile);
  EXPECT_EQ(One("file:/etc/Peers").name, "/etc/Peers");
  EXPECT_TRUE(IsListed(Kind::kConsul));
  EXPECT_FALSE(IsListed(Kind::kService));
}

TEST(ParsePeerSpecs, SchemeAndOptionsAreLeftOutAndReported) {
  const PeerSpecs parsed = Parse({"gcomm://db1,db2", "10.0.0.9?pc.wait_prim=no", "gcomm://"});
  ASSERT_EQ(parsed.specs.size(), 3u);
  EXPECT_EQ(parsed.specs[0].name, "db1");
  EXPECT_EQ(parsed.specs[2].address, ParseNodeAddress("10.0.0.9", 4567));
  ASSERT_EQ(parsed.problems.size(), 3u);
  for (const PeerProblem& problem : parsed.problems) EXPECT_FALSE(problem.fatal) << problem.message;
}

TEST(ParsePeerSpecs, DuplicatesAreLeftOut) {
  const PeerSpecs parsed = Parse({"db1", "DB1.", "10.0.0.9", "10.0.0.9:4568", "::ffff:10.0.0.9"});
  EXPECT_EQ(parsed.specs.size(), 2u);
  ASSERT_EQ(parsed.problems.size(), 3u);
  EXPECT_FALSE(parsed.problems[0].fatal);
  EXPECT_EQ(parsed.problems[0].message, "peer \"DB1.\": is the same as \"db1\" and left out");
}

TEST(ParsePeerSpecs, ErrorsNameTheEntry) {
  for (const char* bad :
       {"db1:0",   "db1:65536",  "db1:",  "10.0.0.300", "10.0.0",    "a b",   "-db",
        "db..x",   "http://db1", "[::1",  "0.0.0.0",    "224.0.0.1", "srv:",  "srv:10.0.0.9",
        "consul:", "consul:a b", "file:", "file:peers", ":4567",     "::1%lo"}) {
    const PeerSpecs parsed = Parse({"good", bad});
    EXPECT_EQ(parsed.specs.size(), 1u) << bad;
    ASSERT_EQ(parsed.problems.size(), 1u) << bad;
    EXPECT_TRUE(parsed.problems[0].fatal) << bad;
    EXPECT_NE(parsed.problems[0].message.find(bad), std::string::npos) << parsed.problems[0].message;
  }
}

TEST(ParsePeerSpecs, IsBounded) {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "n" + std::to_string(i) + ",";
  const PeerSpecs parsed = Parse({list, std::string(100000, 'x')});
  EXPECT_EQ(parsed.specs.size(), 256u);
  EXPECT_LT(parsed.problems.size(), 1000u);
  for (const PeerProblem& problem : parsed.problems) EXPECT_LT(problem.message.size(), 300u);
}

TEST(IsDnsName, Lengths) {
  EXPECT_TRUE(IsDnsName(std::string(63, 'a')));
  EXPECT_FALSE(IsDnsName(std::string(64, 'a')));
  EXPECT_FALSE(IsDnsName(""));
  EXPECT_FALSE(IsDnsName("a."));
}

}  // namespace
}  // namespace watchdog
