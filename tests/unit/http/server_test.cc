// What the server does for well-behaved clients.
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "server_fixture.h"

namespace galera {
namespace {

using test::HttpConnection;
using test::HttpGet;
using test::HttpSend;
using test::RawExchange;

std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HttpServer, AnswersExactPathsOnly) {
  const auto server = MustStart(LocalOptions(), {TextRoute("/x", "hello")});
  const std::uint16_t port = server->ports().at(0);
  const auto answer = HttpGet(port, "/x?a=1");
  ASSERT_TRUE(answer.ok()) << answer.error;
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.Header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_TRUE(answer.Header("Date"));
  for (const std::string path : {"/x/", "/xy", "/x/y", "/", "/%78", "/x/../x", "/x%3f", "//x"}) {
    EXPECT_EQ(HttpGet(port, path).status, 404) << path;
  }
  EXPECT_EQ(CountOf(*server, "/x", 200), 1u);
  EXPECT_EQ(CountOf(*server, "other", 404), 8u);
}

TEST(HttpServer, SaysNothingAboutItself) {
  const auto server = MustStart(LocalOptions(), {TextRoute("/x", "hello")});
  for (const std::string path : {"/x", "/nowhere"}) {
    const auto answer = HttpGet(server->ports().at(0), path, {{"Origin", "http://evil.example"}});
    EXPECT_FALSE(answer.Header("Server")) << path;
    EXPECT_FALSE(answer.Header("Access-Control-Allow-Origin")) << path;
  }
}

TEST(HttpServer, HandsTheRequestOver) {
  const auto show = [](const Request& request) {
    std::string text = request.method + " " + request.path;
    for (const auto& [key, value] : request.query) text += " " + key + "=" + value;
    text += " " + std::string(request.Header("x-TEST").value_or("none"));
    return Text(text);
  };
  const auto server = MustStart(LocalOptions(), {{"/x", {}, show, false}});
  const std::uint16_t port = server->ports().at(0);
  EXPECT_EQ(HttpGet(port, "/x?target=a%3A1&c[]=u&c[]=v", {{"X-Test", " yes "}}).body,
            "GET /x target=a:1 c[]=u c[]=v yes");
  EXPECT_EQ(HttpSend("PUT", "127.0.0.1", port, "/x").body, "PUT /x none");
}

TEST(HttpServer, HeadHasTheHeadersOfGetAndNoBody) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(connection.Write("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  const auto head = connection.ReadResponse(test::kHttpTimeout, true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Length"), "5");
  // A body byte would show up in front of the next status line.
  ASSERT_TRUE(connection.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(connection.ReadResponse().body, "hello");
}

TEST(HttpServer, RefusesOtherMethodsWithAllow) {
  const auto server = MustStart(LocalOptions(), {TextRoute("/x", "hello")});
  const std::uint16_t port = server->ports().at(0);
  const auto refused = HttpSend("POST", "127.0.0.1", port, "/x", {}, test::kHttpTimeout, "body");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.Header("Allow"), "GET, HEAD, OPTIONS");
  const auto options = HttpSend("OPTIONS", "127.0.0.1", port, "/x");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.Header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(CountOf(*server, "/x", 405), 1u);
}

