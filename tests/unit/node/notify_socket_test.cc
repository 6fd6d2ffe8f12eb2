#include "node/notify_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

class NotifySocketTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/notify-socket-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    settings_.run_directory = path;
    settings_.system_user = "nobody";
  }
  void TearDown() override {
    unlink(NotifySocketPath(settings_).c_str());
    rmdir(settings_.run_directory.c_str());
  }
  galera::Status Send(const std::vector<std::string>& arguments) {
    return SendNotification(NotifySocketPath(settings_), arguments);
  }
  NodeSettings settings_;
};

TEST_F(NotifySocketTest, BringsANotification) {
  const auto socket = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_TRUE(socket) << socket.error().message;
  ASSERT_TRUE(Send({"--status", "donor"}));
  const auto said = socket->Receive(milliseconds(1000));
  ASSERT_TRUE(said);
  EXPECT_EQ(said->status, "donor");
  EXPECT_FALSE(socket->Receive(milliseconds(1)));
}

TEST_F(NotifySocketTest, IsNoneOfOtherUsersBusiness) {
  const auto socket = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_TRUE(socket);
  struct stat info {};
  ASSERT_EQ(stat(NotifySocketPath(settings_).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0660u);
}

TEST_F(NotifySocketTest, ReplacesWhatAKilledWorkerLeft) {
  const auto first = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  const auto second = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(Send({"--status", "synced"}));
  EXPECT_TRUE(second->Receive(milliseconds(1000)));
}

TEST_F(NotifySocketTest, LeavesAFileThatIsNoSocketAlone) {
  const std::string path = NotifySocketPath(settings_);
  ASSERT_EQ(symlink("/nowhere", path.c_str()), 0);
  const auto socket = NotifySocket::Open(path, settings_.system_user);
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().message.find("no socket"), std::string::npos);
  struct stat info {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0);
}

TEST_F(NotifySocketTest, SendingNeverWaits) {
  EXPECT_FALSE(Send({"--status", "synced"}));  // nobody there
  const auto socket = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_TRUE(socket);
  int sent = 0;
  while (sent < 100000 && Send({"--status", "synced"})) ++sent;  // nobody reads
  EXPECT_GT(sent, 0);
  EXPECT_LT(sent, 100000);
}

TEST_F(NotifySocketTest, GarbageIsNoNotification) {
  const auto socket = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_TRUE(socket);
  ASSERT_TRUE(Send({"what", "is", "this"}));
  EXPECT_FALSE(socket->Receive(milliseconds(1000)));
  EXPECT_FALSE(Send({std::string(galera::kNotificationBytesMax, 'x')}));
}

TEST_F(NotifySocketTest, APathThatIsTooLongIsSaid) {
  settings_.run_directory += "/" + std::string(120, 'x');
  const auto socket = NotifySocket::Open(NotifySocketPath(settings_), settings_.system_user);
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().message.find("shorter run directory"), std::string::npos);
  settings_.run_directory.resize(settings_.run_directory.size() - 121);
}

}  // namespace
}  // namespace watchdog
