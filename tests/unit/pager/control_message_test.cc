#include "pager/control_message.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

using std::chrono::seconds;

TEST(ControlMessage, RequestsAreReadAsTheyWereWritten) {
  const ControlRequest kRequests[] = {
      BeginMaintenance{seconds(1800), "kernel \"update\"", ""},
      BeginMaintenance{kMaintenanceMax, "Straße", "GaleraNodeDown"},
      EndMaintenance{""},
      EndMaintenance{"GaleraNodeDown"},
      ShowMaintenance{},
      ExpectSize{5},
      ExpectSize{},
      TestReceivers{"oncall"},
      TestReceivers{""},
      ListReceivers{},
      ShowIncidents{},
  };
  for (const ControlRequest& request : kRequests) {
    const std::string line = Render(request);
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
    const auto read = ParseControlRequest(line);
    ASSERT_TRUE(read) << line << read.error().message;
    EXPECT_EQ(*read, request) << line;
  }
}

TEST(ControlMessage, AnswersAreReadAsTheyWereWritten) {
  const ControlAnswer kAnswers[] = {
      ControlRefusal{"no receiver is called x"},
      MaintenanceAnswer{{{"update", "node1", "", 1700000000000, {"node2", "node3"}, {"node4"}}, {}}},
      MaintenanceAnswer{},
      ExpectAnswer{3, "said", "say it on node2 too"},
      ExpectAnswer{std::nullopt, "learned", ""},
      IncidentsAnswer{"{\"incidents\":[]}\n"},
  };
  for (const ControlAnswer& answer : kAnswers) {
    const auto read = ParseControlAnswer(Render(answer));
    ASSERT_TRUE(read) << Render(answer);
    EXPECT_EQ(Render(*read), Render(answer));
  }
  const auto held = ParseControlAnswer(Render(kAnswers[1]));
  EXPECT_EQ(std::get<MaintenanceAnswer>(*held), std::get<MaintenanceAnswer>(kAnswers[1]));
}

TEST(ControlMessage, TestsAndReceiversAreReadAsTheyWereWritten) {
  const auto test = ParseControlAnswer(
      Render(TestAnswer{{{"oncall", true, "HTTP 202 in 12 ms"}, {"chat", false, "HTTP 404"}}}));
  ASSERT_TRUE(test);
  const auto& results = std::get<TestAnswer>(*test).results;
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].receiver, "oncall");
  EXPECT_TRUE(results[0].delivered);
  EXPECT_FALSE(results[1].delivered);
  EXPECT_EQ(results[1].detail, "HTTP 404");

  ReceiverStatus status;
  status.name = "mail";
  status.kind = Receiver::Kind::kEmail;
  status.shown_url = "smtp://mx:587";
  status.waiting = 4;
  status.oldest_waiting = std::chrono::system_clock::time_point(seconds(1700000000));
  status.last_failure = "timeout";
  status.outcomes = {{"delivered", 7}, {"retried", 2}};
  const auto list = ParseControlAnswer(Render(ListAnswer{{status, ReceiverStatus{}}, "disk full"}));
  ASSERT_TRUE(list);
  const auto& read = std::get<ListAnswer>(*list);
  ASSERT_EQ(read.receivers.size(), 2U);
  EXPECT_EQ(read.trouble, "disk full");
  EXPECT_EQ(read.receivers[0].name, "mail");
  EXPECT_EQ(read.receivers[0].kind, Receiver::Kind::kEmail);
  EXPECT_EQ(read.receivers[0].shown_url, "smtp://mx:587");
  EXPECT_EQ(read.receivers[0].waiting, 4U);
  EXPECT_EQ(read.receivers[0].oldest_waiting, status.oldest_waiting);
  EXPECT_FALSE(read.receivers[0].last_success);
  EXPECT_EQ(read.receivers[0].last_failure, "timeout");
  EXPECT_EQ(read.receivers[0].outcomes, status.outcomes);
}

