#include <atomic>
#include <semaphore>
#include <thread>

#include "server_fixture.h"

namespace galera {
namespace {

using test::HttpConnection;
using test::HttpGet;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kBound{2500};

TEST(HttpServerStop, IsQuickWhenNothingHappens) {
  auto server = MustStart(LocalOptions(), {});
  const auto start = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
}

TEST(HttpServerStop, IsQuickOnAnotherLoopbackAddress) {
  HttpServerOptions options = LocalOptions();
  options.listen = {{"127.0.0.77", 0}};
  auto server = MustStart(options, {});
  const auto start = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
}

TEST(HttpServerStop, IsBoundedWithIdleAndSlowClients) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  auto server =
      MustStart(options, {TextRoute("/x", "hello"), TextRoute("/huge", std::string(5 * 1024 * 1024, 'h'))});
  const std::uint16_t port = server->ports().at(0);
  HttpConnection idle;
  HttpConnection kept;
  HttpConnection reader;
  ASSERT_TRUE(idle.Connect("127.0.0.1", port));
  ASSERT_TRUE(kept.Connect("127.0.0.1", port));
  ASSERT_TRUE(kept.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(kept.ReadResponse().body, "hello");
  ASSERT_TRUE(reader.Connect("127.0.0.1", port, 4096));
  ASSERT_TRUE(reader.Write("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n"));
  while (CountOf(*server, "/huge", 200) == 0) std::this_thread::sleep_for(milliseconds(1));
  const auto start = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - start, kBound);
}

TEST(HttpServerStop, DeliversTheAnswerOfARunningHandler) {
  std::binary_semaphore entered(0);
  std::binary_semaphore released(0);
  const std::string body(300000, 'b');
  const auto wait = [&](const Request&) {
    entered.release();
    released.acquire();
    return Text(body);
  };
  auto server = MustStart(LocalOptions(), {{"/x", {"GET"}, wait, false}});
  const std::uint16_t port = server->ports().at(0);
  test::HttpResult answer;
  std::thread client([&] { answer = HttpGet(port, "/x"); });
  entered.acquire();
  std::atomic<bool> gone{false};
  std::thread stopper([&] {
    server.reset();
    gone = true;
  });
  // While it stops, others are told so instead of being left hanging.
  int status = 200;
  for (int i = 0; i < 200 && status != 503; ++i) status = HttpGet(port, "/nowhere").status == 503 ? 503 : 0;
  EXPECT_EQ(status, 503);
  EXPECT_FALSE(gone);
  released.release();
  stopper.join();
  client.join();
  EXPECT_EQ(answer.status, 200) << answer.error;
  EXPECT_EQ(answer.body, body);
}

TEST(HttpServerStop, FreesThePort) {
  HttpServerOptions options = LocalOptions();
  std::uint16_t port = 0;
  {
    const auto server = MustStart(options, {TextRoute("/x", "first")});
    port = server->ports().at(0);
    EXPECT_EQ(HttpGet(port, "/x").body, "first");
  }
  options.listen[0].port = port;
  const auto server = MustStart(options, {TextRoute("/x", "second")});
  EXPECT_EQ(HttpGet(port, "/x").body, "second");
}

}  // namespace
}  // namespace galera
