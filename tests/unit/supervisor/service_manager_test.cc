#include "supervisor/service_manager.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "cluster/service_manager_stand_in.h"

namespace watchdog::supervisor {
namespace {

using namespace std::chrono_literals;
using galera::testing_cluster::ServiceManagerStandIn;

class ServiceManagerTest : public ::testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  static ServiceManager With(const std::string& address, const char* usec = nullptr,
                             const std::string& pid = "") {
    ::setenv("NOTIFY_SOCKET", address.c_str(), 1);
    if (usec != nullptr) ::setenv("WATCHDOG_USEC", usec, 1);
    if (!pid.empty()) ::setenv("WATCHDOG_PID", pid.c_str(), 1);
    return ServiceManager::FromEnvironment();
  }
};

TEST_F(ServiceManagerTest, SaysEachWordAsSystemdReadsIt) {
  for (const auto kind : {ServiceManagerStandIn::Address::kPath, ServiceManagerStandIn::Address::kAbstract}) {
    ServiceManagerStandIn systemd(kind);
    ServiceManager manager = With(systemd.address());
    ASSERT_TRUE(manager.listens());
    manager.Ready("synced");
    EXPECT_EQ(systemd.Next(), "READY=1\nSTATUS=synced\n");
    manager.Reloading(std::chrono::steady_clock::time_point(5s));
    EXPECT_EQ(systemd.Next(), "RELOADING=1\nMONOTONIC_USEC=5000000\n");
    manager.Ready("synced");
    EXPECT_EQ(systemd.Next(), "READY=1\n");
    manager.Alive();
    EXPECT_EQ(systemd.Next(), "WATCHDOG=1\n");
    manager.Extend(1500ms);
    EXPECT_EQ(systemd.Next(), "EXTEND_TIMEOUT_USEC=1500000\n");
    manager.Stopping("waits");
    EXPECT_EQ(systemd.Next(), "STOPPING=1\nSTATUS=waits\n");
  }
}

TEST_F(ServiceManagerTest, SaysNothingTwice) {
  ServiceManagerStandIn systemd;
  ServiceManager manager = With(systemd.address());
  manager.Reloading(
      std::chrono::steady_clock::time_point(5s));  // not ready yet: systemd would not know what to do
  manager.Ready("a");
  manager.Ready("a");
  manager.Status("a");
  manager.Ready("b");
  manager.Alive();
  EXPECT_EQ(systemd.Next(), "READY=1\nSTATUS=a\n");
  EXPECT_EQ(systemd.Next(), "STATUS=b\n");
  EXPECT_EQ(systemd.Next(), "WATCHDOG=1\n");
}

TEST_F(ServiceManagerTest, AStatusIsOneLineOfBoundedLength) {
  ServiceManagerStandIn systemd;
  ServiceManager manager = With(systemd.address());
  manager.Status("one\nMAINPID=1\ttwo");
  EXPECT_EQ(systemd.Next(), "STATUS=one MAINPID=1 two\n");
  manager.Status(std::string(5000, 'x'));
  EXPECT_EQ(systemd.Next(), "STATUS=" + std::string(kServiceStatusBytesMax, 'x') + "\n");
}

// The queue of a socket is short: a service manager that is busy must not hold us up, nor lose what counts.
TEST_F(ServiceManagerTest, WhatWasNotTakenIsSaidWithTheNextWord) {
  ServiceManagerStandIn systemd;
  ServiceManager manager = With(systemd.address());
  for (int i = 0; i < 5000; ++i) manager.Alive();
  manager.Ready("first");
  manager.Status("second");
  while (systemd.Next(0ms) == "WATCHDOG=1\n") {
  }
  EXPECT_EQ(systemd.lines().back(), "WATCHDOG=1");
  manager.Ready("second");
  EXPECT_EQ(systemd.Next(), "READY=1\nSTATUS=second\n");
}

TEST_F(ServiceManagerTest, NobodyIsSpokenToWhereNobodyListens) {
  for (const char* address : {"", "relative", "vsock:2:1234", "@", "/"}) {
    EXPECT_FALSE(With(address).listens()) << address;
  }
  EXPECT_FALSE(With(std::string(200, '/')).listens());
  ServiceManager manager = With("/nonexistent/socket");
  manager.Ready("nobody hears it");
  manager.Alive();
}

TEST_F(ServiceManagerTest, ChildrenDoNotSpeakInOurName) {
  ServiceManagerStandIn systemd;
  With(systemd.address(), "60000000", std::to_string(::getpid()));
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  EXPECT_EQ(std::getenv("WATCHDOG_USEC"), nullptr);
  EXPECT_EQ(std::getenv("WATCHDOG_PID"), nullptr);
}

TEST_F(ServiceManagerTest, IsAliveTwiceInTheTimeThatItIsWaitedFor) {
  ServiceManagerStandIn systemd;
  const std::string own = std::to_string(::getpid());
  EXPECT_EQ(With(systemd.address(), "60000000", own).alive_each(), 30'000ms);
  EXPECT_EQ(With(systemd.address(), "60000000").alive_each(), 30'000ms);
  EXPECT_EQ(With(systemd.address(), "60000000", "1").alive_each(), std::nullopt)
      << "meant for another process";
  EXPECT_EQ(With(systemd.address(), "0", own).alive_each(), std::nullopt);
  EXPECT_EQ(With(systemd.address(), "soon", own).alive_each(), std::nullopt);
  EXPECT_EQ(With("", "60000000", own).alive_each(), std::nullopt);
}

}  // namespace
}  // namespace watchdog::supervisor
