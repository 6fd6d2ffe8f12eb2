#include "cluster/saved_state.h"

#include <gtest/gtest.h>

#include "cluster/command_line.h"

namespace galera::testing_cluster {
namespace {

constexpr const char* kUuid = "11560906-e57e-11f1-9737-4713eb18ac8c";

TEST(ParseGrastate, ReadsUuidAndSeqno) {
  const Position position = ParseGrastate(
      "# GALERA saved state\nversion: 2.1\nuuid:    11560906-e57e-11f1-9737-4713eb18ac8c\nseqno:   4\n"
      "safe_to_bootstrap: 1\n");
  EXPECT_EQ(position.Text(), std::string(kUuid) + ":4");
  EXPECT_TRUE(position.Known());
}

TEST(ParseGrastate, GivesAnUnknownPositionForNothing) { EXPECT_FALSE(ParseGrastate("").Known()); }

TEST(ParseRecovered, TakesTheLastLineWithAndWithoutGtid) {
  const std::string log = std::string("WSREP: Recovered position: ") + kUuid +
                          ":3\nx\nWSREP: Recovered position: " + kUuid + ":17,0-1-2\n";
  EXPECT_EQ(ParseRecovered(log).seqno, 17);
  EXPECT_EQ(ParseRecovered(log).uuid, kUuid);
  EXPECT_FALSE(
      ParseRecovered("WSREP: Recovered position: 00000000-0000-0000-0000-000000000000:-1\n").Known());
  EXPECT_FALSE(ParseRecovered("aborted").Known());
}

TEST(RandomUuid, IsLongEnoughAndNew) {
  EXPECT_EQ(RandomUuid().size(), 36U);
  EXPECT_NE(RandomUuid(), RandomUuid());
}

TEST(ParseCommandLine, ReadsRunWithItsOptions) {
  const Result<CommandLine> line = ParseCommandLine({"run", "--nodes", "5", "--directory=/d", "--option",
                                                     "--max-connections=5", "--node-option", "2:--log-bin"});
  ASSERT_TRUE(line.ok()) << line.error().message;
  EXPECT_EQ(line->options.nodes, 5);
  EXPECT_EQ(line->options.directory, "/d");
  EXPECT_EQ(line->options.first_address, "127.0.0.11");
  EXPECT_EQ(line->options.server_options, std::vector<std::string>{"--max-connections=5"});
  EXPECT_EQ(line->options.node_options.at(2), std::vector<std::string>{"--log-bin"});
}

TEST(ParseCommandLine, NamesTheWordAtFault) {
  EXPECT_NE(ParseCommandLine({"jump", "--directory=/d"}).error().message.find("jump"), std::string::npos);
  EXPECT_NE(ParseCommandLine({"run", "--bad=1"}).error().message.find("--bad"), std::string::npos);
  EXPECT_NE(ParseCommandLine({"kill", "--directory=/d"}).error().message.find("NODE"), std::string::npos);
  EXPECT_NE(ParseCommandLine({"run"}).error().message.find("--directory"), std::string::npos);
}

}  // namespace
}  // namespace galera::testing_cluster
