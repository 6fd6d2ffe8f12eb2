// mariadbd's output, and who does not read it.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

using galera::testing_cluster::FileDescriptor;

// Of a debug build under sanitizers as well; without them it is 4 MiB.
constexpr long kMemoryKibMax = 100 * 1024;
// Of one write by a server that floods, on a busy machine. One that waited for a reader would wait for ever.
constexpr long kSlowestWriteMs = 2000;

long Number(const std::string& words, int index) {
  std::istringstream in(words);
  std::string word;
  for (int i = 0; i <= index; ++i) in >> word;
  return std::atol(word.c_str());
}

long FlagsOfStandardError(pid_t pid) {
  std::ifstream about("/proc/" + std::to_string(pid) + "/fdinfo/2");
  for (std::string line; std::getline(about, line);) {
    if (line.starts_with("flags:")) return std::strtol(line.c_str() + 6, nullptr, 8);
  }
  return -1;
}

// A pipe with a name that is never without a reader, and read only when told to.
class NamedPipe {
 public:
  NamedPipe() {
    if (::mkdtemp(directory_.data()) == nullptr || ::mkfifo(path().c_str(), 0600) != 0) return;
    reader_ = FileDescriptor(::open(path().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  }
  ~NamedPipe() { std::filesystem::remove_all(directory_); }
  std::string path() const { return directory_ + "/pipe"; }
  // What is there now, waiting so long for the first of it.
  std::string Read(Millis timeout = Millis(0)) const {
    pollfd ready{reader_.get(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(timeout.count())) <= 0) return {};
    std::array<char, 65536> bytes{};
    const ssize_t got = ::read(reader_.get(), bytes.data(), bytes.size());
    return std::string(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  }

 private:
  std::string directory_ = (std::filesystem::temp_directory_path() / "pipe.XXXXXX").string();
  FileDescriptor reader_;
};

TEST_P(SupervisorTest, PassesOnWhatTheServerWritesEvenWithoutALineEnd) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("log");
  const Puppet server = stage.StartServer(worker);
  server.Tell("flood 1000");
  EXPECT_TRUE(server.Hear("flooded").starts_with("flooded"));
  server.Tell("write last-words-of-a-crash");
  EXPECT_EQ(server.Hear("written"), "written");
  worker.Tell("keep 1");
  worker.Tell("start -- x");  // its answer shows that what came before has arrived
  EXPECT_FALSE(worker.Hear("refused").empty());
  server.Kill(SIGKILL);
  EXPECT_EQ(worker.Hear("ended"), "ended 137 ");
  std::string count;
  EXPECT_TRUE(galera::testing_cluster::WaitUntil(
      [&] {
        worker.Tell("count");
        count = worker.Hear("count");
        return count == "count 11 0";
      },
      kPatience, Millis(2)))
      << count;
  worker.Tell("end 0");
  EXPECT_EQ(stage.Wait(), 0);
  EXPECT_NE(stage.Log().find("\nline 0000000009 xxx"), std::string::npos) << stage.Log();
  EXPECT_NE(stage.Log().find("\nlast-words-of-a-crash\n"), std::string::npos) << stage.Log();
}

TEST_P(SupervisorTest, AWorkerThatNeverReadsDoesNotSlowAServerThatFloods) {
  StageSetup setup = Scene();
  setup.error = Sink::Discard();
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("stall");
  constexpr long kBytes = 50'000'000;
  server.Tell("flood " + std::to_string(kBytes));
  const std::string flooded = server.Hear("flooded", Millis(60'000));
  ASSERT_FALSE(flooded.empty());
  RecordProperty("flood_ms", std::to_string(Number(flooded, 1)));
  EXPECT_LT(Number(flooded, 2), kSlowestWriteMs) << flooded;
  EXPECT_LT(stage.StatusNumber("VmHWM"), kMemoryKibMax);

  // The next worker gets what was kept, and is told how much was not.
  worker.Kill(SIGKILL);
  const Puppet next = stage.Await("worker");
  next.Tell("log");
  std::string count;
  EXPECT_TRUE(galera::testing_cluster::WaitUntil(
      [&] {
        next.Tell("count");
        count = next.Hear("count");
        return Number(count, 1) + Number(count, 2) == kBytes / 100;
      },
      kPatience, Millis(2)))
      << count;
  EXPECT_GT(Number(count, 1), 100) << count;
  EXPECT_GT(Number(count, 2), 100'000) << count;
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, AStandardErrorThatNobodyReadsHoldsNobodyUp) {
  const NamedPipe pipe;
  StageSetup setup = Scene();
  setup.error = Sink::File(pipe.path());
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  constexpr long kBytes = 5'000'000;
  server.Tell("flood " + std::to_string(kBytes));
  const std::string flooded = server.Hear("flooded", Millis(60'000));
  ASSERT_FALSE(flooded.empty());
  EXPECT_LT(Number(flooded, 2), kSlowestWriteMs) << flooded;
  EXPECT_LT(stage.StatusNumber("VmHWM"), kMemoryKibMax);
  // The flags of what others write to as well are theirs.
  EXPECT_EQ(FlagsOfStandardError(worker.pid()) & O_NONBLOCK, 0);

  // Signals still work.
  stage.Signal(SIGHUP);
  EXPECT_EQ(server.Hear("signal"), "signal 1");

  // A reader that comes late gets whole lines, in order, and where some are missing, their number.
  std::string text = pipe.Read(kPatience);
  for (std::string more; !(more = pipe.Read(Millis(300))).empty();) text += more;
  std::istringstream lines(text);
  long expected = 0, first_missing = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("log lines left out") != std::string::npos) {
      if (first_missing == 0) first_missing = expected;
      expected += std::atol(line.c_str() + line.find("lines=") + 6);
    } else if (line.starts_with("line ")) {
      ASSERT_EQ(line.size(), 99u) << line;
      ASSERT_EQ(std::atol(line.c_str() + 5), expected++);
    }
  }
  EXPECT_GT(first_missing, 1000);
  EXPECT_EQ(expected, kBytes / 100);
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, AStandardErrorThatNobodyReadsDoesNotKeepItFromEnding) {
  const NamedPipe pipe;
  StageSetup setup = Scene();
  setup.error = Sink::File(pipe.path());
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("phase serving 0 0 0 0");
  server.Tell("flood 1000000");
  EXPECT_FALSE(server.Hear("flooded").empty());
  stage.Signal(SIGTERM);
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  EXPECT_EQ(stage.Wait(Millis(4000)), 0);
}

}  // namespace
}  // namespace watchdog::stage
