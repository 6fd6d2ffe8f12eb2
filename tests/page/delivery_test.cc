#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "cluster/wait.h"
#include "page/courier.h"
#include "page/recorder.h"
#include "page/scene.h"
#include "page/tls_front.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::testing_cluster::Millis;
using galera::testing_cluster::WaitUntil;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::Answer;
using test::PageOf;
using test::Recorded;
using test::Recorder;
using test::Scene;
using test::To;
using How = Answer::How;

constexpr milliseconds kNow{0};
constexpr Millis kLong{10000};

// "key firing" of a webhook body.
std::string TextOf(const Recorded& request) {
  const json body = json::parse(request.body, nullptr, false);
  if (body.is_discarded()) return "not JSON";
  return body["groupKey"].get<std::string>() + " " + body["status"].get<std::string>();
}

ReceiverStatus StatusOf(const PageDesk& desk, const std::string& name) {
  for (const ReceiverStatus& status : desk.Statuses()) {
    if (status.name == name) return status;
  }
  return {};
}

bool Idle(const PageDesk& desk, const std::string& name) {
  return WaitUntil([&] { return StatusOf(desk, name).waiting == 0; }, kLong);
}

TEST(PageDesk, APageAndItsEndArriveOnOneConnection) {
  const Scene scene;
  const Recorder recorder;
  Receiver receiver = To("oncall", recorder.Url("/hush?key=hush"));
  receiver.username = "user";
  receiver.password = galera::Secret("pass");
  PageDesk desk(scene.Options({receiver}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_EQ(desk.Open().size(), 1U);
  desk.Put(PageOf("a", false), kNow);
  ASSERT_TRUE(recorder.WaitFor(2));
  ASSERT_TRUE(Idle(desk, "oncall"));
  const auto requests = recorder.requests();
  EXPECT_EQ(requests[0].head.substr(0, requests[0].head.find('\n')), "POST /hush?key=hush HTTP/1.1");
  EXPECT_EQ(requests[0].Header("Content-Type"), "application/json");
  EXPECT_EQ(requests[0].Header("User-Agent"), "galera-warden/test");
  EXPECT_EQ(requests[0].Header("Authorization"), "Basic dXNlcjpwYXNz");
  EXPECT_EQ(requests[0].Header("Expect"), "");
  EXPECT_EQ(TextOf(requests[0]), "a firing");
  EXPECT_EQ(TextOf(requests[1]), "a resolved");
  EXPECT_NE(requests[0].Header("Idempotency-Key"), requests[1].Header("Idempotency-Key"));
  EXPECT_EQ(recorder.connections(), 1);
  EXPECT_TRUE(desk.Open().empty());
  EXPECT_EQ(desk.trouble(), "");
  const ReceiverStatus status = StatusOf(desk, "oncall");
  EXPECT_EQ(status.outcomes.at("delivered"), 2U);
  EXPECT_EQ(status.last_failure, "");
  EXPECT_EQ(status.shown_url, recorder.Url(""));
  EXPECT_TRUE(status.last_success);
}

TEST(PageDesk, ABearerTokenIsSent) {
  const Scene scene;
  const Recorder recorder;
  Receiver receiver = To("oncall", recorder.Url());
  receiver.bearer_token = galera::Secret("t0ken");
  PageDesk desk(scene.Options({receiver}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_EQ(recorder.requests()[0].Header("Authorization"), "Bearer t0ken");
}

TEST(PageDesk, WhatFailsIsSentAgainWithTheSameKeyUntilItIsTaken) {
  const Scene scene;
  const Recorder recorder([](std::size_t n, const Recorded&) -> Answer {
    switch (n) {
      case 0:
        return {200, "", "", How::kReset};
      case 1:
        return {500, "", "oops"};
      case 2:
        return {408};
      default:
        return {200};
    }
  });
  PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(Idle(desk, "oncall"));
  const auto requests = recorder.requests();
  ASSERT_EQ(requests.size(), 4U);
  for (const Recorded& request : requests) {
    EXPECT_EQ(request.body, requests[0].body);
    EXPECT_EQ(request.Header("Idempotency-Key"), requests[0].Header("Idempotency-Key"));
  }
  EXPECT_EQ(StatusOf(desk, "oncall").outcomes.at("retried"), 3U);
  EXPECT_EQ(StatusOf(desk, "oncall").outcomes.at("delivered"), 1U);
}

TEST(PageDesk, ARetryAfterIsWaitedFor) {
  const Scene scene;
  const Recorder recorder([](std::size_t n, const Recorded&) -> Answer {
    return n == 0 ? Answer{429, "Retry-After: 2\r\n"} : Answer{200};
  });
  PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  desk.Put(PageOf("b"), kNow);
  ASSERT_TRUE(recorder.WaitFor(3));
  const auto requests = recorder.requests();
  EXPECT_GE(requests[1].at - requests[0].at, milliseconds(1900));
  EXPECT_EQ(StatusOf(desk, "oncall").outcomes.at("retried"), 1U);
}

TEST(PageDesk, ARejectedPageIsNotSentAgainAndRedirectsAreRejections) {
  const Scene scene;
  const Recorder other;
  const Recorder recorder([&other](std::size_t n, const Recorded&) -> Answer {
    if (n == 0) return {400, "", "no such channel"};
    return {302, "Location: " + other.Url() + "\r\n"};
  });
  PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  desk.Put(PageOf("a"), kNow);
  desk.Put(PageOf("b"), kNow);
  ASSERT_TRUE(Idle(desk, "oncall"));
  EXPECT_EQ(recorder.requests().size(), 2U);
  EXPECT_EQ(other.connections(), 0);
  EXPECT_EQ(StatusOf(desk, "oncall").outcomes.at("rejected"), 2U);
  EXPECT_EQ(StatusOf(desk, "oncall").last_failure, "HTTP 302 (redirects are not followed)");
}

TEST(PageDesk, OneThatNeverAnswersAndOneThatIsNotThereDelayNobody) {
  const Scene scene;
  const Recorder silent([](std::size_t, const Recorded&) -> Answer { return {200, "", "", How::kSilent}; });
  const Recorder refusing({}, Recorder::Start::kRefusing);
  const Recorder recorder;
  PageDesk desk(scene.Options({To("silent", silent.Url()), To("refusing", refusing.Url()),
                               To("nowhere", "http://pager.invalid/"), To("oncall", recorder.Url())}));
  const auto start = steady_clock::now();
  for (int i = 0; i < 20; ++i) desk.Put(PageOf("key" + std::to_string(i)), kNow);
  ASSERT_TRUE(recorder.WaitFor(20));
  EXPECT_LT(steady_clock::now() - start, seconds(2));
  EXPECT_EQ(StatusOf(desk, "silent").waiting, 20U);
  EXPECT_TRUE(WaitUntil([&] { return !StatusOf(desk, "nowhere").last_failure.empty(); }, kLong));
  EXPECT_NE(StatusOf(desk, "nowhere").last_failure.find("resolve"), std::string::npos)
      << StatusOf(desk, "nowhere").last_failure;
  EXPECT_EQ(StatusOf(desk, "refusing").outcomes.at("delivered"), 0U);
  EXPECT_TRUE(StatusOf(desk, "refusing").oldest_waiting);
}

TEST(PageDesk, SilenceEndsAtTheTimeLimit) {
  const Scene scene;
  const Recorder recorder([](std::size_t n, const Recorded&) -> Answer {
    return n == 0 ? Answer{200, "", "", How::kSilent} : Answer{200};
  });
  Receiver receiver = To("oncall", recorder.Url());
  receiver.timeout = milliseconds(300);
  PageDesk desk(scene.Options({receiver}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(2));
  EXPECT_EQ(StatusOf(desk, "oncall").outcomes.at("retried"), 1U);
}

TEST(PageDesk, EndsAtOnceWhateverAReceiverDoesAndTheNextOneGoesOn) {
  const Scene scene;
  Recorder recorder([](std::size_t, const Recorded&) -> Answer { return {200, "", "", How::kSilent}; });
  {
    std::optional<PageDesk> desk(
        std::in_place, scene.Options({To("oncall", recorder.Url()), To("nowhere", "http://pager.invalid/")}));
    desk->Put(PageOf("a"), kNow);
    ASSERT_TRUE(recorder.WaitFor(1));
    const auto start = steady_clock::now();
    desk.reset();
    EXPECT_LT(steady_clock::now() - start, milliseconds(500));
  }
  recorder.SetScript({});
  const PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  ASSERT_TRUE(Idle(desk, "oncall"));
  const auto requests = recorder.requests();
  EXPECT_EQ(TextOf(requests.back()), "a firing");
  EXPECT_EQ(requests.back().answered, 200);
}

TEST(Courier, IsBrokenOffAtOnce) {
  const Recorder silent([](std::size_t, const Recorded&) -> Answer { return {200, "", "", How::kSilent}; });
  Courier courier(To("oncall", silent.Url()), "test");
  steady_clock::time_point stopped;
  std::thread stopper([&] {
    EXPECT_TRUE(silent.WaitFor(1));
    std::this_thread::sleep_for(milliseconds(250));  // by then it does nothing but wait
    stopped = steady_clock::now();
    courier.Stop();
  });
  EXPECT_EQ(courier.Send(0, {"text/plain", "body", {}}).transport, Reply::Transport::kStopped);
  const auto ended = steady_clock::now();
  stopper.join();
  EXPECT_LT(ended - stopped, milliseconds(200));
  EXPECT_EQ(courier.Send(0, {"text/plain", "body", {}}).transport, Reply::Transport::kStopped);
}

TEST(PageDesk, WhatAPeerTellsIsNotSentAndWhatWeTellIsShown) {
  const Scene scene;
  const Recorder recorder;
  PageDesk desk(scene.Options({To("chat", recorder.Url())}));
  desk.Put(PageOf("a"), milliseconds(60000));
  desk.Put(PageOf("b"), kNow);
  ASSERT_EQ(desk.Held().size(), 1U);
  EXPECT_EQ(desk.Held()[0].key, "a");
  desk.DeliveredByPeer("chat", "a", true);
  ASSERT_TRUE(Idle(desk, "chat"));
  EXPECT_EQ(recorder.requests().size(), 1U);
  EXPECT_TRUE(desk.Held().empty());
  ASSERT_EQ(desk.Delivered().size(), 1U);
  EXPECT_EQ(desk.Delivered()[0].key, "b");
  EXPECT_EQ(StatusOf(desk, "chat").outcomes.at("by_peer"), 1U);
}

TEST(PageDesk, ADelayedPageIsSentWhenNobodyElseDid) {
  const Scene scene;
  const Recorder recorder;
  PageDesk desk(scene.Options({To("chat", recorder.Url())}));
  const auto start = steady_clock::now();
  desk.Put(PageOf("a"), milliseconds(700));
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_GE(recorder.requests()[0].at - start, milliseconds(690));
}

TEST(PageDesk, AHeartbeatIsFetchedEachInterval) {
  const Scene scene;
  const Recorder recorder;
  Receiver receiver = To("dead-man", recorder.Url("/ping/hush"), Receiver::Kind::kHeartbeat);
  receiver.interval = milliseconds(100);
  const PageDesk desk(scene.Options({receiver}));
  ASSERT_TRUE(recorder.WaitFor(4));
  const auto requests = recorder.requests();
  EXPECT_EQ(requests[0].head.substr(0, requests[0].head.find('\n')), "GET /ping/hush HTTP/1.1");
  EXPECT_GE(requests[3].at - requests[0].at, milliseconds(280));
  EXPECT_EQ(StatusOf(desk, "dead-man").last_failure, "");
}

TEST(PageDesk, TestsOneReceiverOrAll) {
  const Scene scene;
  const Recorder recorder;
  const Recorder rejecting([](std::size_t, const Recorded&) -> Answer { return {404, "", "no_service"}; });
  const Recorder silent([](std::size_t, const Recorded&) -> Answer { return {200, "", "", How::kSilent}; });
  PageDesk desk(
      scene.Options({To("good", recorder.Url()), To("bad", rejecting.Url()), To("hung", silent.Url())}));
  Page page = PageOf("test");
  page.test = true;
  EXPECT_EQ(desk.Test("nobody", page, seconds(1)).error().code, galera::ErrorCode::kNotFound);
  const auto one = desk.Test("good", page, seconds(5));
  ASSERT_TRUE(one);
  ASSERT_EQ(one->size(), 1U);
  EXPECT_TRUE(one->at(0).delivered);
  EXPECT_TRUE(one->at(0).detail.starts_with("HTTP 200 in ")) << one->at(0).detail;
  EXPECT_NE(recorder.requests().at(0).body.find("TEST: nothing answers"), std::string::npos);
  const auto start = steady_clock::now();
  const auto all = desk.Test("", page, milliseconds(500));
  EXPECT_LT(steady_clock::now() - start, seconds(2));
  ASSERT_EQ(all->size(), 3U);
  EXPECT_TRUE(all->at(0).delivered);
  EXPECT_FALSE(all->at(1).delivered);
  EXPECT_TRUE(all->at(1).detail.starts_with("HTTP 404: no_service in ")) << all->at(1).detail;
  EXPECT_FALSE(all->at(2).delivered);
  EXPECT_EQ(all->at(2).detail, "no answer in time");
  EXPECT_TRUE(desk.Open().empty());
}

TEST(PageDesk, NothingShowsASecretNotEvenOfAServerThatEchoes) {
  const Scene scene;
  const Recorder echo([](std::size_t, const Recorded& request) -> Answer {
    return {500, "", "you sent " + request.head + request.body};
  });
  Receiver hook = To("hook", echo.Url("/services/Hu5hHu5h"));
  hook.bearer_token = galera::Secret("T0kenT0ken");
  Receiver duty = To("duty", echo.Url(), Receiver::Kind::kPagerDuty);
  duty.routing_key = galera::Secret("R0utingKey");
  Receiver basic = To("basic", echo.Url());
  basic.username = "user";
  basic.password = galera::Secret("Pa55word");
  Receiver wrong = To("wrong", "ftp://user:Pa55word@127.0.0.1/Hu5hHu5h");
  testing::internal::CaptureStderr();
  std::string shown;
  {
    PageDesk desk(scene.Options({hook, duty, basic, wrong}));
    desk.Put(PageOf("a"), kNow);
    for (const char* const name : {"hook", "duty", "basic", "wrong"}) {
      EXPECT_TRUE(WaitUntil([&] { return !StatusOf(desk, name).last_failure.empty(); }, kLong)) << name;
      shown += StatusOf(desk, name).last_failure + StatusOf(desk, name).shown_url;
    }
    const auto tested = desk.Test("", PageOf("t"), seconds(5));
    for (const TestResult& result : *tested) shown += result.detail;
    EXPECT_EQ(StatusOf(desk, "wrong").outcomes.at("rejected"), 1U);
  }
  shown += testing::internal::GetCapturedStderr();
  EXPECT_NE(shown.find("a receiver of pages fails"), std::string::npos);
  for (const char* const secret : {"Hu5h", "T0ken", "R0uting", "Pa55", "dXNlcjpQYTU1d29yZA"}) {
    EXPECT_EQ(shown.find(secret), std::string::npos) << secret << " in " << shown;
  }
  const auto outbox = galera::ReadFile(scene.state() + "/outbox");
  ASSERT_TRUE(outbox);
  for (const char* const secret : {"Hu5h", "T0ken", "R0uting", "Pa55"}) {
    EXPECT_EQ(outbox->find(secret), std::string::npos) << secret;
  }
}

TEST(PageDesk, OnlyACertificateThatIsTrustedAndOfThatNameIsSpokenTo) {
  const Scene scene;
  const Recorder recorder;
  const auto front = test::TlsFront::Start(test::TlsFront::Kind::kTls, recorder.port(), scene.path());
  ASSERT_TRUE(front) << front.error().message;
  const std::string port = std::to_string(front->port());
  Receiver good = To("good", "https://localhost:" + port + "/");
  good.ca_file = front->ca_file();
  Receiver other_name = To("other-name", "https://127.0.0.1:" + port + "/");
  other_name.ca_file = front->ca_file();
  const Receiver unknown = To("unknown", "https://localhost:" + port + "/");
  PageDesk desk(scene.Options({good, other_name, unknown}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(Idle(desk, "good"));
  for (const char* const name : {"other-name", "unknown"}) {
    EXPECT_TRUE(WaitUntil([&] { return !StatusOf(desk, name).last_failure.empty(); }, kLong));
    EXPECT_EQ(StatusOf(desk, name).waiting, 1U);  // it may be renewed
  }
  EXPECT_EQ(recorder.requests().size(), 1U);
}

TEST(PageDesk, AProxyIsUsed) {
  const Scene scene;
  const Recorder proxy;
  Receiver receiver = To("oncall", "http://pager.invalid/hook");
  receiver.proxy = proxy.Url("");
  PageDesk desk(scene.Options({receiver}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(proxy.WaitFor(1));
  const std::string head = proxy.requests()[0].head;
  EXPECT_EQ(head.substr(0, head.find('\n')), "POST http://pager.invalid/hook HTTP/1.1");
}

}  // namespace
}  // namespace watchdog
