#include "cli/control_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace watchdog {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::system_clock;

constexpr std::int64_t kNow = 1'700'000'000;  // 2023-11-14 22:13:20 UTC

class ControlTextTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
  }
  static std::string Text(const ControlAnswer& answer, const ControlRequest& request = ShowMaintenance{}) {
    return DescribeAnswer(answer, request, system_clock::time_point(seconds(kNow)));
  }
};

HeldMaintenance Held(std::vector<std::string> known, std::vector<std::string> unknown) {
  return {"kernel update", "node1", "", (kNow + 1800) * 1000, std::move(known), std::move(unknown)};
}

TEST_F(ControlTextTest, SaysUntilWhenAndWhoKnows) {
  EXPECT_EQ(Text(MaintenanceAnswer{{Held({"node2", "node3"}, {"node4"})}}),
            "Nobody is paged until 2023-11-14 22:43:20 +0000 (30m from now): kernel update\n"
            "  Said to node1. Known to node2, node3; not yet to node4.\n");
  EXPECT_NE(Text(MaintenanceAnswer{{Held({"node2"}, {})}}).find("Known to node2.\n"), std::string::npos);
  EXPECT_NE(Text(MaintenanceAnswer{{Held({}, {"node2"})}}).find("Not yet known to node2.\n"),
            std::string::npos);
  EXPECT_NE(Text(MaintenanceAnswer{{Held({}, {})}}).find("has no peers"), std::string::npos);
  HeldMaintenance one = Held({}, {});
  one.only = "GaleraNodeDown";
  EXPECT_NE(Text(MaintenanceAnswer{{one}}).find("GaleraNodeDown is not paged until"), std::string::npos);
}

TEST_F(ControlTextTest, SaysWhatHoldsAfterTheEnd) {
  EXPECT_EQ(Text(MaintenanceAnswer{}), "No maintenance holds: everything is paged.\n");
  EXPECT_NE(Text(MaintenanceAnswer{}, EndMaintenance{}).find("Ended on this node"), std::string::npos);
  const std::string still = Text(MaintenanceAnswer{{Held({}, {})}}, EndMaintenance{});
  EXPECT_NE(still.find("still holds"), std::string::npos);
  EXPECT_NE(still.find("Said to node1"), std::string::npos);
}

TEST_F(ControlTextTest, SaysWhatIsExpected) {
  EXPECT_EQ(Text(ExpectAnswer{3, "said", "say it on node2, too"}),
            "Expected: 3 data nodes (said)\nsay it on node2, too\n");
  EXPECT_EQ(Text(ExpectAnswer{1, "learned", ""}), "Expected: 1 data node (learned)\n");
  EXPECT_NE(Text(ExpectAnswer{}).find("Nothing is expected yet"), std::string::npos);
}

TEST_F(ControlTextTest, ShowsTestsAsATable) {
  EXPECT_EQ(Text(TestAnswer{{{"oncall", true, "HTTP 202 in 112 ms"}, {"a-longer-name", false, ""}}}),
            "RECEIVER       TEST PAGE      ANSWER\n"
            "oncall         delivered      HTTP 202 in 112 ms\n"
            "a-longer-name  NOT DELIVERED  -\n");
  EXPECT_NE(Text(TestAnswer{}).find("nobody is paged"), std::string::npos);
}

TEST_F(ControlTextTest, ShowsReceiversAsATable) {
  ReceiverStatus good;
  good.name = "oncall";
  good.kind = Receiver::Kind::kPagerDuty;
  good.shown_url = "https://events.pagerduty.com";
  good.last_success = system_clock::time_point(seconds(kNow - 192));
  good.outcomes = {{"delivered", 12}, {"rejected", 1}, {"dropped", 2}};
  ReceiverStatus bad;
  bad.name = "chat";
  bad.kind = Receiver::Kind::kSlack;
  bad.waiting = 4;
  bad.oldest_waiting = system_clock::time_point(seconds(kNow - 3700));
  bad.last_failure = "HTTP 500\n\x1b[2J";
  EXPECT_EQ(
      Text(ListAnswer{{good, bad}, "disk full"}),
      "Pages are kept in memory only: disk full\n"
      "\n"
      "RECEIVER  TYPE       TO                            WAITING  OLDEST  LAST DELIVERED  DELIVERED  LOST\n"
      "oncall    pagerduty  https://events.pagerduty.com  0        -       3m12s ago       12         3\n"
      "chat      slack      -                             4        1h1m    never           0          0\n"
      "\n"
      "FAILS: chat: HTTP 500??[2J\n");
  EXPECT_NE(Text(ListAnswer{}).find("PAGE_WEBHOOK_URL"), std::string::npos);
}

TEST_F(ControlTextTest, SaysWhatToDoWhereNobodyAnswers) {
  const std::pair<galera::ErrorCode, const char*> kSaid[] = {
      {galera::ErrorCode::kNotFound, "--socket PATH"},    {galera::ErrorCode::kUnavailable, "read its log"},
      {galera::ErrorCode::kDenied, "become one of them"}, {galera::ErrorCode::kTimeout, "it hangs"},
      {galera::ErrorCode::kInvalid, "is not understood"},
  };
  for (const auto& [code, part] : kSaid) {
    const std::string text = DescribeSilence({code, "why"}, "/run/w/control.sock");
    EXPECT_NE(text.find("/run/w/control.sock"), std::string::npos) << text;
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace watchdog
