#include "settings/port_plan.h"

#include "settings_world.h"

namespace watchdog {
namespace {

TEST(PortPlan, DigitOfMyPortGoesBefore) {
  const LoadedSettings loaded = LoadEnvironment({{"my_port", "3310"}});
  ASSERT_LOADS(loaded);
  const Ports& ports = loaded.settings->ports;
  EXPECT_EQ(ports.sql, 3310);
  EXPECT_EQ(ports.group, 13310);
  EXPECT_EQ(ports.ist, 23310);
  EXPECT_EQ(ports.sst, 33310);
  EXPECT_EQ(loaded.settings->peers, (std::vector<std::string>{"db1:13310", "db2:13310"}));
  EXPECT_EQ(loaded.settings->variables.count("port"), 0U);
}

TEST(PortPlan, WithoutMyPortTheUsualOnesStay) {
  const LoadedSettings loaded = LoadEnvironment({});
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->ports.sql, 3306);
  EXPECT_EQ(loaded.settings->ports.group, 4567);
  EXPECT_EQ(loaded.settings->peers, (std::vector<std::string>{"db1", "db2"}));
}

TEST(PortPlan, DerivedPortOutOfRangeNamesTheVariableToSet) {
  const LoadedSettings loaded = LoadEnvironment({{"my_port", "10000"}});
  for (const char* variable : {"gmcast_list_port", "ist_recv_port", "sst_receive_port"}) {
    EXPECT_FATAL(loaded, "my_port", std::string("set ") + variable);
  }
}

TEST(PortPlan, GivenPortsWin) {
  const LoadedSettings loaded = LoadEnvironment({{"my_port", "33060"},
                                                 {"gmcast_list_port", "1"},
                                                 {"ist_recv_port", "65535"},
                                                 {"sst_receive_port", "4444"}});
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->ports.group, 1);
  EXPECT_EQ(loaded.settings->ports.ist, 65535);
  EXPECT_EQ(loaded.settings->ports.sst, 4444);
}

TEST(PortPlan, ReadsPortsOfAddressesAndOptions) {
  const LoadedSettings loaded = LoadEnvironment(
      {{"wsrep_provider_options", "gmcast.listen_addr=tcp://[::]:5567; ist.recv_addr=10.0.0.1:5568"},
       {"wsrep_node_address", "10.0.0.1:5567"},
       {"wsrep_sst_receive_address", "10.0.0.1:5444"}});
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->ports.group, 5567);
  EXPECT_EQ(loaded.settings->ports.ist, 5568);
  EXPECT_EQ(loaded.settings->ports.sst, 5444);
  EXPECT_EQ(loaded.settings->node_address, "10.0.0.1");
  EXPECT_EQ(loaded.settings->variables.at("wsrep_sst_receive_address"), "10.0.0.1:5444");
}

TEST(PortPlan, DisagreementIsFatal) {
  EXPECT_FATAL(LoadEnvironment({{"gmcast_list_port", "5567"}, {"wsrep_node_address", "10.0.0.1:5568"}}),
               "wsrep_node_address", "gmcast_list_port says 5567");
  EXPECT_FATAL(LoadEnvironment({{"gmcast_list_port", "3306"}}), "gmcast_list_port", "as my_port is");
}

TEST(PortPlan, RefusesWhatIsNoPort) {
  for (const char* name :
       {"my_port", "gmcast_list_port", "ist_recv_port", "sst_receive_port", "LISTEN_WHEN_HEALTHY",
        "FAKE_HEALTHCHECK", "GALERA_WARDEN_NODE_PEER_HEALTH_PORT"}) {
    for (const char* value : {"0", "65536", "-1", "x", "33 06", "3306x", "99999999999999999999"}) {
      EXPECT_FATAL(LoadEnvironment({{name, value}}), name, "is not a port");
    }
  }
}

}  // namespace
}  // namespace watchdog
