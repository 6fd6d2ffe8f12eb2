// What a service manager hears of `monitor`.
#include <algorithm>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "cluster/service_manager_stand_in.h"
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using ServiceTest = MonitorTest;
using testing_cluster::ServiceManagerStandIn;

std::string SocketOf(const ServiceManagerStandIn& systemd) { return "NOTIFY_SOCKET=" + systemd.address(); }

TEST_F(ServiceTest, ItIsReadyReloadsAndStops) {
  for (const auto kind : {ServiceManagerStandIn::Address::kPath, ServiceManagerStandIn::Address::kAbstract}) {
    ServiceManagerStandIn systemd(kind);
    const auto warden = Monitor({}, {SocketOf(systemd)});
    EXPECT_EQ(systemd.Line("READY"), "READY=1");
    EXPECT_EQ(systemd.Line("STATUS=ready for"), "STATUS=ready for clients: synced");
    warden->Signal(SIGHUP);
    EXPECT_EQ(systemd.Line("RELOADING"), "RELOADING=1");
    EXPECT_FALSE(systemd.Line("MONOTONIC_USEC=").empty());
    EXPECT_EQ(systemd.Line("READY"), "READY=1");
    warden->Signal(SIGTERM);
    EXPECT_EQ(systemd.Line("STOPPING"), "STOPPING=1");
    EXPECT_TRUE(warden->child().Wait(kPatience)->Clean());
  }
}

TEST_F(ServiceTest, TheStatusFollowsTheNode) {
  ServiceManagerStandIn systemd;
  const auto warden =
      Monitor({"--health.query-timeout=200ms", "--health.max-age=1500ms"}, {SocketOf(systemd)});
  EXPECT_EQ(systemd.Line("STATUS=ready"), "STATUS=ready for clients: synced");
  Hang("show");
  EXPECT_FALSE(systemd.Line("STATUS=not ready for clients: ").empty());
}

TEST_F(ServiceTest, ItIsAliveWhileItsPortAnswers) {
  ServiceManagerStandIn systemd;
  const auto warden = Monitor({}, {SocketOf(systemd), "WATCHDOG_USEC=400000"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(systemd.Line("WATCHDOG", Millis(3000)), "WATCHDOG=1");
  Hang("show");  // mariadbd's trouble is not ours
  for (int i = 0; i < 3; ++i) EXPECT_EQ(systemd.Line("WATCHDOG", Millis(3000)), "WATCHDOG=1");
}

// Every thread of the metrics port waits for mariadbd, so that we get no answer either.
TEST_F(ServiceTest, ItIsNotAliveWhileItsPortIsSilent) {
  ServiceManagerStandIn systemd;
  const auto warden = Monitor({}, {SocketOf(systemd), "WATCHDOG_USEC=2000000"});
  EXPECT_EQ(systemd.Line("WATCHDOG"), "WATCHDOG=1");
  Hang("show global status");
  std::vector<std::jthread> scrapers(30);
  for (std::jthread& scraper : scrapers) {
    scraper = std::jthread([&warden] {
      warden->Get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", "60"}}, Millis(60'000));
    });
  }
  const auto exit = warden->child().Wait(Millis(30'000));  // it gives up, to be started again
  ASSERT_TRUE(exit.ok()) << warden->Log();
  EXPECT_EQ(exit->code, 1);
  EXPECT_FALSE(systemd.Line("STOPPING").empty());
  // Two words at most were on their way when the port fell silent.
  EXPECT_LE(std::count(systemd.lines().begin(), systemd.lines().end(), "WATCHDOG=1"), 3);
}

}  // namespace
}  // namespace galera::process
