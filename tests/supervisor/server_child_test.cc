// What mariadbd and the worker are started with.
#include <csignal>
#include <sstream>
#include <string>
#include <vector>

#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

std::vector<std::string> LinesWith(const std::string& text, const std::string& start) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(start)) out.push_back(line);
  }
  return out;
}

std::string State(const Puppet& puppet) {
  puppet.Tell("state");
  return puppet.Hear("Sig");
}

void ExpectDefaultSignals(const std::string& state) {
  EXPECT_EQ(LinesWith(state, "SigBlk:"), std::vector<std::string>{"SigBlk:\t0000000000000000"});
  EXPECT_EQ(LinesWith(state, "SigIgn:"), std::vector<std::string>{"SigIgn:\t0000000000000000"});
}

TEST_P(SupervisorTest, TheServerGetsNothingOfOurs) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker, "NEW=1 STAGE_NONE= HOME PATH=/here");
  const std::string state = State(server);
  ExpectDefaultSignals(state);
  const auto fds = LinesWith(state, "fd");
  ASSERT_EQ(fds.size(), 3u) << state;
  EXPECT_EQ(fds[0], "fd0 /dev/null");
  EXPECT_TRUE(fds[1].starts_with("fd1 pipe:")) << fds[1];
  EXPECT_EQ(fds[1].substr(4), fds[2].substr(4));
  EXPECT_EQ(LinesWith(state, "session"), std::vector<std::string>{"session own"});
  EXPECT_EQ(LinesWith(state, "stdout flags"), std::vector<std::string>{"stdout flags plain"});
  EXPECT_TRUE(LinesWith(state, "env GALERA_WARDEN_").empty()) << state;
  EXPECT_TRUE(LinesWith(state, "env HOME").empty()) << state;
  EXPECT_EQ(LinesWith(state, "env NEW="), std::vector<std::string>{"env NEW=1"});
  EXPECT_EQ(LinesWith(state, "env STAGE_NONE="), std::vector<std::string>{"env STAGE_NONE="});
  EXPECT_EQ(LinesWith(state, "env PATH="), std::vector<std::string>{"env PATH=/here"});
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, TheWorkerGetsItsTwoChannelsAndNoMore) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const std::string state = State(worker);
  ExpectDefaultSignals(state);
  const auto fds = LinesWith(state, "fd");
  ASSERT_EQ(fds.size(), 5u) << state;
  EXPECT_EQ(fds[0], "fd0 /dev/null");
  EXPECT_TRUE(fds[3].starts_with("fd3 socket:")) << fds[3];
  EXPECT_TRUE(fds[4].starts_with("fd4 socket:")) << fds[4];
  EXPECT_EQ(LinesWith(state, "group"), std::vector<std::string>{"group own"});
  EXPECT_EQ(LinesWith(state, "env GALERA_WARDEN_").size(), 2u) << state;
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 143);
}

}  // namespace
}  // namespace watchdog::stage
