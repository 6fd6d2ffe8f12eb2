// From Put() to the receiver having the body. Printed, not asserted.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "page/recorder.h"
#include "page/scene.h"
#include "system/file.h"

namespace watchdog {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

double Milliseconds(steady_clock::duration time) {
  return static_cast<double>(std::chrono::duration_cast<microseconds>(time).count()) / 1000;
}

TEST(PageLatency, OfTwoHundredPages) {
  constexpr std::size_t kPages = 200;
  const test::Scene scene;
  const test::Recorder recorder;
  PageDesk desk(scene.Options({test::To("oncall", recorder.Url())}));
  std::vector<steady_clock::duration> took;
  std::vector<steady_clock::duration> put;
  for (std::size_t i = 0; i < kPages; ++i) {
    const auto start = steady_clock::now();
    desk.Put(test::PageOf("key" + std::to_string(i)), std::chrono::milliseconds(0));
    put.push_back(steady_clock::now() - start);
    ASSERT_TRUE(recorder.WaitFor(i + 1));
    took.push_back(recorder.requests().back().at - start);
    // Incidents are seldom: the disk has done with the last one.
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  std::vector<steady_clock::duration> disk;
  for (std::size_t i = 0; i < kPages; ++i) {
    const auto start = steady_clock::now();
    ASSERT_TRUE(galera::ReplaceFile(scene.path() + "/file", std::string(1000, 'x'), 0600));
    disk.push_back(steady_clock::now() - start);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  std::ranges::sort(disk);
  std::ranges::sort(took);
  std::ranges::sort(put);
  std::printf(
      "Put() to body received: median %.2f ms, p99 %.2f ms, max %.2f ms; Put() itself: median %.2f ms, "
      "p99 %.2f ms; a file of 1 kB replaced on that disk: median %.2f ms, p99 %.2f ms\n",
      Milliseconds(took[kPages / 2]), Milliseconds(took[kPages * 99 / 100]), Milliseconds(took.back()),
      Milliseconds(put[kPages / 2]), Milliseconds(put[kPages * 99 / 100]), Milliseconds(disk[kPages / 2]),
      Milliseconds(disk[kPages * 99 / 100]));
}

}  // namespace
}  // namespace watchdog
