#include "supervisor/log_line.h"

#include <gtest/gtest.h>

namespace watchdog::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

TEST(LogLine, LooksLikeThoseOfTheRestOfTheProgram) {
  const system_clock::time_point time{milliseconds(1'700'000'000'042)};
  EXPECT_EQ(FormatLogLine(time, "info", "mariadbd started", {{"pid", "7"}, {"program", "mariadbd"}}),
            "time=2023-11-14T22:13:20.042Z level=info msg=\"mariadbd started\" pid=7 program=mariadbd\n");
}

TEST(LogLine, IsOneLineWhateverItHolds) {
  EXPECT_EQ(FormatLogLine({}, "warn", "a", {{"k", "x\ny\"\\\x01"}, {"e", ""}}),
            "time=1970-01-01T00:00:00.000Z level=warn msg=a k=\"x\\ny\\\"\\\\\\u0001\" e=\"\"\n");
}

}  // namespace
}  // namespace watchdog::supervisor
