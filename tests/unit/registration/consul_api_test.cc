#include "registration/consul_api.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

using nlohmann::json;
using Verb = ConsulRequest::Verb;

ServiceInstance Instance() {
  ServiceInstance instance;
  instance.id = "galera-demo-db1-10.0.0.1-3306";
  instance.name = "galera";
  instance.tags = {"blue", "eu"};
  instance.address = "10.0.0.1";
  instance.port = 3306;
  instance.meta = {{"cluster", "demo"}, {"group_port", "4567"}};
  instance.ttl = std::chrono::seconds(10);
  instance.deregister_after = std::chrono::seconds(3600);
  return instance;
}

TEST(RegisterRequest, SaysAllThatTheAgentKeeps) {
  const ConsulRequest request = RegisterRequest(Instance(), {true, "synced"});
  EXPECT_EQ(request.verb, Verb::kPut);
  EXPECT_EQ(request.path, "/v1/agent/service/register?replace-existing-checks=true");
  EXPECT_EQ(json::parse(request.body), json::parse(R"({
    "ID": "galera-demo-db1-10.0.0.1-3306", "Name": "galera", "Tags": ["blue", "eu"],
    "Address": "10.0.0.1", "Port": 3306, "Meta": {"cluster": "demo", "group_port": "4567"},
    "Check": {"Name": "ready for clients, as :8080 says", "TTL": "10s", "Status": "passing",
              "DeregisterCriticalServiceAfter": "3600s"}})"));
}

TEST(RegisterRequest, OneThatFailsStartsCritical) {
  const json body = json::parse(RegisterRequest(Instance(), {false, "joining"}).body);
  EXPECT_EQ(body["Check"]["Status"], "critical");
}

TEST(RegisterRequest, NeverForgottenMeansThatNothingIsSaidOfIt) {
  ServiceInstance instance = Instance();
  instance.deregister_after = std::chrono::seconds(0);
  EXPECT_FALSE(
      json::parse(RegisterRequest(instance, {}).body)["Check"].contains("DeregisterCriticalServiceAfter"));
}

TEST(RegisterRequest, AnyNameGivesJson) {
  ServiceInstance instance = Instance();
  instance.meta["node"] = "a\"b\\c\n\xff";
  const json body = json::parse(RegisterRequest(instance, {}).body, nullptr, false);
  ASSERT_TRUE(body.is_object());
  EXPECT_EQ(body["Meta"]["node"], "a\"b\\c\n\xef\xbf\xbd");
}

TEST(ReportRequest, SaysStateAndReason) {
  const ConsulRequest request = ReportRequest("db-1", {false, "state is Joiner (\"x\")"});
  EXPECT_EQ(request.verb, Verb::kPut);
  EXPECT_EQ(request.path, "/v1/agent/check/update/service%3Adb-1");
  EXPECT_EQ(json::parse(request.body), (json{{"Status", "critical"}, {"Output", "state is Joiner (\"x\")"}}));
  EXPECT_EQ(json::parse(ReportRequest("db-1", {true, "synced"}).body)["Status"], "passing");
}

TEST(ReportRequest, ALongReasonIsCutAlsoInTheMiddleOfACharacter) {
  std::string reason(511, 'x');
  reason += "\xc3\xbc more";
  const json body = json::parse(ReportRequest("a", {true, reason}).body, nullptr, false);
  ASSERT_TRUE(body.is_object());
  EXPECT_EQ(body["Output"], std::string(511, 'x') + "\xef\xbf\xbd");
}

TEST(DeregisterRequest, EscapesTheId) {
  const ConsulRequest request = DeregisterRequest("a/b c?d#e%f-[::1]");
  EXPECT_EQ(request.path, "/v1/agent/service/deregister/a%2Fb%20c%3Fd%23e%25f-%5B%3A%3A1%5D");
  EXPECT_EQ(request.verb, Verb::kPut);
  EXPECT_EQ(request.body, "");
}

TEST(InstancesRequest, AsksForAllOfThem) {
  EXPECT_EQ(InstancesRequest("galera"), (ConsulRequest{Verb::kGet, "/v1/health/service/galera", ""}));
}

