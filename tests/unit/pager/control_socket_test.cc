#include "pager/control_socket.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Says the request back, as a refusal.
ControlAnswer Echo(const ControlRequest& request) { return ControlRefusal{Render(request)}; }

class ControlSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/control-socket-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    directory_ = path;
    path_ = directory_ + "/control.sock";
  }
  void TearDown() override {
    unlink(path_.c_str());
    rmdir(directory_.c_str());
  }

  // A client that is not ours. -1: not connected.
  int RawClient() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    close(fd);
    return -1;
  }
  // All that it says until it hangs up, five seconds at most.
  static std::string ReadAll(int fd) {
    std::string text;
    std::array<char, 4096> buffer{};
    pollfd ready{fd, POLLIN, 0};
    while (poll(&ready, 1, 5000) > 0) {
      const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
      if (size <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    ADD_FAILURE() << "never hung up";
    return text;
  }
  std::string AskRaw(const std::string& text) const {
    const int fd = RawClient();
    if (fd < 0) return "not connected";
    // It may hang up in the middle.
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t size = send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) break;
      sent += static_cast<std::size_t>(size);
    }
    shutdown(fd, SHUT_WR);
    std::string answer = ReadAll(fd);
    close(fd);
    return answer;
  }
  void ExpectServes() const {
    const auto answer = AskControl(path_, ListReceivers{}, seconds(5));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(std::get<ControlRefusal>(*answer).problem, Render(ListReceivers{}));
  }

  std::string directory_, path_;
};

TEST_F(ControlSocketTest, BringsRequestsAndAnswers) {
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket) << socket.error().message;
  for (int i = 0; i < 50; ++i) {
    const BeginMaintenance request{seconds(i + 1), "reason", "GaleraNodeDown"};
    const auto answer = AskControl(path_, request, seconds(5));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(std::get<ControlRefusal>(*answer).problem, Render(request));
  }
  // As a person may type it: with and without the end of the line, or of what is said.
  EXPECT_NE(AskRaw(R"({"request":"page_list"})").find("page_list"), std::string::npos);
  EXPECT_NE(AskRaw("{\"request\":\"page_list\"}\nmore").find("page_list"), std::string::npos);
}

TEST_F(ControlSocketTest, BringsAnAnswerAsLargeAsTheyMayBe) {
  const std::string document(60'000, 'x');
  const auto socket =
      ControlSocket::Open(path_, [&](const ControlRequest&) { return IncidentsAnswer{document}; });
  ASSERT_TRUE(socket);
  const auto answer = AskControl(path_, ShowIncidents{}, seconds(5));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(std::get<IncidentsAnswer>(*answer).document, document);
}

TEST_F(ControlSocketTest, IsForItsOwnerAlone) {
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket);
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(ControlSocketTest, SomebodyElseIsNotAnswered) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  std::atomic<int> calls = 0;
  const auto socket = ControlSocket::Open(path_, [&](const ControlRequest& request) {
    ++calls;
    return Echo(request);
  });
  ASSERT_TRUE(socket);
  ASSERT_EQ(chmod(directory_.c_str(), 0755), 0);
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);  // somebody has opened it
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
    _exit(AskControl(path_, ListReceivers{}, seconds(3)) ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(calls, 0);
  ExpectServes();
}

TEST_F(ControlSocketTest, GarbageIsRefusedAndTheNextIsServed) {
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket);
  for (const std::string& garbage : {std::string("nonsense\n"), std::string(5000, '\0'), std::string("{\n"),
                                     std::string("GET / HTTP/1.1\r\n\r\n"), std::string(60'000, '[')}) {
    EXPECT_NE(AskRaw(garbage).find("\"answer\":\"refused\""), std::string::npos);
  }
  EXPECT_EQ(AskRaw(""), "");
  ExpectServes();
}

TEST_F(ControlSocketTest, WhatIsTooLargeIsRefusedAndTheNextIsServed) {
  std::atomic<int> calls = 0;
  const auto socket = ControlSocket::Open(path_, [&](const ControlRequest& request) {
    ++calls;
    return Echo(request);
  });
  ASSERT_TRUE(socket);
  AskRaw(std::string(10'000'000, ' '));
  AskRaw(std::string(kControlBytesMax, ' ') + "{\"request\":\"page_list\"}\n");
  EXPECT_EQ(calls, 0);
  ExpectServes();
}

TEST_F(ControlSocketTest, AClientThatHangsDelaysOthersByTwoSecondsOnly) {
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket);
  const int silent = RawClient();
  ASSERT_GE(silent, 0);
  ASSERT_EQ(send(silent, "{\"request\"", 10, 0), 10);
  const auto start = steady_clock::now();
  ExpectServes();
  EXPECT_LT(steady_clock::now() - start, seconds(4));
  EXPECT_NE(ReadAll(silent).find("no whole message in time"), std::string::npos);
  close(silent);
}

TEST_F(ControlSocketTest, AHandlerThatThrowsIsARefusal) {
  std::atomic<bool> broken = true;
  const auto socket = ControlSocket::Open(path_, [&](const ControlRequest& request) {
    if (broken) throw std::runtime_error("boom");
    return Echo(request);
  });
  ASSERT_TRUE(socket);
  const auto answer = AskControl(path_, ListReceivers{}, seconds(5));
  ASSERT_TRUE(answer);
  EXPECT_NE(std::get<ControlRefusal>(*answer).problem.find("log says why"), std::string::npos);
  broken = false;
  ExpectServes();
}

TEST_F(ControlSocketTest, ManyAtOnceAreAllServed) {
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 40; ++i) {
      clients.emplace_back([&] {
        if (AskControl(path_, ShowIncidents{}, seconds(20))) ++served;
      });
    }
  }
  EXPECT_EQ(served, 40);
}

