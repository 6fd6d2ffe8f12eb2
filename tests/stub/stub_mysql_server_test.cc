// The stub server as MariaDB Connector/C sees it; the differential test shows it to Go's driver.
#include "stub/stub_mysql_server.h"

#include <gtest/gtest.h>
#include <mysql.h>

#include <chrono>
#include <string>

#include "stub/stub_database.h"

namespace galera {
namespace {

class Client {
 public:
  explicit Client(const StubMysqlServer& server) : handle_(mysql_init(nullptr)) {
    const unsigned seconds = 1;
    mysql_options(handle_, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(handle_, MYSQL_OPT_READ_TIMEOUT, &seconds);
    connected_ = mysql_real_connect(handle_, server.host().c_str(), "monitor", "secret", nullptr,
                                    server.port(), nullptr, 0) != nullptr;
  }
  ~Client() { mysql_close(handle_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  unsigned error() { return mysql_errno(handle_); }
  std::string state() { return mysql_sqlstate(handle_); }
  std::string version() { return mysql_get_server_info(handle_); }
  bool Ping() { return mysql_ping(handle_) == 0; }

  // nullopt on an error; see error().
  std::optional<std::vector<StubRow>> Ask(const std::string& query) {
    if (mysql_real_query(handle_, query.data(), query.size()) != 0) return std::nullopt;
    MYSQL_RES* result = mysql_store_result(handle_);
    if (result == nullptr) return std::nullopt;
    std::vector<StubRow> rows;
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
      const unsigned long* lengths = mysql_fetch_lengths(result);
      StubRow& copy = rows.emplace_back();
      for (unsigned i = 0; i < mysql_num_fields(result); ++i) {
        copy.push_back(row[i] == nullptr ? StubCell() : StubCell(std::string(row[i], lengths[i])));
      }
    }
    mysql_free_result(result);
    return rows;
  }

 private:
  MYSQL* handle_;
  bool connected_ = false;
};

StubScript Answers() {
  StubScript script = StubDatabase().Script();
  script.On(
      "odd rows",
      StubTable{{"a", "b"}, {{std::nullopt, ""}, {std::string("\xff\0x", 3), std::string(70000, 'y')}}});
  script.On("no rows", StubTable{{"a"}, {}});
  script.On("refused", NotPrepared());
  return script;
}

class StubMysqlServerTest : public ::testing::TestWithParam<bool> {
 protected:
  StubMysqlServer server_{Answers(), {"5.5.5-10.11.19-MariaDB-stub", GetParam()}};
};

TEST_P(StubMysqlServerTest, IsReadByConnectorC) {
  Client client(server_);
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "10.11.19-MariaDB-stub");
  EXPECT_TRUE(client.Ping());
  const auto rows = client.Ask("SELECT odd rows");
  ASSERT_TRUE(rows);
  EXPECT_EQ(*rows,
            (std::vector<StubRow>{{std::nullopt, ""}, {std::string("\xff\0x", 3), std::string(70000, 'y')}}));
  EXPECT_EQ(client.Ask("SELECT no rows")->size(), 0U);
  EXPECT_FALSE(client.Ask("SELECT refused"));
  EXPECT_EQ(client.error(), 1047U);
  EXPECT_EQ(client.state(), "08S01");
  EXPECT_GT(client.Ask("SHOW GLOBAL STATUS")->size(), 10U) << "the connection survives an error";
}

TEST_P(StubMysqlServerTest, KeepsADiary) {
  {
    Client client(server_);
    client.Ask("SELECT no rows");
  }
  { Client client(server_); }
  EXPECT_EQ(server_.Connections(), 2U);
  EXPECT_EQ(server_.Users(), (std::vector<std::string>{"monitor", "monitor"}));
  ASSERT_FALSE(server_.Queries().empty());
  EXPECT_EQ(server_.Queries().front(), "SELECT no rows");
}

TEST_P(StubMysqlServerTest, RefusesConnectionsAndLogins) {
  server_.SetReception({StubWelcome::kRefuseConnection, TooManyConnections()});
  EXPECT_EQ(Client(server_).error(), 1040U);
  server_.SetReception({StubWelcome::kRefuseLogin, WrongPassword("monitor")});
  EXPECT_EQ(Client(server_).error(), 1045U);
}

TEST_P(StubMysqlServerTest, BreaksAnyWelcomeItIsToldTo) {
  for (const StubWelcome welcome :
       {StubWelcome::kHangBeforeGreeting, StubWelcome::kHangAfterGreeting, StubWelcome::kCloseBeforeGreeting,
        StubWelcome::kCloseAfterGreeting, StubWelcome::kTruncatedGreeting, StubWelcome::kMalformedGreeting}) {
    server_.SetReception({welcome, {}});
    EXPECT_FALSE(Client(server_).connected()) << static_cast<int>(welcome);
  }
  server_.SetReception({StubWelcome::kHangAfterLogin, {}});
  Client client(server_);
  EXPECT_TRUE(client.connected());
  EXPECT_FALSE(client.Ask("SELECT no rows"));
}

TEST_P(StubMysqlServerTest, BreaksAnyAnswerItIsToldTo) {
  for (const StubFault fault :
       {StubFault::kHangBeforeAnswer, StubFault::kHangMidRows, StubFault::kCloseMidRows,
        StubFault::kTruncatedPacket, StubFault::kMalformedPacket}) {
    StubScript script = Answers();
    script.On("broken", StubAnswer{StubTable{{"a", "b"}, {{"1", "2"}, {"3", "4"}}}, {}, fault});
    server_.SetScript(script);
    Client client(server_);
    ASSERT_TRUE(client.connected());
    EXPECT_FALSE(client.Ask("SELECT broken")) << static_cast<int>(fault);
  }
}

TEST_P(StubMysqlServerTest, DelaysAnAnswer) {
  StubScript script = Answers();
  script.On("slow", StubAnswer{StubTable{{"a"}, {{"1"}}}, std::chrono::milliseconds(200), {}});
  server_.SetScript(script);
  Client client(server_);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(client.Ask("SELECT slow"));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(200));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutEof, StubMysqlServerTest, ::testing::Bool());

TEST(StubMysqlServer, StopsWhileAClientHangs) {
  StubScript script;
  script.On("hang", StubAnswer{StubOk{}, std::chrono::hours(1), {}});
  auto server = std::make_unique<StubMysqlServer>(script);
  Client client(*server);
  ASSERT_TRUE(client.connected());
  EXPECT_FALSE(client.Ask("SELECT hang")) << "the client gave up after its second";
  const auto start = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace galera
