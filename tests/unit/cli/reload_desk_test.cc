#include "cli/reload_desk.h"

#include <gtest/gtest.h>

#include <thread>

namespace watchdog {
namespace {

TEST(ReloadDesk, HandsTheOutcomeToWhoAsked) {
  std::thread main_thread;
  ReloadDesk* desk_pointer = nullptr;
  ReloadDesk desk(
      [&] { main_thread = std::thread([&] { desk_pointer->Done("warden.yml:3: no such key\n"); }); });
  desk_pointer = &desk;
  EXPECT_EQ(desk.Request(), "warden.yml:3: no such key\n");
  main_thread.join();
}

}  // namespace
}  // namespace watchdog