TEST(JudgeReply, TellsALostInstanceFromAnyOtherFailure) {
  struct Case {
    int status;
    const char* body;
    ConsulVerdict verdict;
  };
  constexpr Case kCases[] = {
      {200, "", ConsulVerdict::kDone},
      {204, "", ConsulVerdict::kDone},
      {404, "Unknown check ID \"service:a\". Ensure that the check ID is passed, not the check name.",
       ConsulVerdict::kForgotten},
      {404, "Unknown service ID \"a\". Ensure that the service ID is passed, not the service name.",
       ConsulVerdict::kForgotten},
      {500, "CheckID \"service:a\" does not have associated TTL", ConsulVerdict::kForgotten},
      {500, "Unknown check \"service:a\"", ConsulVerdict::kForgotten},
      {404, "404 page not found", ConsulVerdict::kFailed},
      {404, "", ConsulVerdict::kFailed},
      {400, "Unknown check ID", ConsulVerdict::kFailed},
      {403, "Permission denied", ConsulVerdict::kDenied},
      {403, "ACL not found", ConsulVerdict::kDenied},
      {401, "", ConsulVerdict::kDenied},
      {500, "No cluster leader", ConsulVerdict::kFailed},
      {503, "", ConsulVerdict::kFailed},
      {301, "", ConsulVerdict::kFailed},
      {0, "", ConsulVerdict::kFailed},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(JudgeReply({c.status, c.body, false}), c.verdict) << c.status << " " << c.body;
  }
}

TEST(DescribeReply, IsOneShortLine) {
  EXPECT_EQ(DescribeReply({403, "Permission denied", false}), "403: Permission denied");
  EXPECT_EQ(DescribeReply({500, "", false}), "500");
  EXPECT_EQ(DescribeReply({500, "a\x1b[31mb\r\nc", false}), "500: a[31mb");
  EXPECT_LT(DescribeReply({500, std::string(10000, 'x'), false}).size(), 200U);
}

std::vector<std::string> Texts(const std::vector<NodeAddress>& addresses) {
  std::vector<std::string> out;
  for (const NodeAddress& address : addresses) {
    out.push_back(HostText(address) + ":" + std::to_string(address.port));
  }
  return out;
}

TEST(ParseInstances, TakesAddressesAndGroupPorts) {
  const auto list = ParseInstances(R"([
    {"Node": {"Node": "host", "Address": "10.0.0.9"},
     "Service": {"ID": "a", "Address": "10.0.0.1", "Port": 3306, "Meta": {"group_port": "14567"}},
     "Checks": [{"Status": "critical"}]},
    {"Node": {"Address": "10.0.0.2"}, "Service": {"Address": "", "Port": 3306, "Meta": null}},
    {"Node": {"Address": "10.0.0.9"}, "Service": {"Address": "2001:db8::1", "Meta": {"group_port": "x"}}}])",
                                   4567);
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(Texts(*list),
            (std::vector<std::string>{"10.0.0.1:14567", "10.0.0.2:4567", "[2001:db8::1]:4567"}));
}

TEST(ParseInstances, AnEmptyListIsAnAnswer) {
  const auto list = ParseInstances("[]", 4567);
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->empty());
}

TEST(ParseInstances, PartOfAListIsNoList) {
  for (const char* body :
       {"", "{}", "null", "[", "[1]", "[{}]", "[null]", "\"x\"",
        R"([{"Node": {"Address": "10.0.0.2"}, "Service": {"Address": "db1.example.org"}}])",
        R"([{"Node": {"Address": "10.0.0.2"}, "Service": {"Address": "0.0.0.0"}}])",
        R"([{"Node": {"Address": 7}, "Service": {"Address": null}}])",
        R"([{"Service": {"Address": "10.0.0.1"}}, {"Node": 7}])"}) {
    EXPECT_FALSE(ParseInstances(body, 4567)) << body;
  }
}

TEST(ParseInstances, IsBounded) {
  json many = json::array();
  for (int i = 0; i < 129; ++i) many.push_back({{"Service", {{"Address", "10.0.0.1"}}}});
  EXPECT_FALSE(ParseInstances(many.dump(), 4567));
  many.erase(0);
  EXPECT_TRUE(ParseInstances(many.dump(), 4567));
}

}  // namespace
}  // namespace watchdog
