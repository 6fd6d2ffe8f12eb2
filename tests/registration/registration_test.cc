#include "registration/registration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "consul_stand_in.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::ConsulStandIn;
using Mood = ConsulStandIn::Mood;

constexpr char kId[] = "galera-demo-db1-10.0.0.1-3306";

// What the node says of itself, changed by the test.
class NodeState {
 public:
  void Set(const std::optional<CheckReport>& report) {
    const std::lock_guard lock(mutex_);
    report_ = report;
  }
  std::optional<CheckReport> Now() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    return report_;
  }
  int asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<CheckReport> report_ = CheckReport{true, "synced"};
  int asked_ = 0;
};

ServiceInstance Instance(seconds ttl) {
  ServiceInstance instance;
  instance.id = kId;
  instance.name = "galera";
  instance.address = "10.0.0.1";
  instance.port = 3306;
  instance.ttl = ttl;
  return instance;
}

class RegistrationTest : public testing::Test {
 protected:
  ConsulSettings Settings() const {
    ConsulSettings settings;
    settings.address.host_port = "127.0.0.1:" + std::to_string(agent_.port());
    return settings;
  }

  // With a long TTL, what arrives soon arrives because of a change.
  void Start(seconds ttl = seconds(300)) { Start(Settings(), Instance(ttl)); }
  void Start(const ConsulSettings& settings, const ServiceInstance& instance) {
    registration_ = std::make_unique<Registration>(ConsulAgent(settings), instance);
    registration_->Start([this] { return node_.Now(); });
  }
  milliseconds TimeToEnd() {
    const auto start = steady_clock::now();
    registration_.reset();
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  }

  bool BecomesState(const std::string& state) {
    return agent_.WaitUntil([&] { return agent_.StateOf(kId) == state; });
  }
  bool AsksAgain(int times) {
    const int before = node_.asked();
    return agent_.WaitUntil([&] { return node_.asked() >= before + times; });
  }
  long Count(const std::string& part) const {
    const auto requests = agent_.Requests();
    return std::count_if(requests.begin(), requests.end(),
                         [&](const std::string& one) { return one.find(part) != std::string::npos; });
  }
  std::string Metrics() const {
    galera::MetricBatch batch;
    registration_->AddTo(batch);
    return batch.TakeText("dropped", "dropped");
  }
  bool IsUp() const { return Metrics().find("galera_warden_registration_up 1") != std::string::npos; }
  bool BecomesUp(bool up) const {
    return agent_.WaitUntil([&] { return IsUp() == up; });
  }

  ConsulStandIn agent_;
  NodeState node_;
  std::unique_ptr<Registration> registration_;
};

TEST_F(RegistrationTest, RegistersReportsAndWithdraws) {
  Start();
  ASSERT_TRUE(BecomesUp(true));
  EXPECT_EQ(agent_.StateOf(kId), "passing");
  EXPECT_EQ(agent_.OutputOf(kId), "synced");
  const auto instance = agent_.Instance(kId);
  ASSERT_TRUE(instance);
  EXPECT_EQ((*instance)["Address"], "10.0.0.1");
  EXPECT_EQ((*instance)["Check"]["TTL"], "300s");
  registration_.reset();
  EXPECT_TRUE(agent_.Ids().empty());
  EXPECT_EQ(
      agent_.Requests(),
      (std::vector<std::string>{"PUT /v1/agent/service/register?replace-existing-checks=true",
                                "PUT /v1/agent/check/update/service%3Agalera-demo-db1-10.0.0.1-3306 passing",
                                "PUT /v1/agent/service/deregister/galera-demo-db1-10.0.0.1-3306"}));
}

TEST_F(RegistrationTest, AChangeIsToldAtOnce) {
  node_.Set(CheckReport{false, "state is Joiner"});
  Start();
  ASSERT_TRUE(BecomesState("critical"));
  ASSERT_TRUE(BecomesUp(true));
  EXPECT_EQ(agent_.OutputOf(kId), "state is Joiner");
  node_.Set(CheckReport{true, "synced"});
  EXPECT_TRUE(BecomesState("passing"));
  node_.Set(CheckReport{false, "stopping"});
  EXPECT_TRUE(BecomesState("critical"));
  EXPECT_EQ(agent_.OutputOf(kId), "stopping");
}

