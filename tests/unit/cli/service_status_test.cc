#include "cli/service_status.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace watchdog {
namespace {

TEST(ServiceStatus, SaysWhatClientsAreToldAndWhy) {
  EXPECT_EQ(ServiceStatus({true, "synced", "synced"}), "ready for clients: synced");
  EXPECT_EQ(ServiceStatus({false, "not synced", "joining"}), "not ready for clients: joining");
  EXPECT_EQ(ServiceStatus({false, "draining", ""}), "not ready for clients: draining");
}

TEST(ServiceStatus, NamesEachPhaseOfANode) {
  std::set<std::string> said;
  for (int i = 0; i < static_cast<int>(Evidence::Phase::kUnknown); ++i)
    said.insert(ServiceStatus(static_cast<Evidence::Phase>(i), {false, "not synced", "no answer"}));
  EXPECT_EQ(said.size(), static_cast<std::size_t>(Evidence::Phase::kUnknown));
  EXPECT_EQ(said.count(""), 0U);
  EXPECT_EQ(ServiceStatus(Evidence::Phase::kPaused, {}),
            "paused: waits for a human; `galera-warden confirm` shows the question");
  EXPECT_EQ(ServiceStatus(Evidence::Phase::kServing, {true, "synced", "synced"}),
            "ready for clients: synced");
}

}  // namespace
}  // namespace watchdog
