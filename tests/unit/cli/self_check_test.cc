#include "cli/self_check.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"

namespace watchdog {
namespace {

TEST(GetsAnswer, FromAServerThatAnswers) {
  galera::HttpServerOptions options;
  options.listen = {{"127.0.0.1", 0}};
  auto server = galera::HttpServer::Start(options, {});
  ASSERT_TRUE(server.ok());
  EXPECT_TRUE(GetsAnswer("127.0.0.1", (*server)->ports().front(), "/-/healthy", std::chrono::seconds(2)));
}

TEST(GetsAnswer, NotFromAPortThatOnlyListens) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(GetsAnswer("127.0.0.1", ntohs(address.sin_port), "/", std::chrono::milliseconds(200)));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  close(listener);
}

}  // namespace
}  // namespace watchdog
