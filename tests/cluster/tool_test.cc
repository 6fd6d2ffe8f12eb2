#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "cluster/child_process.h"
#include "cluster/saved_state.h"
#include "cluster/template_directory.h"

namespace galera::testing_cluster {
namespace {

class Tool : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = TemporaryRoot() + "/galera-tool-test-" + std::to_string(::getpid());
    ChildOptions options;
    options.argv = {GALERA_CLUSTER_TOOL, "run", "--free-addresses", "--nodes=2", "--directory", directory_};
    Result<ChildProcess> started = ChildProcess::Start(options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    tool_ = std::make_unique<ChildProcess>(std::move(*started));
    const auto ready = [&] {
      return tool_->Stdout().find("ready " + directory_ + "/nodes.json\n") != std::string::npos ||
             !tool_->Running();
    };
    ASSERT_TRUE(WaitUntil(ready, Millis(60000)) && tool_->Running()) << tool_->Stdout() << tool_->Stderr();
  }

  CommandResult Ask(std::vector<std::string> words) const {
    ChildOptions options;
    options.argv = {GALERA_CLUSTER_TOOL};
    options.argv.insert(options.argv.end(), words.begin(), words.end());
    options.argv.push_back("--directory=" + directory_);
    Result<CommandResult> done = RunCommand(options, Millis(60000));
    EXPECT_TRUE(done.ok()) << done.error().message;
    return done ? std::move(*done) : CommandResult{};
  }

  std::string directory_;
  std::unique_ptr<ChildProcess> tool_;
};

TEST_F(Tool, ObeysCommandsAndCleansUpAtSigterm) {
  EXPECT_NE(ReadFile(directory_ + "/nodes.json").find("\"status_file\""), std::string::npos);
  EXPECT_NE(Ask({"status"}).out.find("Synced, Primary, size 2"), std::string::npos);
  EXPECT_EQ(Ask({"freeze", "node2"}).out, "freeze node2: done\n");
  EXPECT_NE(Ask({"status"}).out.find("frozen"), std::string::npos);
  EXPECT_TRUE(Ask({"thaw", "2"}).exit.Clean());
  EXPECT_TRUE(Ask({"stop", "node2"}).exit.Clean());
  EXPECT_NE(Ask({"status"}).out.find("stopped"), std::string::npos);
  const CommandResult started = Ask({"start", "node2"});
  EXPECT_TRUE(started.exit.Clean()) << started.err;
  const CommandResult wrong = Ask({"kill", "node9"});
  EXPECT_EQ(wrong.exit.code, 1);
  EXPECT_EQ(wrong.err, "there is no node node9\n");
  EXPECT_TRUE(tool_->Terminate(Millis(60000)).Clean()) << tool_->Stdout() << tool_->Stderr();
  EXPECT_FALSE(std::filesystem::exists(directory_));
}

TEST_F(Tool, LeavesNothingWhenKilled) {
  ASSERT_TRUE(tool_->Signal(SIGKILL).ok());
  EXPECT_TRUE(WaitUntil([&] { return !std::filesystem::exists(directory_); }, Millis(8000)));
}

}  // namespace
}  // namespace galera::testing_cluster