TEST(ControlMessage, IgnoresFieldsThatItDoesNotKnow) {
  const auto request = ParseControlRequest(
      R"({"version":9,"request":"maintenance","seconds":60,"reason":"x","new":{"a":[1,{}]}})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(*request, ControlRequest(BeginMaintenance{seconds(60), "x", ""}));
  const auto answer = ParseControlAnswer(
      R"({"answer":"maintenance","maintenance":[{"reason":"x","new":1},7,null],"new":[]})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<MaintenanceAnswer>(*answer).held.size(), 1U);
}

TEST(ControlMessage, TakesTheNameOfAnIncidentForItsAlert) {
  const auto request =
      ParseControlRequest(R"({"request":"maintenance","seconds":60,"reason":"x","only":"NodeDown"})");
  ASSERT_TRUE(request);
  EXPECT_EQ(std::get<BeginMaintenance>(*request).only, "GaleraNodeDown");
}

TEST(ControlMessage, RefusesWhatIsNoRequest) {
  const std::string long_reason(kReasonBytesMax + 1, 'x');
  const std::pair<std::string, const char*> kRefused[] = {
      {"", "no JSON object"},
      {"{", "no JSON object"},
      {"[]", "no JSON object"},
      {"\"maintenance\"", "no JSON object"},
      {std::string(kControlBytesMax + 1, ' '), "larger than 64 KiB"},
      {std::string(60000, '['), "no JSON object"},
      {"{}", "no such request: \"\""},
      {R"({"request":"reboot"})", "no such request: \"reboot\""},
      {R"({"request":5})", "no such request"},
      {R"({"request":"maintenance","reason":"x"})", "lasts from 1s to 7d"},
      {R"({"request":"maintenance","reason":"x","seconds":0})", "lasts from 1s to 7d"},
      {R"({"request":"maintenance","reason":"x","seconds":604801})", "lasts from 1s to 7d"},
      {R"({"request":"maintenance","reason":"x","seconds":18446744073709551615})", "lasts from 1s to 7d"},
      {R"({"request":"maintenance","reason":"x","seconds":1.5})", "lasts from 1s to 7d"},
      {R"({"request":"maintenance","seconds":60})", "the reason is empty"},
      {R"({"request":"maintenance","seconds":60,"reason":"a\nb"})", "the reason holds control characters"},
      {R"({"request":"maintenance","seconds":60,"reason":")" + long_reason + "\"}",
       "the reason is longer than 200"},
      {R"({"request":"maintenance","seconds":60,"reason":"x","only":"NodeDwon"})",
       "\"NodeDwon\" is no alert; did you mean NodeDown?"},
      {R"({"request":"end_maintenance","only":"nonsense"})", "is no alert"},
      {R"({"request":"expect","size":0})", "from 1 to 100"},
      {R"({"request":"expect","size":101})", "from 1 to 100"},
      {R"({"request":"expect","size":"3"})", "from 1 to 100"},
  };
  for (const auto& [text, part] : kRefused) {
    const auto request = ParseControlRequest(text);
    ASSERT_FALSE(request) << text.substr(0, 80);
    EXPECT_NE(request.error().message.find(part), std::string::npos) << request.error().message;
  }
  EXPECT_FALSE(ParseControlAnswer("{\"answer\":\"nonsense\"}"));
  EXPECT_FALSE(ParseControlAnswer("nonsense"));
}

TEST(ControlMessage, AnAnswerThatIsTooLargeIsARefusal) {
  const std::string line = Render(IncidentsAnswer{std::string(kControlBytesMax, 'x')});
  const auto answer = ParseControlAnswer(line);
  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<ControlRefusal>(*answer).problem, "the answer is larger than 64 KiB");
}

TEST(ControlMessage, WhatIsNotUtf8StaysReadable) {
  const auto answer = ParseControlAnswer(Render(ControlRefusal{"\xff x"}));
  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<ControlRefusal>(*answer).problem, "\xef\xbf\xbd x");
}

}  // namespace
}  // namespace watchdog
