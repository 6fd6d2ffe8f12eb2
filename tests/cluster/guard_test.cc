#include "cluster/guard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "cluster/cluster.h"

namespace galera::testing_cluster {
namespace {

// A program of its own: starts a cluster, tells where it is, waits to be killed.
[[noreturn]] void RunDoomedProgram(int report, bool namespaces) {
  ClusterOptions options;
  options.nodes = 2;
  options.namespaces = namespaces;
  const Result<std::unique_ptr<Cluster>> cluster = Cluster::Start(options);
  std::string text = "failed\n";
  if (cluster) {
    text = (*cluster)->directory() + "\n" + std::to_string(*(*cluster)->node(1).pid()) + "\n" +
           std::to_string(*(*cluster)->node(2).pid()) + "\n" + (*cluster)->NamespacePath(1) + "\n";
  }
  [[maybe_unused]] const ssize_t written = ::write(report, text.data(), text.size());
  ::close(report);
  while (true) ::pause();
}

std::vector<std::string> ReadLines(int fd) {
  std::string text;
  char c = 0;
  while (::read(fd, &c, 1) == 1) text += c;
  std::vector<std::string> lines(1);
  for (const char each : text) {
    if (each == '\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(each);
    }
  }
  return lines;
}

// Killed; a zombie counts, its init may be slow to reap it.
bool Dead(const std::string& pid) {
  const std::string stat = ReadFile("/proc/" + pid + "/stat");
  const size_t name_end = stat.rfind(')');
  return name_end == std::string::npos || stat.compare(name_end, 3, ") Z") == 0;
}

void ExpectNothingLeft(bool namespaces) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t doomed = ::fork();
  ASSERT_GE(doomed, 0);
  if (doomed == 0) RunDoomedProgram(ends[1], namespaces);
  ::close(ends[1]);
  const std::vector<std::string> lines = ReadLines(ends[0]);
  ::close(ends[0]);
  ::kill(doomed, SIGKILL);
  ::waitpid(doomed, nullptr, 0);
  ASSERT_EQ(lines.size(), 5U) << "the cluster did not start";
  const auto gone = [&] {
    return Dead(lines[1]) && Dead(lines[2]) && !std::filesystem::exists(lines[0]) &&
           (lines[3].empty() || !std::filesystem::exists(lines[3]));
  };
  EXPECT_TRUE(WaitUntil(gone, Millis(8000)))
      << lines[0] << " " << lines[1] << " " << lines[2] << " " << lines[3];
}

TEST(Guard, RemovesAllWhenTheProgramIsKilled) { ExpectNothingLeft(false); }

TEST(Guard, RemovesNamespacesWhenTheProgramIsKilled) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  ExpectNothingLeft(true);
}

TEST(Guard, KillsMarkedProcessesOfAnySessionAndRemovesDirectories) {
  char directory[] = "/tmp/galera-guard-test.XXXXXX";
  ASSERT_NE(::mkdtemp(directory), nullptr);
  Result<std::unique_ptr<Guard>> guard =
      Guard::Start("GALERA_TEST_CLUSTER=guard-test-" + std::to_string(::getpid()));
  ASSERT_TRUE(guard.ok()) << guard.error().message;
  ASSERT_TRUE((*guard)->WatchDirectory(directory).ok());
  // As a test that fills a small disk leaves it when it is killed.
  const std::string volume = std::string(directory) + "/volume";
  std::filesystem::create_directory(volume);
  EXPECT_EQ(::mount("none", volume.c_str(), "tmpfs", 0, "size=1M"), ::geteuid() == 0 ? 0 : -1);
  ChildOptions options;
  options.argv = {"sh", "-c", "setsid sleep 60 & echo $!; wait"};
  options.environment = {(*guard)->marker()};
  Result<ChildProcess> child = ChildProcess::Start(options);
  ASSERT_TRUE(child.ok()) << child.error().message;
  ASSERT_TRUE(WaitUntil([&] { return !child->Stdout().empty(); }, Millis(10000)));
  const Status clean = (*guard)->Finish(Millis(10000));
  EXPECT_TRUE(clean.ok()) << clean.error().message;
  EXPECT_EQ(child->Wait(Millis(1000))->signal, SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return Dead(std::to_string(std::stoi(child->Stdout()))); }, Millis(5000)));
  EXPECT_FALSE(std::filesystem::exists(directory));
}

}  // namespace
}  // namespace galera::testing_cluster
