#include "cli/local_request.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"

namespace watchdog {
namespace {

using galera::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A port on loopback that takes connections and says nothing.
class SilentPort {
 public:
  SilentPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { close(fd_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  void Listen() const { EXPECT_EQ(listen(fd_, 1), 0); }
  std::uint16_t port() const { return port_; }

 private:
  const int fd_;
  std::uint16_t port_ = 0;
};

std::unique_ptr<galera::HttpServer> Serve(const std::string& body) {
  galera::HttpServerOptions options;
  options.listen = {{"127.0.0.1", 0}};
  galera::Route route;
  route.path = "/text";
  route.handler = [body](const galera::Request&) {
    galera::Response response;
    response.status = 503;
    response.body = body;
    return response;
  };
  auto server = galera::HttpServer::Start(options, {route});
  EXPECT_TRUE(server.ok());
  return std::move(*server);
}

TEST(GetLocally, GivesStatusAndBody) {
  const std::string body(60000, 'x');
  const auto server = Serve(body);
  for (const char* host : {"127.0.0.1", "", "0.0.0.0", "localhost"}) {
    const auto reply = GetLocally(host, server->ports().front(), "/text", milliseconds(2000));
    ASSERT_TRUE(reply.ok()) << host << ": " << reply.error().message;
    EXPECT_EQ(reply->status, 503);
    EXPECT_EQ(reply->body, body);
  }
}

TEST(GetLocally, RefusesAnAnswerThatIsTooLarge) {
  const auto server = Serve(std::string(kLocalReplyBytesMax, 'x'));
  const auto reply = GetLocally("", server->ports().front(), "/text", milliseconds(2000));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::kInvalid);
}

TEST(GetLocally, GivesUpInTime) {
  const SilentPort silent;
  silent.Listen();
  const auto start = steady_clock::now();
  const auto reply = GetLocally("", silent.port(), "/", milliseconds(200));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::kTimeout);
  EXPECT_LT(steady_clock::now() - start, milliseconds(1000));
}

TEST(GetLocally, SaysThatNobodyListens) {
  const SilentPort nobody;
  const auto reply = GetLocally("::", nobody.port(), "/", milliseconds(200));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::kUnavailable);
  const auto v4 = GetLocally("", nobody.port(), "/", milliseconds(200));
  ASSERT_FALSE(v4.ok());
  EXPECT_EQ(v4.error().message,
            "connect to 127.0.0.1:" + std::to_string(nobody.port()) + ": Connection refused");
}

}  // namespace
}  // namespace watchdog