TEST_F(RegistrationTest, AnotherReasonAloneIsNotToldWithEveryLook) {
  Start();
  ASSERT_TRUE(BecomesUp(true));
  node_.Set(CheckReport{true, "donor/desynced"});
  ASSERT_TRUE(AsksAgain(4));
  EXPECT_EQ(Count("/check/update/"), 1);
}

TEST_F(RegistrationTest, ReportsOftenEnoughForTheTtl) {
  Start(seconds(1));
  ASSERT_TRUE(agent_.WaitUntil([&] { return Count("/check/update/") >= 8; }));
  EXPECT_EQ(agent_.expired(), 0);
  EXPECT_EQ(Count("/register"), 1);
}

TEST_F(RegistrationTest, AReportFollowsARegistrationThatAnAgentKnew) {
  node_.Set(CheckReport{false, "joining"});
  Start();
  ASSERT_TRUE(BecomesState("critical"));
  registration_->BeginStop(Registration::Ending::kLeave);
  registration_.reset();
  node_.Set(CheckReport{true, "synced"});
  Start();  // the worker was started again
  EXPECT_TRUE(BecomesState("passing"));
}

TEST_F(RegistrationTest, WhileNothingIsKnownNothingIsSaid) {
  node_.Set(std::nullopt);
  Start();
  ASSERT_TRUE(AsksAgain(3));
  EXPECT_TRUE(agent_.Requests().empty());
  node_.Set(CheckReport{false, "joining"});
  EXPECT_TRUE(BecomesState("critical"));
}

TEST_F(RegistrationTest, AnAgentThatForgotIsToldAgain) {
  Start(seconds(1));
  for (const Mood mood : {Mood::kServes, Mood::kEarlier}) {
    agent_.SetMood(mood);
    ASSERT_TRUE(BecomesState("passing"));
    agent_.Forget();
    EXPECT_TRUE(BecomesState("passing"));
  }
  EXPECT_EQ(Count("/register"), 3);
  EXPECT_NE(Metrics().find("failures_total 0"), std::string::npos) << Metrics();
}

TEST_F(RegistrationTest, AnAgentThatComesLateOrComesBackIsFound) {
  agent_.GoAway();
  Start(seconds(1));
  ASSERT_TRUE(agent_.WaitUntil([&] { return Metrics().find("failures_total 0") == std::string::npos; }));
  EXPECT_FALSE(IsUp());
  agent_.ComeBack();
  ASSERT_TRUE(BecomesUp(true));
  agent_.GoAway();
  ASSERT_TRUE(BecomesUp(false));
  agent_.ComeBack();
  EXPECT_TRUE(BecomesUp(true));
  EXPECT_EQ(agent_.StateOf(kId), "passing");
}

TEST_F(RegistrationTest, EveryWayToFailIsNotedAndLeft) {
  Start(seconds(1));
  for (const Mood mood : {Mood::kSilent, Mood::kHangsUp, Mood::kFails}) {
    ASSERT_TRUE(BecomesUp(true)) << static_cast<int>(mood);
    agent_.SetMood(mood);
    EXPECT_TRUE(BecomesUp(false)) << static_cast<int>(mood);
    agent_.SetMood(Mood::kServes);
  }
  EXPECT_TRUE(BecomesUp(true));
}