TEST(HttpServer, SpeaksHttp10) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  const std::string answer = RawExchange(server->ports().at(0), "GET /x HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("Connection: close\r\n\r\nhello")) << answer;

  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(connection.Write("GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
    const auto kept = connection.ReadResponse();
    EXPECT_EQ(kept.body, "hello") << kept.error;
    EXPECT_EQ(kept.Header("Connection"), "keep-alive");
  }
}

TEST(HttpServer, KeepsConnectionsOnlyIfToldTo) {
  for (const bool keep : {true, false}) {
    HttpServerOptions options = LocalOptions();
    options.keep_alive = keep;
    const auto server = MustStart(options, {TextRoute("/x", "hello")});
    HttpConnection connection;
    ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
    ASSERT_TRUE(connection.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_EQ(connection.ReadResponse().Header("Connection"), keep ? "keep-alive" : "close");
    connection.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(connection.ReadResponse().ok(), keep);
  }
}

TEST(HttpServer, ObeysAClientThatWantsToClose) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  for (const std::string headers : {"Connection: close\r\n", "Connection: keep-alive, close\r\n",
                                    "Connection: keep-alive\r\nConnection: close\r\n",
                                    "Connection: Upgrade\r\nUpgrade: websocket\r\n", "Connection: k\r\n"}) {
    bool closed = false;
    HttpConnection connection;
    ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
    ASSERT_TRUE(connection.Write("GET /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n"));
    const std::string answer = connection.ReadAll(milliseconds(2000), &closed);
    EXPECT_TRUE(closed) << headers;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  const auto server = MustStart(options, {TextRoute("/a", "first"), TextRoute("/b", "second")});
  HttpConnection connection;
  ASSERT_TRUE(connection.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(
      connection.Write("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /a "
                       "HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(connection.ReadResponse().body, "first");
  EXPECT_EQ(connection.ReadResponse().body, "second");
  EXPECT_EQ(connection.ReadResponse().body, "first");
}

TEST(HttpServer, AnswersOnlyTheFirstOfPipelinedRequestsWithoutKeepAlive) {
  const auto server = MustStart(LocalOptions(), {TextRoute("/a", "first"), TextRoute("/b", "second")});
  const std::string answers = RawExchange(
      server->ports().at(0), "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(answers.find("first"), std::string::npos);
  EXPECT_EQ(answers.find("second"), std::string::npos);
}

TEST(HttpServer, LeavesRoomWhenEveryThreadIsTaken) {
  HttpServerOptions options = LocalOptions();
  options.keep_alive = true;
  options.threads = 2;
  const auto server = MustStart(options, {TextRoute("/x", "hello")});
  HttpConnection idle;
  HttpConnection busy;
  ASSERT_TRUE(idle.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(idle.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(idle.ReadResponse().Header("Connection"), "keep-alive");
  ASSERT_TRUE(busy.Connect("127.0.0.1", server->ports().at(0)));
  ASSERT_TRUE(busy.Write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(busy.ReadResponse().Header("Connection"), "close");
}

TEST(HttpServer, SurvivesHandlersThatThrow) {
  const auto throws = [](const Request& request) -> Response {
    if (request.query.empty()) throw std::runtime_error("some detail");
    throw 7;
  };
  const auto server = MustStart(LocalOptions(), {{"/x", {"GET"}, throws, false}});
  for (const std::string path : {"/x", "/x?int", "/x"}) {
    const auto answer = HttpGet(server->ports().at(0), path);
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body, "internal error\n");
  }
  EXPECT_EQ(CountOf(*server, "/x", 500), 3u);
}

TEST(HttpServer, CompressesForThoseWhoAsk) {
  const std::string body = Repeat("mysql_global_status_uptime 1\n", 10000);
  Route route = TextRoute("/x", body);
  route.compress = true;
  const auto server = MustStart(LocalOptions(), {route});
  const std::uint16_t port = server->ports().at(0);
  const auto packed = HttpGet(port, "/x", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.Header("Vary"), "Accept-Encoding");
  EXPECT_EQ(test::Gunzip(packed.body), body);
  const auto plain = HttpGet(port, "/x", {{"Accept-Encoding", "gzip;q=0"}});
  EXPECT_FALSE(plain.Header("Content-Encoding"));
  EXPECT_EQ(plain.body, body);
  const auto head = HttpSend("HEAD", "127.0.0.1", port, "/x", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(head.Header("Content-Length"), std::to_string(packed.body.size()));
}

TEST(HttpServer, DeliversLargeBodiesWhole) {
  std::string body(5 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 / 7);
  const auto server = MustStart(LocalOptions(), {TextRoute("/x", body)});
  EXPECT_EQ(HttpGet(server->ports().at(0), "/x").body, body);
}

TEST(HttpServer, RunsHandlersInParallel) {
  std::atomic<int> inside{0};
  const auto meet = [&](const Request&) {
    ++inside;
    for (int i = 0; i < 2000 && inside < 2; ++i) std::this_thread::sleep_for(milliseconds(5));
    return Text(inside >= 2 ? "met" : "alone");
  };
  const auto server = MustStart(LocalOptions(), {{"/x", {"GET"}, meet, false}});
  std::string other;
  std::thread second([&] { other = HttpGet(server->ports().at(0), "/x").body; });
  EXPECT_EQ(HttpGet(server->ports().at(0), "/x").body, "met");
  second.join();
  EXPECT_EQ(other, "met");
}

TEST(HttpServer, ThreadsLeaveSignalsToTheProgram) {
  const auto mask = [](const Request&) {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    std::string text;
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1, SIGSEGV}) {
      text += sigismember(&blocked, number) == 1 ? 'b' : '-';
    }
    return Text(text);
  };
  const auto server = MustStart(LocalOptions(), {{"/x", {"GET"}, mask, false}});
  EXPECT_EQ(HttpGet(server->ports().at(0), "/x").body, "bbbbb-");
  sigset_t ours;
  pthread_sigmask(SIG_SETMASK, nullptr, &ours);
  EXPECT_EQ(sigismember(&ours, SIGTERM), 0);  // the caller's mask is as before
}

TEST(HttpServer, HandlersHaveTheStackThatTheHeaderPromises) {
  const auto size = [](const Request&) {
    pthread_attr_t attributes;
    std::size_t bytes = 0;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstacksize(&attributes, &bytes);
    pthread_attr_destroy(&attributes);
    return Text(std::to_string(bytes));
  };
  const auto server = MustStart(LocalOptions(), {{"/x", {"GET"}, size, false}});
  EXPECT_GE(std::stoul(HttpGet(server->ports().at(0), "/x").body), 100u * 1024u);
}

}  // namespace
}  // namespace galera
