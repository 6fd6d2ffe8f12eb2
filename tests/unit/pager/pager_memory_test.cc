#include "pager/pager_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace watchdog {
namespace {

PagerMemory Full() {
  PagerMemory memory;
  memory.size = {.learned = 3, .said = ExpectedSize{4, 1790000000}, .configured_then = 5};
  memory.maintenance = {
      {"new disks", "db1", "", 1790000000000, MaintenanceBook::Time(std::chrono::seconds(1790003600)), false},
      {"", "db2", "GaleraNodeDown", 5, MaintenanceBook::Time(std::chrono::seconds(7)), true}};
  memory.cluster = "shop";
  memory.node = "db1";
  return memory;
}

TEST(PagerMemory, IsReadAsItWasWritten) {
  for (const PagerMemory& memory : {Full(), PagerMemory()}) {
    const auto read = ParseMemory(RenderMemory(memory));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, memory);
  }
}

TEST(PagerMemory, MalformedOnesAreRefused) {
  for (const char* text : {"", "7", "{", R"({"learned_size":0})", R"({"learned_size":"3"})",
                           R"({"maintenance":[7]})", R"({"maintenance":[{"until_ms":-1}]})"})
    EXPECT_FALSE(ParseMemory(text)) << text;
  EXPECT_FALSE(ParseMemory(std::string(70000, ' ')));
  EXPECT_TRUE(ParseMemory(R"({"later":1})"));
}

TEST(PagerMemory, IsKeptInAFile) {
  std::string directory = testing::TempDir() + "pager_memory_" + std::to_string(getpid());
  EXPECT_EQ(ReadMemory(directory).value(), PagerMemory());
  ASSERT_TRUE(WriteMemory(directory + "/made", Full()));
  EXPECT_EQ(ReadMemory(directory + "/made").value(), Full());
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace watchdog
