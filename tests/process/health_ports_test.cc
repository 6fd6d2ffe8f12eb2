// :8080 and :8081 as a load balancer sees them.
#include <nlohmann/json.hpp>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class HealthPortsTest : public MonitorTest {
 protected:
  // Waits for both ports to give these codes.
  static void ExpectCodes(const WardenProcess& warden, int ready, int synced, const std::string& what) {
    int seen_ready = 0;
    int seen_synced = 0;
    WaitUntil(
        [&] {
          seen_ready = Ask(warden, "ready").status;
          seen_synced = Ask(warden, "synced").status;
          return seen_ready == ready && seen_synced == synced;
        },
        kPatience);
    EXPECT_EQ(seen_ready, ready) << what << ": " << Ask(warden, "ready").body;
    EXPECT_EQ(seen_synced, synced) << what << ": " << Ask(warden, "synced").body;
  }
  static test::HttpResult Ask(const WardenProcess& warden, const std::string& server,
                              const std::string& method = "GET", const std::string& path = "/",
                              const test::Headers& headers = {}) {
    return test::HttpSend(method, "127.0.0.1", warden.Port(server), path, headers);
  }
};

const char* const kQuick = "--health.interval=50ms";

TEST_F(HealthPortsTest, FollowTheStateOfTheNode) {
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "synced");
  EXPECT_TRUE(Ask(*warden, "ready").body.starts_with("Galera Cluster Node status: synced\n"));
  StubDatabase donor;
  donor.Status("wsrep_local_state", "2").Status("wsrep_local_state_comment", "Donor/Desynced");
  server_.SetScript(donor.Script());
  ExpectCodes(*warden, 503, 200, "donor");
  StubDatabase joined;
  joined.Status("wsrep_local_state", "3").Status("wsrep_local_state_comment", "Joined");
  server_.SetScript(joined.Script());
  ExpectCodes(*warden, 503, 503, "joined");
  StubDatabase read_only;
  read_only.Variable("read_only", "ON");
  // The stub gives every variable to LIKE; a real server only the one asked for.
  server_.SetScript(read_only.Script());
  ExpectCodes(*warden, 503, 200, "read only");
  StubDatabase cut_off;
  cut_off.Status("wsrep_cluster_status", "non-Primary").Status("wsrep_ready", "OFF");
  server_.SetScript(cut_off.Script());
  ExpectCodes(*warden, 503, 503, "outside the primary component");
  server_.SetScript(StubDatabase().Script());
  ExpectCodes(*warden, 200, 200, "synced again");
  TakeServerDown();
  ExpectCodes(*warden, 503, 503, "down");
  BringServerBack();
  ExpectCodes(*warden, 200, 200, "back");
}

TEST_F(HealthPortsTest, AHungServerIsUnhealthyWithinTheAgeOfALook) {
  const auto warden = Monitor({kQuick, "--health.query-timeout=200ms", "--health.max-age=300ms"});
  ExpectCodes(*warden, 200, 200, "synced");
  Hang("show global status");
  const Stopwatch watch;
  ExpectCodes(*warden, 503, 503, "hung");
  EXPECT_LT(watch.Elapsed(), Millis(1500));
  EXPECT_EQ(Ask(*warden, "ready").status, 503);
}

TEST_F(HealthPortsTest, TheDrainFileTakesTheNodeOutOfServiceOnly) {
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "synced");
  directory_.Write("drain", "");
  ExpectCodes(*warden, 503, 200, "draining");
}

TEST_F(HealthPortsTest, AServerWithoutGaleraIsHealthyWhenItAnswers) {
  const StubTable nothing{{"Variable_name", "Value"}, {}};
  server_.SetScript(
      StubDatabase().Script().On("show global status", nothing).On("show global variables", nothing));
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "standalone");
}

TEST_F(HealthPortsTest, EveryPathIsAnsweredToGetHeadAndOptionsOnly) {
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "synced");
  for (const char* server : {"ready", "synced"}) {
    for (const char* path : {"/", "/health", "/metrics", "/-/reload", "/any/where?x=1"}) {
      for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
        EXPECT_EQ(Ask(*warden, server, method, path).status, 200) << server << " " << method << " " << path;
      }
      EXPECT_EQ(Ask(*warden, server, "DELETE", path).status, 405) << server << " " << path;
    }
    EXPECT_FALSE(Holds(Ask(*warden, server, "GET", "/metrics").body, "mysql_up"));
  }
  EXPECT_FALSE(Holds(warden->Log(), "reloaded")) << warden->Log();
}

TEST_F(HealthPortsTest, SpeakTheProtocolOfOldChecks) {
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "synced");
  for (const char* request : {"OPTIONS / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    const std::string answer = test::RawExchange(warden->Port("ready"), request);
    EXPECT_TRUE(answer.starts_with("HTTP/1.") && Holds(answer.substr(0, 16), " 200 ")) << answer;
    EXPECT_TRUE(Holds(answer, "\r\n\r\nGalera Cluster Node status: synced\n")) << answer;
  }
  const auto json = Ask(*warden, "ready", "GET", "/", {{"Accept", "application/json"}});
  EXPECT_EQ(json.Header("Content-Type"), "application/json");
  EXPECT_EQ(nlohmann::json::parse(json.body).at("healthy"), true);
}

TEST_F(HealthPortsTest, AMetricsPortFullOfHungAndIdleClientsDoesNotShow) {
  const auto warden = Monitor({kQuick});
  ExpectCodes(*warden, 200, 200, "synced");
  Hang("show all slaves status");
  test::HttpConnection clients[40];
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(clients[i].Connect("127.0.0.1", warden->Port("metrics")));
    if (i < 20) {
      ASSERT_TRUE(clients[i].Write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
    }
  }
  EXPECT_TRUE(WaitUntil([&] { return Asked("SHOW ALL SLAVES STATUS") > 0; }, kPatience));
  const Stopwatch watch;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Ask(*warden, "ready").status, 200);
    EXPECT_EQ(Ask(*warden, "synced").status, 200);
  }
  EXPECT_LT(watch.Elapsed(), Millis(1500));
}

}  // namespace
}  // namespace galera::process