TEST_F(RegistrationTest, AChangeOfHowItFailsIsLoggedOnce) {
  testing::internal::CaptureStderr();
  agent_.SetMood(Mood::kFails);
  Start(seconds(1));
  ASSERT_TRUE(agent_.WaitUntil([&] { return Count("/register") >= 2; }));
  agent_.SetMood(Mood::kServes);
  ASSERT_TRUE(BecomesUp(true));
  ASSERT_TRUE(agent_.WaitUntil([&] { return Count("/check/update/") >= 3; }));
  registration_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  const auto times = [&](const std::string& text) {
    int count = 0;
    for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(times("Consul fails"), 1) << log;
  EXPECT_EQ(times("500: No cluster leader"), 1) << log;
  EXPECT_EQ(times("\"registered with Consul\""), 1) << log;
  EXPECT_EQ(times("no longer registered"), 1) << log;
}

// The node's own threads never wait for an agent.
TEST_F(RegistrationTest, AnAgentThatHangsDelaysTheEndByItsBound) {
  Start();
  ASSERT_TRUE(BecomesUp(true));
  agent_.SetMood(Mood::kSilent);
  node_.Set(CheckReport{false, "stopping"});
  ASSERT_TRUE(agent_.WaitUntil([&] { return Count(" critical") == 1; }));
  const auto start = steady_clock::now();
  registration_->BeginStop(Registration::Ending::kWithdraw);
  EXPECT_LT(steady_clock::now() - start, milliseconds(100));
  EXPECT_LT(TimeToEnd(), milliseconds(1900));
  EXPECT_EQ(Count("/deregister/"), 1) << "the request under way was broken off for it";
}

TEST_F(RegistrationTest, AnAgentThatIsNotThereDelaysNothing) {
  agent_.GoAway();
  Start();
  ASSERT_TRUE(AsksAgain(1));
  EXPECT_LT(TimeToEnd(), milliseconds(500));
}

TEST_F(RegistrationTest, AWorkerThatIsFollowedByAnotherLeavesTheInstance) {
  Start();
  ASSERT_TRUE(BecomesUp(true));
  registration_->BeginStop(Registration::Ending::kLeave);
  registration_->BeginStop(Registration::Ending::kWithdraw);  // only the first counts
  registration_.reset();
  EXPECT_EQ(agent_.StateOf(kId), "passing");
  EXPECT_EQ(Count("/deregister/"), 0);
}

TEST_F(RegistrationTest, OneThatWasNeverStartedSaysNothing) {
  registration_ = std::make_unique<Registration>(ConsulAgent(Settings()), Instance(seconds(10)));
  registration_->BeginStop(Registration::Ending::kWithdraw);
  EXPECT_FALSE(IsUp());
  registration_.reset();
  EXPECT_TRUE(agent_.Requests().empty());
}

TEST_F(RegistrationTest, NodesOfOneHostAreApart) {
  ServiceInstance two = Instance(seconds(300));
  two.id = "galera-demo-b\xc3\xbc/db 2\"-[::1]-3306";
  Start();
  Registration second(ConsulAgent(Settings()), two);
  second.Start([] { return CheckReport{false, "joining"}; });
  EXPECT_TRUE(agent_.WaitUntil([&] { return agent_.StateOf(two.id) == "critical"; }));
  EXPECT_TRUE(BecomesState("passing"));
  registration_.reset();
  EXPECT_EQ(agent_.Ids(), std::vector<std::string>{two.id});
}

TEST(RegistrationTokenTest, AWrongOneIsSaidAndNeverShown) {
  ConsulStandIn agent("right");
  ConsulSettings settings;
  settings.address.host_port = "127.0.0.1:" + std::to_string(agent.port());
  settings.token = galera::Secret("hush");
  testing::internal::CaptureStderr();
  {
    Registration registration{ConsulAgent(settings), Instance(seconds(10))};
    registration.Start([] { return CheckReport{true, "synced"}; });
    EXPECT_TRUE(agent.WaitUntil([&] { return agent.Requests().size() >= 2; }));
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(agent.Ids().empty());
  EXPECT_NE(log.find("Consul refuses us"), std::string::npos) << log;
  EXPECT_NE(log.find("lacks permission"), std::string::npos) << log;
  EXPECT_EQ(log.find("hush"), std::string::npos) << log;
}

TEST(RegistrationTokenTest, TheRightOneOpens) {
  ConsulStandIn agent("right");
  ConsulSettings settings;
  settings.address.host_port = "127.0.0.1:" + std::to_string(agent.port());
  settings.token = galera::Secret("right");
  Registration registration{ConsulAgent(settings), Instance(seconds(10))};
  registration.Start([] { return CheckReport{true, "synced"}; });
  EXPECT_TRUE(agent.WaitUntil([&] { return agent.StateOf(kId) == "passing"; }));
}

}  // namespace
}  // namespace watchdog