TEST_F(ControlSocketTest, EndsAtOnceAndTakesItsSocketAway) {
  auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(socket);
  const int silent = RawClient();
  ASSERT_GE(silent, 0);
  const auto start = steady_clock::now();
  socket->reset();
  EXPECT_LT(steady_clock::now() - start, milliseconds(1500));
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
  close(silent);
  const auto answer = AskControl(path_, ListReceivers{}, seconds(1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, galera::ErrorCode::kNotFound);
}

// A warden in a process of its own, killed with the object.
class OtherWarden {
 public:
  explicit OtherWarden(const std::string& path) {
    std::array<int, 2> ready{};
    if (pipe(ready.data()) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      const auto socket = ControlSocket::Open(path, Echo);
      if (write(ready[1], socket ? "y" : "n", 1) != 1) _exit(1);
      for (;;) pause();
    }
    char word = 0;
    serves_ = read(ready[0], &word, 1) == 1 && word == 'y';
    close(ready[0]);
    close(ready[1]);
  }
  OtherWarden(const OtherWarden&) = delete;
  ~OtherWarden() { Kill(); }

  bool serves() const { return serves_; }
  // All of its threads have stopped when this returns.
  void Stop() const {
    kill(child_, SIGSTOP);
    waitpid(child_, nullptr, WUNTRACED);
  }
  void Kill() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  pid_t child_ = -1;
  bool serves_ = false;
};

TEST_F(ControlSocketTest, ReplacesWhatAKilledWardenLeft) {
  OtherWarden other(path_);
  ASSERT_TRUE(other.serves());
  ExpectServes();
  // While it lives, its place is its own.
  const auto second = ControlSocket::Open(path_, Echo);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another galera-warden listens"), std::string::npos);
  ExpectServes();

  other.Stop();
  const auto hung = AskControl(path_, ListReceivers{}, milliseconds(200));
  ASSERT_FALSE(hung);
  EXPECT_EQ(hung.error().code, galera::ErrorCode::kTimeout);

  other.Kill();
  const auto nobody = AskControl(path_, ListReceivers{}, seconds(1));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, galera::ErrorCode::kUnavailable);
  const auto next = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(next) << next.error().message;
  ExpectServes();
}

TEST_F(ControlSocketTest, ALaterOneKeepsItsPlaceWhenAnEarlierOneEnds) {
  auto first = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(first);
  ASSERT_EQ(unlink(path_.c_str()), 0);
  const auto second = ControlSocket::Open(path_, Echo);
  ASSERT_TRUE(second);
  first->reset();
  ExpectServes();
}

TEST_F(ControlSocketTest, AFileThatIsNoSocketStays) {
  std::ofstream(path_) << "precious";
  const auto socket = ControlSocket::Open(path_, Echo);
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().message.find("is not a socket"), std::string::npos);
  EXPECT_EQ(access(path_.c_str(), F_OK), 0);
}

TEST_F(ControlSocketTest, APathThatIsTooLongIsSaid) {
  const std::string path = "/tmp/" + std::string(120, 'x');
  const auto socket = ControlSocket::Open(path, Echo);
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().message.find("too long for a socket"), std::string::npos);
  EXPECT_FALSE(AskControl(path, ListReceivers{}, seconds(1)));
}

}  // namespace
}  // namespace watchdog
