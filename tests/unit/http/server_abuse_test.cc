// Broken, slow and hostile clients: each gets a bounded answer or none, and the
// server goes on.
#include <sys/socket.h>

#include <thread>

#include "server_fixture.h"

namespace galera {
namespace {

using test::HttpConnection;
using test::HttpGet;
using test::HttpSend;
using test::RawExchange;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kShort{500};  // request_timeout of the impatient server

std::unique_ptr<HttpServer> Impatient(int threads = 4, bool keep_alive = false) {
  HttpServerOptions options = LocalOptions();
  options.threads = threads;
  options.keep_alive = keep_alive;
  options.request_timeout = kShort;
  std::vector<Route> routes = {TextRoute("/x", "hello"),
                               TextRoute("/huge", std::string(5 * 1024 * 1024, 'h'))};
  routes[0].methods = {"GET", "POST"};
  return MustStart(options, std::move(routes));
}

void ExpectAlive(const HttpServer& server) {
  const auto answer = HttpGet(server.ports().at(0), "/x");
  EXPECT_EQ(answer.body, "hello") << answer.error;
}

std::string StatusOf(const std::string& answer) { return answer.substr(0, 12); }

TEST(HttpServerAbuse, TooManyHeadersAreRefused) {
  const auto server = Impatient();
  const std::string fat = "GET /x HTTP/1.1\r\nHost: a\r\nX-Fat: " + std::string(20 * 1024, 'f') + "\r\n\r\n";
  const std::string answer = RawExchange(server->ports().at(0), fat);
  EXPECT_EQ(StatusOf(answer), "HTTP/1.1 400") << answer;
  EXPECT_EQ(CountOf(*server, "other", 400), 1u);
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, AVeryLongUrlIsRefused) {
  const auto server = Impatient();
  const auto port = server->ports().at(0);
  EXPECT_EQ(HttpGet(port, "/" + std::string(8000, 'u')).status, 404);
  EXPECT_EQ(HttpGet(port, "/x?q=" + std::string(8000, '&')).status, 200);
  EXPECT_EQ(StatusOf(RawExchange(port, "GET /" + std::string(64 * 1024, 'u') + " HTTP/1.1\r\n\r\n")),
            "HTTP/1.1 400");
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, GarbageIsRefused) {
  const auto server = Impatient();
  const auto port = server->ports().at(0);
  const std::string_view kGarbage[] = {
      std::string_view("GET /\0x HTTP/1.1\r\n\r\n", 20),
      std::string_view("\0\0\0\0\r\n\r\n", 8),
      "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03 TLS hello\r\n\r\n",
      "GARBAGE\r\n\r\n",
      "FROB /x HTTP/1.1\r\n\r\n",
      "GET /x\r\n\r\n",
      "GET x HTTP/1.1\r\n\r\n",
      "GET /x HTTP/1.1\r\nno colon here\r\n\r\n",
      "POST /x HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST /x HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
  };
  for (const std::string_view garbage : kGarbage) {
    const std::string answer = RawExchange(port, garbage);
    EXPECT_EQ(answer.substr(0, 10), "HTTP/1.1 4") << garbage << " -> " << answer;
    EXPECT_NE(answer.find("\r\n\r\nbad or incomplete request\n"), std::string::npos) << answer;
    ExpectAlive(*server);
  }
  EXPECT_EQ(CountOf(*server, "other", 400) + CountOf(*server, "other", 411), std::size(kGarbage));
  EXPECT_EQ(StatusOf(RawExchange(port, "GET /x HTTP/2.0\r\n\r\n")), "HTTP/1.1 505");
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, RequestsForOthersAreDropped) {
  const auto server = Impatient();
  const auto port = server->ports().at(0);
  EXPECT_EQ(RawExchange(port, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), "");
  EXPECT_EQ(StatusOf(RawExchange(port, "CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n")),
            "HTTP/1.1 400");
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, LargeBodiesAreRefused) {
  const auto server = Impatient();
  const auto port = server->ports().at(0);
  bool closed = false;
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", port));
  ASSERT_TRUE(connection.Write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n"));
  EXPECT_EQ(StatusOf(connection.ReadAll(test::kHttpTimeout, &closed)), "HTTP/1.1 413");
  EXPECT_TRUE(closed);
  for (const std::string length : {"9223372036854775807", "99999999999999999999999"}) {
    EXPECT_EQ(StatusOf(RawExchange(port, "POST /x HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n")),
              "HTTP/1.1 413");
  }
  EXPECT_EQ(CountOf(*server, "other", 413), 3u);
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, ChunkedBodiesAreRefused) {
  const auto server = Impatient();
  const std::string answer =
      RawExchange(server->ports().at(0),
                  "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(StatusOf(answer), "HTTP/1.1 411");
  EXPECT_EQ(CountOf(*server, "other", 411), 1u);
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, SmallBodiesAreThrownAway) {
  const auto server = Impatient(4, true);
  const auto port = server->ports().at(0);
  for (const std::size_t size : {1u, 1000u, 20000u, 65536u}) {
    const auto answer =
        HttpSend("POST", "127.0.0.1", port, "/x", {}, test::kHttpTimeout, std::string(size, 'b'));
    EXPECT_EQ(answer.status, 200) << size << " " << answer.error;
    EXPECT_EQ(answer.body, "hello") << size;
  }
}

TEST(HttpServerAbuse, ABodyIsTakenAfterTheAnswer) {
  // Closing at once would reset the connection of a client that still sends.
  const auto server =
      MustStart(LocalOptions(), {{"/x", {}, [](const Request&) { return Text("hello"); }, false}});
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(connection.Write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"));
  EXPECT_EQ(connection.ReadResponse().body, "hello");
  bool closed = true;
  connection.ReadAll(milliseconds(200), &closed);
  EXPECT_FALSE(closed);
  ASSERT_TRUE(connection.Write("body"));
  connection.ReadAll(milliseconds(5000), &closed);
  EXPECT_TRUE(closed);
}

TEST(HttpServerAbuse, NoBodyPassesForTheNextRequest) {
  const auto server = Impatient(4, true);
  const auto port = server->ports().at(0);
  const std::string hidden = "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::string headers : {"Content-Length: 0\r\nContent-Length: 31\r\n", "Content-Length: 0x\r\n",
                                    "Content-Length: 0\r\nTransfer-Encoding: identity\r\n"}) {
    RawExchange(port, "POST /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + hidden, milliseconds(3000));
  }
  EXPECT_EQ(CountOf(*server, "/huge", 200), 0u);
}

TEST(HttpServerAbuse, AHalfRequestIsCut) {
  const auto server = Impatient();
  const auto start = Clock::now();
  const std::string answer = RawExchange(server->ports().at(0), "GET /x HTTP/1.1\r\nHost: a\r\n");
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
  EXPECT_EQ(StatusOf(answer), "HTTP/1.1 400");
  EXPECT_EQ(CountOf(*server, "other", 400), 1u);
}

TEST(HttpServerAbuse, ADripFeederIsCut) {
  const auto server = Impatient();
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  const auto start = Clock::now();
  bool open = connection.Write("GET /x HTTP/1.1\r\nX: ");
  while (open && Clock::now() - start < milliseconds(6000)) {
    open = connection.Write("d");
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
}

TEST(HttpServerAbuse, ABodyDripFeederIsCut) {
  const auto server = Impatient();
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  const auto start = Clock::now();
  bool open = connection.Write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
  EXPECT_EQ(connection.ReadResponse().body, "hello");  // the answer does not wait for the body
  while (open && Clock::now() - start < milliseconds(6000)) {
    open = connection.Write("d");
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
}

TEST(HttpServerAbuse, AnIdleConnectionIsCutWithoutAnswer) {
  const auto server = Impatient();
  const auto start = Clock::now();
  EXPECT_EQ(RawExchange(server->ports().at(0), ""), "");
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
  EXPECT_TRUE(server->Counts()().empty());
}

TEST(HttpServerAbuse, AnIdleKeptConnectionIsCut) {
  const auto server = Impatient(4, true);
  bool closed = false;
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(connection.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  connection.ReadAll(milliseconds(5000), &closed);
  EXPECT_TRUE(closed);
}

TEST(HttpServerAbuse, SlowAndIdleClientsBlockNobodyElse) {
  HttpServerOptions options = LocalOptions();  // patient: 10 s
  options.threads = 4;
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  const auto port = server->ports().at(0);
  HttpConnection idle[2];
  for (HttpConnection& connection : idle) ASSERT_TRUE(connection.Connect("127.0.0.1", port));
  HttpConnection slow;
  ASSERT_TRUE(slow.Connect("127.0.0.1", port));
  ASSERT_TRUE(slow.Write("GET /x HT"));
  const auto start = Clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(HttpGet(port, "/x").body, "hello");
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
}

TEST(HttpServerAbuse, MoreIdleClientsThanThreadsDelayButDoNotLockOut) {
  const auto server = Impatient(2);
  HttpConnection idle[6];
  for (HttpConnection& connection : idle) ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  ExpectAlive(*server);
}

TEST(HttpServerAbuse, AClientThatReadsNothingIsCut) {
  const auto server = Impatient(1);
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0), 4096));
  ASSERT_TRUE(connection.Write("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n"));
  while (CountOf(*server, "/huge", 200) == 0) std::this_thread::sleep_for(milliseconds(1));
  const auto start = Clock::now();
  ExpectAlive(*server);  // the only thread is free again
  EXPECT_LT(Clock::now() - start, milliseconds(5000));
  const auto answer = connection.ReadResponse();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.error, "the body ends early");
}

TEST(HttpServerAbuse, ASteadySlowReaderIsCut) {
  const std::string body(16 * 1024 * 1024, 'h');
  HttpServerOptions options = LocalOptions();
  options.request_timeout = kShort;
  const auto server = MustStart(options, {TextRoute("/huge", body)});
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0), 4096));
  ASSERT_TRUE(connection.Write("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n"));
  std::size_t taken = 0;
  const auto start = Clock::now();
  while (Clock::now() - start < 3 * kShort) {
    taken += connection.ReadSome(4096).size();
    std::this_thread::sleep_for(milliseconds(5));
  }
  taken += connection.ReadAll().size();  // what the kernel had taken from the server before the cut
  EXPECT_LT(taken, body.size());
}

TEST(HttpServerAbuse, AClientThatLeavesHarmsNothing) {
  const auto server = Impatient();
  for (int i = 0; i < 5; ++i) {
    HttpConnection connection;
    ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0), 4096));
    ASSERT_TRUE(connection.Write("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n"));
    if (i % 2 == 0) connection.Reset();
  }
  ExpectAlive(*server);
}

}  // namespace
}  // namespace galera
