#include <dirent.h>

#include "server_fixture.h"

namespace galera {
namespace {

using test::HttpGet;

int OpenFiles() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

TEST(HttpServerStart, ListensOnSeveralAddresses) {
  HttpServerOptions options = LocalOptions();
  options.listen = {{"127.0.0.1", 0}, {"localhost", 0}, {"", 0}};
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  const auto ports = server->ports();
  ASSERT_EQ(ports.size(), 3u);
  for (const std::uint16_t port : ports) {
    EXPECT_NE(port, 0);
    EXPECT_EQ(HttpGet(port, "/x").body, "hello");
  }
}

TEST(HttpServerStart, NamesATakenPortAndTheRemedy) {
  const auto first = MustStart(LocalOptions(), {TextRoute("/x", "first")});
  const std::uint16_t taken = first->ports().at(0);
  const int files = OpenFiles();
  HttpServerOptions options = LocalOptions();
  options.listen = {{"127.0.0.1", 0}, {"127.0.0.1", taken}};
  const auto second = HttpServer::Start(options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kInvalid);
  const std::string& message = second.error().message;
  EXPECT_NE(message.find("127.0.0.1:" + std::to_string(taken)), std::string::npos) << message;
  EXPECT_NE(message.find("ss -ltnp"), std::string::npos) << message;
  EXPECT_NE(message.find("mysqld_exporter"), std::string::npos) << message;
  EXPECT_EQ(OpenFiles(), files);  // nothing half-started
  EXPECT_EQ(HttpGet(taken, "/x").body, "first");
}

TEST(HttpServerStart, SeesAPortTakenOnAnotherAddress) {
  const auto first = MustStart(LocalOptions(), {});
  HttpServerOptions options = LocalOptions();
  options.listen = {{"", first->ports().at(0)}};
  EXPECT_FALSE(HttpServer::Start(options, {}).ok());
}

TEST(HttpServerStart, RefusesTheSameAddressTwice) {
  std::uint16_t port = 0;
  { port = MustStart(LocalOptions(), {})->ports().at(0); }
  HttpServerOptions options = LocalOptions();
  options.listen = {{"127.0.0.1", port}, {"127.0.0.1", port}};
  const auto server = HttpServer::Start(options, {});
  ASSERT_FALSE(server.ok());
  EXPECT_NE(server.error().message.find("127.0.0.1:" + std::to_string(port)), std::string::npos)
      << server.error().message;
}

TEST(HttpServerStart, RefusesUnusableAddresses) {
  const struct {
    ListenAddress address;
    std::string_view says;
  } kCases[] = {
      {{"203.0.113.9", 9104}, "does not have the address"},
      {{"no-such-host.invalid", 9104}, "has no IPv4 address"},
  };
  for (const auto& c : kCases) {
    HttpServerOptions options = LocalOptions();
    options.listen = {c.address};
    const auto server = HttpServer::Start(options, {});
    ASSERT_FALSE(server.ok()) << c.address.host;
    EXPECT_EQ(server.error().code, ErrorCode::kInvalid);
    EXPECT_NE(server.error().message.find(c.says), std::string::npos) << server.error().message;
  }
  HttpServerOptions none = LocalOptions();
  none.listen.clear();
  EXPECT_FALSE(HttpServer::Start(none, {}).ok());
}

TEST(HttpServerStart, ServersComeAndGo) {
  const int files = OpenFiles();
  for (int i = 0; i < 5; ++i) {
    const auto a = MustStart(LocalOptions(), {TextRoute("/x", "a")});
    const auto b = MustStart(LocalOptions(), {TextRoute("/x", "b")});
    EXPECT_EQ(HttpGet(a->ports().at(0), "/x").body, "a");
    EXPECT_EQ(HttpGet(b->ports().at(0), "/x").body, "b");
  }
  EXPECT_LT(OpenFiles(), files + 5);  // civetweb may lose one it had just accepted; see civetweb_server.h
}

}  // namespace
}  // namespace galera
