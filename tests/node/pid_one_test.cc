// The real program as PID 1 with a mariadbd that does what the test wants:
// exit codes, signals and zombies. What a real mariadbd makes of it is in the others.
#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cluster/wait.h"
#include "lone_node.h"
#include "process_tree.h"
#include "system/file.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kPatience{60000};

std::unique_ptr<LoneNode> StandIn(const std::vector<std::string>& arguments) {
  auto node = std::make_unique<LoneNode>();
  node->PretendData();
  LoneNode::Options options;
  options.arguments = {StandInServer()};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  node->Start(options);
  return node;
}

struct Death {
  std::string how;
  int code = 0;
};

// A few at a time: each is a PID namespace with a supervisor, a worker and a server.
void ExpectCodes(const std::vector<Death>& deaths) {
  constexpr std::size_t kAtOnce = 4;
  std::deque<std::pair<std::unique_ptr<LoneNode>, const Death*>> running;
  const auto finish_first = [&] {
    const auto& [node, death] = running.front();
    EXPECT_EQ(node->Ends(), death->code) << death->how << "\n" << node->Log();
    running.pop_front();
  };
  for (const Death& death : deaths) {
    running.emplace_back(StandIn({death.how}), &death);
    if (running.size() == kAtOnce) finish_first();
  }
  while (!running.empty()) finish_first();
}

std::string Notes(const LoneNode& node) {
  return ReadFile(node.At("run/notes")).ok() ? *ReadFile(node.At("run/notes")) : "";
}

std::unique_ptr<LoneNode> NotingSignals() {
  auto node = std::make_unique<LoneNode>();
  node->PretendData();
  LoneNode::Options options;
  options.arguments = {StandInServer(), "--signals-to=" + node->At("run/notes")};
  node->Start(options);
  EXPECT_TRUE(WaitUntil([&] { return Notes(*node) == "ready\n"; }, kPatience)) << node->Log();
  return node;
}

TEST(PidOne, PassesOnEachOfThe256ExitCodes) {
  std::vector<Death> deaths;
  for (int code = 0; code < 256; ++code) deaths.push_back({"--exit=" + std::to_string(code), code});
  ExpectCodes(deaths);
}

TEST(PidOne, ADeathBySignalIs128More) {
  std::vector<Death> deaths;
  for (const int signal : {SIGKILL, SIGSEGV, SIGABRT, SIGBUS, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) {
    deaths.push_back({"--die-by=" + std::to_string(signal), 128 + signal});
  }
  ExpectCodes(deaths);
}

TEST(PidOne, StopSignalsReachTheServerAsSigterm) {
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    const auto node = NotingSignals();
    ASSERT_TRUE(node->Supervisor());
    kill(*node->Supervisor(), signal);
    EXPECT_EQ(node->Ends(), 0) << strsignal(signal) << "\n" << node->Log();
    EXPECT_EQ(Notes(*node), "ready\n" + std::to_string(SIGTERM) + "\n") << strsignal(signal);
  }
}

// Everything else that can be caught: the server gets SIGHUP, and nobody ends.
TEST(PidOne, NoOtherSignalEndsItOrReachesTheServer) {
  const auto node = NotingSignals();
  const auto supervisor = node->Supervisor();
  ASSERT_TRUE(supervisor);
  const auto server = node->Server();
  const auto worker = node->Worker();
  ASSERT_TRUE(server && worker);
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    const bool stops = signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
    const bool cannot_be_caught = signal == SIGKILL || signal == SIGSTOP;
    if (stops || cannot_be_caught || signal == SIGHUP) continue;
    kill(*supervisor, signal);
  }
  kill(*supervisor, SIGHUP);  // comes last, and so shows that the others were seen
  const std::string hung_up = "ready\n" + std::to_string(SIGHUP) + "\n";
  EXPECT_TRUE(WaitUntil([&] { return Notes(*node) == hung_up; }, kPatience)) << Notes(*node) << node->Log();
  EXPECT_TRUE(node->Says("configuration reloaded"));
  EXPECT_EQ(node->Supervisor(), supervisor);
  EXPECT_EQ(node->Server(), server);
  EXPECT_EQ(node->Worker(), worker) << node->Log();
  EXPECT_NE(node->Log().find("signal=SIGUSR2"), std::string::npos) << node->Log();
  kill(*supervisor, SIGTERM);
  EXPECT_EQ(node->Ends(), 0) << node->Log();
  EXPECT_EQ(Notes(*node), hung_up + std::to_string(SIGTERM) + "\n");
}

TEST(PidOne, ReapsWhatOthersLeaveBehind) {
  auto node = std::make_unique<LoneNode>();
  node->PretendData();
  LoneNode::Options options;
  options.arguments = {StandInServer(), "--orphans=200", "--signals-to=" + node->At("run/notes")};
  node->Start(options);
  ASSERT_TRUE(WaitUntil([&] { return Notes(*node) == "ready\n"; }, kPatience)) << node->Log();
  const auto supervisor = node->Supervisor();
  ASSERT_TRUE(supervisor);
  // All 200 have lived for less than half a second; worker and server remain.
  EXPECT_TRUE(WaitUntil([&] { return ChildrenOf(*supervisor).size() == 2; }, kPatience))
      << ChildrenOf(*supervisor).size() << " children";
  for (const pid_t child : ChildrenOf(*supervisor)) EXPECT_NE(StateOf(child), 'Z') << child;
  kill(*node->Worker(), SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return node->Worker() && ChildrenOf(*supervisor).size() == 2; }, kPatience));
}

TEST(PidOne, AServerThatIsMissingIs127AndOneThatIsNoProgramIs126) {
  LoneNode node;
  node.PretendData();
  LoneNode::Options options;
  options.arguments = {"/no/such/place/mariadbd"};
  node.Start(options);
  EXPECT_EQ(node.Ends(), 127) << node.Log();
  EXPECT_NE(node.Log().find("execute /no/such/place/mariadbd: No such file"), std::string::npos)
      << node.Log();
  options.arguments = {node.Write("mariadbd", "no program\n")};
  node.Start(options);
  EXPECT_EQ(node.Ends(), 126) << node.Log();
  EXPECT_NE(node.Log().find("execute " + node.At("mariadbd") + ": Permission denied"), std::string::npos)
      << node.Log();
}

}  // namespace
}  // namespace galera
