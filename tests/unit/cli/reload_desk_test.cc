#include "cli/reload_desk.h"

#include <gtest/gtest.h>

#include <thread>

namespace watchdog {
namespace {

TEST(ReloadDesk, HandsTheOutcomeToWhoAsked) {
  std::thread main_thread;
  ReloadDesk* desk_pointer = nullptr;
  ReloadDesk desk([&] {
    main_thread = std::thread([&] {
      desk_pointer->Begin();
      desk_pointer->Done("warden.yml:3: no such key\n");
    });
  });
  desk_pointer = &desk;
  EXPECT_EQ(desk.Request(), "warden.yml:3: no such key\n");
  main_thread.join();
}

// A reload that was under way may have read the files before they were changed.
TEST(ReloadDesk, WaitsForAReloadThatBeginsAfterTheRequest) {
  std::thread main_thread;
  ReloadDesk* desk_pointer = nullptr;
  ReloadDesk desk([&] {
    main_thread = std::thread([&] {
      desk_pointer->Done("of the one before");
      desk_pointer->Begin();
      desk_pointer->Done("of this one");
    });
  });
  desk_pointer = &desk;
  desk.Begin();
  EXPECT_EQ(desk.Request(), "of this one");
  main_thread.join();
}

}  // namespace
}  // namespace watchdog
