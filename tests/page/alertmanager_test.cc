#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cluster/child_process.h"
#include "cluster/ports.h"
#include "cluster/wait.h"
#include "page/message.h"
#include "page/recorder.h"
#include "page/scene.h"

namespace watchdog {
namespace {

using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::ChildProcess;
using galera::testing_cluster::Millis;
using galera::testing_cluster::WaitUntil;
using nlohmann::json;
using std::chrono::milliseconds;
using test::Answer;
using test::PageOf;
using test::Recorded;
using test::Recorder;
using test::Scene;
using test::To;

constexpr milliseconds kNow{0};
constexpr Millis kLong{20000};

Receiver AlertmanagerAt(std::vector<std::string> urls) {
  Receiver receiver = To("am", urls.at(0), Receiver::Kind::kAlertmanager);
  receiver.urls.clear();
  for (const std::string& url : urls) receiver.urls.emplace_back(url);
  receiver.deduplicates = true;
  return receiver;
}

// A real one, that tells a webhook.
class AlertmanagerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(scene_.path() + "/am.yml")
        << "route: {receiver: hook, group_by: [alertname, instance], group_wait: 0s, group_interval: 1s}\n"
        << "receivers: [{name: hook, webhook_configs: [{url: '" << hook_.Url()
        << "', send_resolved: true}]}]\n";
    port_ = galera::testing_cluster::FreePort();
    ChildOptions options;
    options.argv = {"prometheus-alertmanager", "--config.file=" + scene_.path() + "/am.yml",
                    "--storage.path=" + scene_.path() + "/am",
                    "--web.listen-address=127.0.0.1:" + std::to_string(port_), "--cluster.listen-address="};
    auto child = ChildProcess::Start(options);
    if (!child) GTEST_SKIP() << child.error().message;
    child_.emplace(std::move(*child));
    const auto ready = [&] { return Get("/-/ready").find("OK") != std::string::npos; };
    ASSERT_TRUE(WaitUntil(ready, kLong)) << child_->Stderr();
  }
  std::string Url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string Get(const std::string& path) const {
    ChildOptions options;
    options.argv = {"curl", "-s", "-m", "5", Url() + path};
    const auto result = galera::testing_cluster::RunCommand(options, Millis(10000));
    return result ? result->out : "";
  }
  json Alerts() const { return json::parse(Get("/api/v2/alerts?active=true"), nullptr, false); }

  Scene scene_;
  Recorder hook_;
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> child_;
};

TEST_F(AlertmanagerTest, FiresStaysAndResolves) {
  PageDesk desk(scene_.Options({AlertmanagerAt({Url()})}));
  Page page = PageOf("db2");
  page.runbook_url = "https://example.org/runbook.md";
  desk.Put(page, kNow);
  ASSERT_TRUE(WaitUntil([&] { return Alerts().size() == 1; }, kLong)) << Get("/api/v2/alerts");
  const json alert = Alerts()[0];
  EXPECT_EQ(alert["labels"], (json{{"alertname", "GaleraNodeDown"},
                                   {"cluster", "shop"},
                                   {"instance", "db2"},
                                   {"severity", "critical"}}));
  // What it makes of the labels is what our webhooks say.
  EXPECT_EQ(alert["fingerprint"], Fingerprint(page.labels));
  EXPECT_EQ(alert["startsAt"], Rfc3339(page.starts_ms));
  EXPECT_EQ(alert["generatorURL"], page.runbook_url);
  ASSERT_TRUE(hook_.WaitFor(1));
  EXPECT_EQ(json::parse(hook_.requests()[0].body)["status"], "firing");

  // The same again, with another summary: the same alert, updated with the next round.
  page.summary = "still nothing answers";
  desk.Put(page, kNow);
  ASSERT_TRUE(WaitUntil([&] { return Alerts()[0]["annotations"]["summary"] == page.summary; }, kLong));
  EXPECT_EQ(Alerts().size(), 1U);

  desk.Put(PageOf("db2", false), kNow);
  ASSERT_TRUE(WaitUntil([&] { return Alerts().empty(); }, kLong)) << Get("/api/v2/alerts");
  const auto resolved = [](const std::vector<Recorded>& all) {
    return json::parse(all.back().body, nullptr, false)["status"] == "resolved";
  };
  EXPECT_TRUE(hook_.WaitUntil(resolved));
  EXPECT_EQ(desk.Statuses()[0].outcomes.at("rejected"), 0U);
}

TEST_F(AlertmanagerTest, WhatWasOpenBeforeARestartIsToldAtOnceAndEnds) {
  {
    PageDesk desk(scene_.Options({}));
    desk.Put(PageOf("db2"), kNow);
  }
  PageDesk desk(scene_.Options({AlertmanagerAt({Url()})}));
  EXPECT_EQ(desk.Open().size(), 1U);
  ASSERT_TRUE(WaitUntil([&] { return Alerts().size() == 1; }, kLong));
  desk.Put(PageOf("db2", false), kNow);
  EXPECT_TRUE(WaitUntil([&] { return Alerts().empty(); }, kLong));
}

TEST_F(AlertmanagerTest, ATestPageAndAnyTextAreTaken) {
  PageDesk desk(scene_.Options({AlertmanagerAt({Url()})}));
  Page page = PageOf("db2");
  page.test = true;
  page.labels["note"] = "\xff\"\n";
  page.summary = "\xff\"\n";
  page.runbook_url = "http://[bad";
  const auto result = desk.Test("am", page, kLong);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->at(0).delivered) << result->at(0).detail;
}

TEST(AlertmanagerSender, EachInstanceHasItsOwnThread) {
  const Scene scene;
  const Recorder silent([](std::size_t, const Recorded&) -> Answer {
    return {200, "", "", Answer::How::kSilent};
  });
  const Recorder failing([](std::size_t n, const Recorded&) -> Answer { return {n == 0 ? 500 : 200}; });
  const Recorder good;
  PageDesk desk(
      scene.Options({AlertmanagerAt({silent.Url("/hush"), failing.Url("/hush"), good.Url("/hush")})}));
  desk.Put(PageOf("db2"), kNow);
  ASSERT_TRUE(good.WaitFor(1));
  EXPECT_EQ(good.requests()[0].head.substr(0, 30), "POST /hush/api/v2/alerts HTTP/");
  ASSERT_TRUE(failing.WaitFor(2));  // tried again, long before the minute is over
  EXPECT_TRUE(WaitUntil([&] { return desk.Statuses()[0].outcomes.at("delivered") == 2; }, kLong));
  EXPECT_EQ(desk.Statuses()[0].waiting, 0U);
}

}  // namespace
}  // namespace watchdog
