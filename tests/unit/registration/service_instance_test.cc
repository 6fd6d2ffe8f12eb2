#include "registration/service_instance.h"

#include <gtest/gtest.h>

#include <set>

namespace watchdog {
namespace {

NodeSettings Settings() {
  NodeSettings settings;
  settings.cluster_name = "demo";
  settings.node_name = "db1";
  settings.ports.sql = 3310;
  settings.ports.group = 13310;
  settings.consul.service = "galera";
  settings.consul.tags = {"blue"};
  return settings;
}

std::string IdOf(const NodeSettings& settings, const char* address, const std::string& host = "host") {
  return DescribeInstance(settings, *ParseNodeAddress(address), host).id;
}

TEST(DescribeInstance, SaysWhereClientsAndPeersFindTheNode) {
  const ServiceInstance instance = DescribeInstance(Settings(), *ParseNodeAddress("10.0.0.1"), "host");
  EXPECT_EQ(instance.name, "galera");
  EXPECT_EQ(instance.address, "10.0.0.1");
  EXPECT_EQ(instance.port, 3310);
  EXPECT_EQ(instance.tags, std::vector<std::string>{"blue"});
  EXPECT_EQ(instance.meta.at("group_port"), "13310");
  EXPECT_EQ(instance.meta.at("health_port"), "8081");
  EXPECT_EQ(instance.meta.at("cluster"), "demo");
  EXPECT_EQ(instance.meta.at("node"), "db1");
  EXPECT_EQ(instance.ttl, std::chrono::seconds(10));
  EXPECT_EQ(instance.deregister_after, std::chrono::seconds(3600));
}

TEST(DescribeInstance, NodesThatShareAnAgentHaveTheirOwnIds) {
  NodeSettings other_name = Settings();
  other_name.node_name = "db2";
  NodeSettings other_cluster = Settings();
  other_cluster.cluster_name = "test";
  NodeSettings other_port = Settings();
  other_port.ports.sql = 3320;
  NodeSettings unnamed = Settings();
  unnamed.node_name.clear();
  const std::set<std::string> ids = {IdOf(Settings(), "10.0.0.1"),      IdOf(Settings(), "10.0.0.2"),
                                     IdOf(other_name, "10.0.0.1"),      IdOf(other_cluster, "10.0.0.1"),
                                     IdOf(other_port, "10.0.0.1"),      IdOf(unnamed, "10.0.0.1", "host1"),
                                     IdOf(unnamed, "10.0.0.1", "host2")};
  EXPECT_EQ(ids.size(), 7U);
}

TEST(DescribeInstance, TheSameNodeHasTheSameIdAgain) {
  EXPECT_EQ(IdOf(Settings(), "10.0.0.1"), IdOf(Settings(), "10.0.0.1", "another host name"));
}

TEST(WantsRegistration, OnlyWithAServiceAndAServerForClients) {
  NodeSettings settings = Settings();
  for (const auto& [mode, wanted] : {std::pair(Mode::kSeed, true),
                                     {Mode::kNode, true},
                                     {Mode::kPlain, true},
                                     {Mode::kNoGalera, false},
                                     {Mode::kSleep, false}}) {
    settings.mode = mode;
    EXPECT_EQ(WantsRegistration(settings), wanted) << static_cast<int>(mode);
  }
  settings.mode = Mode::kNode;
  settings.consul.service.clear();
  EXPECT_FALSE(WantsRegistration(settings));
}

TEST(ReportOf, IsWhat8080SaysUntilTheNodeStops) {
  EXPECT_EQ(ReportOf({true, "synced", "synced"}, false), (CheckReport{true, "synced"}));
  EXPECT_EQ(ReportOf({false, "not synced", "donor/desynced"}, false), (CheckReport{false, "donor/desynced"}));
  EXPECT_EQ(ReportOf({true, "synced", "synced"}, true), (CheckReport{false, "stopping"}));
}

}  // namespace
}  // namespace watchdog
