// What is resident: a start's code goes back, and libraries come when needed.
#include <fstream>
#include <string>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using MemoryTest = MonitorTest;

std::string ReadProc(pid_t pid, const char* file) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

long ResidentFileKib(pid_t pid) {
  const std::string status = ReadProc(pid, "status");
  const std::size_t at = status.find("RssFile:");
  return at == std::string::npos ? -1 : std::stol(status.substr(at + 8));
}

TEST_F(MemoryTest, TheCodeThatOnlyAStartNeedsIsGivenBack) {
  const auto warden = Monitor();
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  const long before = ResidentFileKib(warden->pid());
  ASSERT_GT(before, 0);
  EXPECT_TRUE(WaitUntil([&] { return ResidentFileKib(warden->pid()) < before * 3 / 4; }, Millis(20000)))
      << before << " KiB, then " << ResidentFileKib(warden->pid());
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
}

TEST_F(MemoryTest, AMonitorHasNoUseForLibcurl) {
  const auto warden = Monitor();
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  const std::string maps = ReadProc(warden->pid(), "maps");
  EXPECT_NE(maps.find("libmariadb"), std::string::npos);
  EXPECT_EQ(maps.find("libcurl"), std::string::npos);
}

// Who looks at the page wants to see the other nodes as well.
TEST_F(MemoryTest, AMonitorAsksItsPeersOnceSomebodyLooksAtTheCluster) {
  const auto warden = Monitor();
  test::HttpResult answer;
  const auto answers = [&] {
    answer = warden->Get("/api/v1/cluster");
    return answer.status == 200;
  };
  ASSERT_TRUE(WaitUntil(answers, kPatience)) << answer.body;
  EXPECT_TRUE(Holds(answer.body, "\"peers_asked\":false")) << answer.body;
  EXPECT_TRUE(WaitUntil([&] { return answers() && Holds(answer.body, "\"peers_asked\":true"); }, kPatience))
      << answer.body;
  EXPECT_NE(ReadProc(warden->pid(), "maps").find("libcurl"), std::string::npos);
}

}  // namespace
}  // namespace galera::process
