// `galera-warden confirm` beside a node that asks.
#include <gtest/gtest.h>
#include <signal.h>

#include "lone_node.h"

namespace galera {
namespace {

using testing_cluster::Millis;

struct Said {
  int code = -1;
  std::string text;
};

class ConfirmCommand : public testing::Test {
 protected:
  Said Confirm(const std::vector<std::string>& words) {
    std::vector<std::string> arguments = {"confirm"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    auto child = node_.StartBeside(arguments, options_);
    if (!child) return {-1, child.error().message};
    const auto exit = child->Wait(Millis(90000));
    return {exit ? exit->code.value_or(-2) : -3, child->Stdout() + child->Stderr()};
  }

  LoneNode node_;
  LoneNode::Options options_ = {{"seed"}, {"MYSQL_ROOT_PASSWORD=x"}, {}};
};

TEST_F(ConfirmCommand, ShowsAsksBackAndIsTaken) {
  node_.Start(options_);
  ASSERT_TRUE(node_.Says("mariadbd serves")) << node_.Log();
  Said said = Confirm({});
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.text.find("nothing is asked here"), std::string::npos) << said.text;
  kill(*node_.Supervisor(), SIGKILL);
  node_.Ends();

  node_.Start(options_);
  ASSERT_TRUE(node_.Says("ACTION REQUIRED")) << node_.Log();
  said = Confirm({});
  EXPECT_EQ(said.code, 0);
  EXPECT_NE(said.text.find("Proven: "), std::string::npos) << said.text;
  said = Confirm({"new-cluster"});  // nobody types yes
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.text.find("Nothing is lost: that is proven"), std::string::npos) << said.text;
  EXPECT_NE(said.text.find("nothing was done"), std::string::npos) << said.text;
  EXPECT_FALSE(node_.Server());
  said = Confirm({"new-cluster", "--yes"});
  EXPECT_EQ(said.code, 0) << said.text;
  EXPECT_NE(said.text.find("taken"), std::string::npos) << said.text;
  EXPECT_TRUE(node_.Says("the cluster goes on with its history")) << node_.Log();
}

}  // namespace
}  // namespace galera
