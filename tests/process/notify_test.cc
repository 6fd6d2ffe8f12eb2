// `galera-warden notify`, which mariadbd waits for, and what it tells `monitor`.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class NotifyTest : public MonitorTest {
 protected:
  std::string Socket() const { return directory_.Path("notify.sock"); }

  int Notify(const std::string& status = "synced") const {
    WardenSetup setup;
    setup.arguments = {"notify", Socket(), "--status", status};
    return RunWarden(setup, directory_).exit.code.value_or(-1);
  }
  // How long the quickest and the median of twenty calls take. Starting a program is most of it; on a busy
  // machine the median says more about the others on it.
  void ExpectQuick(const char* what) const {
    std::vector<Millis> times;
    for (int i = 0; i < 20; ++i) {
      const Stopwatch watch;
      EXPECT_EQ(Notify(), 0);
      times.push_back(watch.Elapsed());
    }
    std::ranges::sort(times);
    std::printf("notify, worker %s: quickest %lld ms, median %lld ms\n", what,
                static_cast<long long>(times.front().count()), static_cast<long long>(times[10].count()));
    EXPECT_LT(times.front(), Millis(50)) << what;
  }
  // A socket that nobody reads; -1 after a failure.
  int Bind() const {
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const sockaddr_un address = Address();
    return bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? fd : -1;
  }
  // Until no more goes in.
  int Fill() const {
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const sockaddr_un address = Address();
    int sent = 0;
    while (sendto(fd, "--status", 8, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) == 8)
      ++sent;
    close(fd);
    return sent;
  }
  sockaddr_un Address() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    Socket().copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }
};

TEST_F(NotifyTest, ReturnsAtOnceWhateverTheWorkerDoes) {
  ExpectQuick("absent");
  const int fd = Bind();
  ASSERT_GE(fd, 0);
  ExpectQuick("not reading");
  Fill();
  ExpectQuick("with a full queue");
  close(fd);
  ExpectQuick("dead, its socket left");
}

TEST_F(NotifyTest, ReturnsAtOnceFromAStoppedMonitor) {
  const auto warden = Monitor({"--health.notify-socket=" + Socket()});
  warden->Signal(SIGSTOP);
  ExpectQuick("stopped");
  Fill();
  ExpectQuick("stopped, with a full queue");
  warden->Signal(SIGCONT);
}

TEST_F(NotifyTest, MakesAMonitorLookAtOnce) {
  const auto warden =
      Monitor({"--health.interval=1h", "--health.max-age=2h", "--health.notify-socket=" + Socket()});
  const std::string look = "SHOW GLOBAL STATUS LIKE 'wsrep\\_%'";
  ASSERT_TRUE(WaitUntil([&] { return Asked(look) == 1; }, kPatience));
  ASSERT_EQ(Notify("donor"), 0);
  // At once, and up to four times more: mariadbd changes some of its status late.
  EXPECT_TRUE(WaitUntil([&] { return Asked(look) >= 3; }, kPatience)) << Asked(look);
  struct stat info {};
  ASSERT_EQ(stat(Socket().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0660u);
}

TEST_F(NotifyTest, AMonitorDoesNotStartWhereASocketCantBe) {
  directory_.Write("notify.sock", "precious");
  WardenSetup setup;
  setup.arguments = {"monitor", "--web.listen-address=127.0.0.1:0", "--config.my-cnf=" + MyCnf(),
                     "--health.notify-socket=" + Socket()};
  const auto ended = RunWarden(setup, directory_);
  EXPECT_FALSE(ended.exit.Clean());
  EXPECT_TRUE(Holds(ended.err, "no socket")) << ended.err;
}

}  // namespace
}  // namespace galera::process
