// `galera-warden inspect HOST ...` on wardens that serve, that ask, and that say nothing.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "recovery_stage.h"

namespace galera {
namespace {

using nlohmann::json;
using testing_cluster::CommandResult;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

class RemoteInspect : public RecoveryStage {
 protected:
  void SetUp() override { Begin("confirm"); }

  CommandResult Inspect(std::vector<std::string> words) {
    words.insert(words.begin(), "inspect");
    const auto ran = stage().Command(1, words);
    EXPECT_TRUE(ran) << ran.error().message;
    return ran ? *ran : CommandResult{};
  }
  struct Seen {
    int code = -1;
    json document;
    std::string text;
    // Of the host behind that address.
    json Row(const std::string& address) const {
      for (const json& row : document.value("nodes", json::array())) {
        if (row["where"].get<std::string>().starts_with(address + ":")) return row;
      }
      return {};
    }
    std::string Kind() const { return document.value("verdict", json::object()).value("kind", ""); }
  };
  Seen InspectJson(std::vector<std::string> hosts) {
    hosts.insert(hosts.begin(), "--json");
    const CommandResult ran = Inspect(hosts);
    json document = json::parse(ran.out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << ran.out << ran.err;
    return {ran.exit.code.value_or(-1), std::move(document), ran.out + ran.err};
  }

  const std::vector<std::string> hosts_ = {"10.77.0.11", "10.77.0.12:8081", "10.77.0.13"};
};

TEST_F(RemoteInspect, OfNodesThatServeAndOneThatIsSilent) {
  // Its own look at mariadbd is a beat behind ours.
  for (const int node : kAll) {
    ASSERT_TRUE(WaitUntil(
        [&] {
          return stage().Get(node, 8081, "/v1/evidence").find("\"phase\":\"serving\"") != std::string::npos;
        },
        Millis(20000)));
  }
  Seen seen = InspectJson(hosts_);
  EXPECT_EQ(seen.code, 0) << seen.text;
  EXPECT_EQ(seen.Kind(), "primary_exists") << seen.text;
  for (const int node : kAll) {
    const json row = seen.Row(stage().Address(node));
    EXPECT_EQ(row["name"], "node" + std::to_string(node)) << seen.text;
    EXPECT_EQ(row["state"], "serving") << seen.text;
    EXPECT_EQ(row["primary"], true) << seen.text;
    EXPECT_EQ(row["state_uuid"], history_) << seen.text;
    EXPECT_TRUE(row["seqno"].is_number_integer()) << seen.text;
  }
  // A name stands for all its addresses, and a node that is named twice is shown once.
  seen = InspectJson({"galera.test", "10.77.0.11"});
  EXPECT_EQ(seen.code, 0) << seen.text;
  EXPECT_EQ(seen.document["nodes"].size(), 3U) << seen.text;

  Freeze(2);  // takes connections, and says nothing
  Kill({3});  // refuses them
  seen = InspectJson(hosts_);
  EXPECT_EQ(seen.code, 0) << seen.text;
  EXPECT_EQ(seen.Kind(), "primary_exists") << seen.text;
  for (const std::string address : {"10.77.0.12", "10.77.0.13"}) {
    EXPECT_EQ(seen.Row(address)["state"], "silent") << seen.text;
    EXPECT_EQ(seen.Row(address)["primary"], nullptr) << "unknown is not no: " << seen.text;
    EXPECT_EQ(seen.Row(address)["seqno"], nullptr) << seen.text;
  }
  const CommandResult table = Inspect(hosts_);
  EXPECT_EQ(table.exit.code, 0) << table.out << table.err;
  EXPECT_TRUE(table.out.starts_with("node")) << table.out;
  EXPECT_NE(table.out.find("PRIMARY COMPONENT: node1 is in one"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("10.77.0.13:8081"), std::string::npos) << table.out;

  seen = InspectJson({"10.77.0.12", "10.77.0.13"});
  EXPECT_EQ(seen.code, 1) << "nothing could be read: " << seen.text;
  EXPECT_EQ(seen.Kind(), "not_proven") << seen.text;
}

TEST_F(RemoteInspect, OfNodesThatAsk) {
  StartLoad();
  Kill(kAll);
  ASSERT_TRUE(StopLoad());
  Start({1, 2});
  ASSERT_TRUE(AllSay({1, 2}, "ACTION REQUIRED")) << Logs();
  Seen seen = InspectJson(hosts_);
  EXPECT_EQ(seen.code, 4) << seen.text;
  EXPECT_EQ(seen.Kind(), "not_proven") << seen.text;
  EXPECT_EQ(seen.document["verdict"]["objections"][0]["kind"], "member_silent") << seen.text;
  EXPECT_EQ(seen.document["verdict"]["objections"][0]["node"], "node3") << seen.text;
  for (const int node : {1, 2}) {
    const json row = seen.Row(stage().Address(node));
    EXPECT_EQ(row["state"], "crashed") << seen.text;
    EXPECT_EQ(row["primary"], false) << seen.text;
    EXPECT_EQ(row["state_uuid"], history_) << seen.text;
    EXPECT_TRUE(row["seqno"].is_number_integer()) << seen.text;
  }
  const CommandResult open = Inspect(hosts_);
  EXPECT_EQ(open.exit.code, 4) << open.out;
  EXPECT_NE(open.out.find("NOT PROVEN"), std::string::npos) << open.out;
  EXPECT_NE(open.out.find("start node3"), std::string::npos) << open.out;

  // What the silent one has may be read from its disk, too.
  seen = InspectJson({"10.77.0.11", "10.77.0.12", stage().data(3)});
  EXPECT_EQ(seen.document["verdict"]["objections"][0]["kind"], "member_unknown") << seen.text;

  Start({3});
  ASSERT_TRUE(Says(3, "Proven: node")) << LogTail(3);
  seen = InspectJson(hosts_);
  EXPECT_EQ(seen.code, 0) << seen.text;
  EXPECT_EQ(seen.Kind(), "proven") << seen.text;
  const std::string winner = "node" + std::to_string(ProvenNode(3));
  EXPECT_EQ(seen.document["verdict"]["winner"]["name"], winner) << seen.text;
  const CommandResult proven = Inspect(hosts_);
  EXPECT_EQ(proven.exit.code, 0) << proven.out;
  EXPECT_NE(proven.out.find("PROVEN: " + winner + " has every commit"), std::string::npos) << proven.out;
  EXPECT_NE(proven.out.find("on " + winner + ":  touch /tmp/confirm-new-cluster"), std::string::npos)
      << proven.out;
  Touch(ProvenNode(3), "confirm-new-cluster");
  ExpectRecovered("confirmed as inspect says");
}

}  // namespace
}  // namespace galera
