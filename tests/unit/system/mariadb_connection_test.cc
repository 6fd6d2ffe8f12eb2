#include "system/mariadb_connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "stub/stub_database.h"
#include "stub/stub_mysql_server.h"

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

SteadyTime In(int ms) { return steady_clock::now() + milliseconds(ms); }

ServerConnection To(std::uint16_t port) {
  ServerConnection server;
  server.host = "127.0.0.1";
  server.port = port;
  server.user = "u";
  server.password = Secret("never shown");
  return server;
}

class ConnectionTest : public testing::Test {
 protected:
  void Use(std::string_view query, StubAnswer answer) {
    StubScript script;
    script.On(query, std::move(answer));
    server_.SetScript(script);
  }

  StubMysqlServer server_{StubScript()};
  MariadbConnection connection_;
};

TEST_F(ConnectionTest, ReadsRowsNullsAndAnyBytes) {
  Use("select x", {StubTable{{"a", "B"}, {{"1", std::nullopt}, {std::string("\0\xff", 2), ""}}}, {}, {}});
  ASSERT_TRUE(connection_.Connect(To(server_.port()), In(2000)).ok());
  const auto rows = connection_.Query("SELECT x", In(2000));
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->At(0, "A"), Cell("1"));
  EXPECT_EQ(rows->At(0, "b"), Cell());
  EXPECT_EQ(rows->At(1, "a"), Cell(std::string_view("\0\xff", 2)));
  EXPECT_EQ(rows->At(1, "b"), Cell(""));
  EXPECT_EQ(rows->At(1, "no such column"), Cell());
}

TEST_F(ConnectionTest, ReadsManyAndLargeRows) {
  StubTable table{{"Variable_name", "Value"}, {}};
  for (int i = 0; i < 10000; ++i) table.rows.push_back({"name" + std::to_string(i), std::string(200, 'v')});
  table.rows.push_back({"large", std::string(300000, 'z')});
  Use("show", {table, {}, {}});
  ASSERT_TRUE(connection_.Connect(To(server_.port()), In(2000)).ok());
  const auto rows = connection_.Query("SHOW", In(5000));
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  const auto values = rows->AsNamedValues();
  ASSERT_EQ(values.size(), 10001u);
  EXPECT_EQ(values[9999].name, "name9999");
  EXPECT_EQ(values[10000].value->size(), 300000u);
}

TEST_F(ConnectionTest, TellsErrorsApart) {
  Use("select", {NotPrepared(), {}, {}});
  ASSERT_TRUE(connection_.Connect(To(server_.port()), In(2000)).ok());
  const auto refused = connection_.Query("SELECT 1 FROM t", In(2000));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_EQ(refused.error().server_code, 1047u);
  EXPECT_TRUE(connection_.connected());  // the session goes on

  server_.SetReception(StubReception{StubWelcome::kRefuseLogin, WrongPassword("u")});
  const Status denied = connection_.Connect(To(server_.port()), In(2000));
  EXPECT_EQ(denied.error().code, ErrorCode::kDenied);
  EXPECT_EQ(denied.error().message.find("never shown"), std::string::npos);
  EXPECT_EQ(connection_.Query("SELECT 1", In(100)).error().code, ErrorCode::kUnavailable);

  EXPECT_EQ(connection_.Connect(To(1), In(2000)).error().code, ErrorCode::kUnavailable);
}

TEST_F(ConnectionTest, NeverWaitsPastADeadline) {
  for (const StubFault fault : {StubFault::kHangBeforeAnswer, StubFault::kHangMidRows}) {
    Use("show", {StubTable{{"a", "b"}, {{"1", "2"}, {"3", "4"}}}, {}, fault});
    ASSERT_TRUE(connection_.Connect(To(server_.port()), In(2000)).ok());
    const auto start = steady_clock::now();
    const auto rows = connection_.Query("SHOW", In(200));
    EXPECT_LT(steady_clock::now() - start, milliseconds(600));
    ASSERT_FALSE(rows.ok());
    EXPECT_EQ(rows.error().code, ErrorCode::kTimeout);
    EXPECT_FALSE(connection_.connected());
  }
  server_.SetReception(StubReception{StubWelcome::kHangBeforeGreeting, {}});
  const auto start = steady_clock::now();
  EXPECT_EQ(connection_.Connect(To(server_.port()), In(200)).error().code, ErrorCode::kTimeout);
  EXPECT_LT(steady_clock::now() - start, milliseconds(600));
}

TEST_F(ConnectionTest, SurvivesAServerThatBreaksOff) {
  for (const StubFault fault :
       {StubFault::kCloseMidRows, StubFault::kTruncatedPacket, StubFault::kMalformedPacket}) {
    Use("show", {StubTable{{"a", "b"}, {{"1", "2"}, {"3", "4"}}}, {}, fault});
    ASSERT_TRUE(connection_.Connect(To(server_.port()), In(2000)).ok());
    const auto rows = connection_.Query("SHOW", In(2000));
    ASSERT_FALSE(rows.ok()) << static_cast<int>(fault);
    EXPECT_FALSE(connection_.connected());
  }
}

// Opens and closes descriptors all the time, and counts those that were not there any more.
class DescriptorWitness {
 public:
  DescriptorWitness() : thread_([this](const std::stop_token& stop) { Watch(stop); }) {}
  int stolen() const { return stolen_; }

 private:
  void Watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
      for (int i = 0; i < 20; ++i) sched_yield();
      if (close(fd) != 0) ++stolen_;
    }
  }
  std::atomic<int> stolen_ = 0;
  std::jthread thread_;
};

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// A socket that is not there, and one that nobody listens on: libmariadb would close its descriptor twice.
TEST_F(ConnectionTest, AFailureOnAUnixSocketClosesNobodyElsesDescriptor) {
  std::string directory = "/tmp/connection.XXXXXX";
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  const std::string path = directory + "/socket";
  const sockaddr_un address = AddressOf(path);
  ServerConnection server = To(1);
  server.unix_socket = path;
  const DescriptorWitness witness;
  const auto fails = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const Status done = connection_.Connect(server, In(1000));
      EXPECT_EQ(done.error().code, ErrorCode::kUnavailable) << done.error().message;
      EXPECT_NE(done.error().message.find("local server through socket '" + path + "'"), std::string::npos);
    }
  };
  fails(3000);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(listener);
  fails(3000);
  unlink(path.c_str());
  rmdir(directory.c_str());
  EXPECT_EQ(witness.stolen(), 0);
}

// As a stopped mariadbd after a minute of looks: it listens, and nobody takes the connections out of its
// queue.
TEST_F(ConnectionTest, AFullQueueOnAUnixSocketIsSilenceToo) {
  const std::string path = "/tmp/galera-warden-full-" + std::to_string(getpid()) + ".sock";
  const sockaddr_un address = AddressOf(path);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  ServerConnection server = To(0);
  server.host = "localhost";
  server.unix_socket = path;
  for (int i = 0; i < 5; ++i) {
    const Status status = connection_.Connect(server, In(50));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kTimeout) << i << ": " << status.error().message;
  }
  close(listener);
  EXPECT_EQ(connection_.Connect(server, In(50)).error().code, ErrorCode::kUnavailable);
  unlink(path.c_str());
}

}  // namespace
}  // namespace galera
