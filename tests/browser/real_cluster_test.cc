// The cluster page of a real node, in one tab that stays open through all that the cluster goes
// through. What must be read there is in real.mjs.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cluster/sql.h"
#include "node/recovery_stage.h"

namespace galera {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;
using testing_cluster::RunCommand;
using testing_cluster::Sink;
using testing_cluster::WaitUntil;

constexpr Millis kPatience{120000};  // of real.mjs it is 90 s

std::string TextOf(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class ClusterPage : public RecoveryStage {
 protected:
  void SetUp() override {
    // A transfer that lasts long enough to be looked at, and a server that is started again.
    ASSERT_NO_FATAL_FAILURE(Begin("confirm", {"transfer_limit=5000", "GALERA_WARDEN_NODE_RESTARTS=100",
                                              "GALERA_WARDEN_PAGING_EXPECTED_SIZE=3"}));
    ASSERT_NO_FATAL_FAILURE(OpenTab(1));
  }
  void TearDown() override {
    tab_.reset();
    KeepFromOthers();
    RecoveryStage::TearDown();
  }

  // In the namespace from which all nodes are reached.
  void OpenTab(int node) {
    exchange_ = stage().directory(node) + "/tab";
    std::filesystem::create_directory(exchange_);
    ChildOptions options;
    options.argv = {"node", BROWSER_TESTS "/real.mjs", "http://" + stage().Address(node) + ":9104/",
                    exchange_};
    options.environment = {"TMPDIR=" + exchange_};
    options.network_namespace = stage().network().path(0);
    options.out = Sink::Inherit();
    auto started = ChildProcess::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    tab_ = std::move(*started);
  }

  // Until the tab says what it must of that situation; gives what it has found besides.
  nlohmann::json Shows(const std::string& situation) {
    std::ofstream(exchange_ + "/ask.new") << situation;
    std::filesystem::rename(exchange_ + "/ask.new", exchange_ + "/ask");
    const std::string answer = exchange_ + "/answer";
    const bool answered =
        WaitUntil([&] { return std::filesystem::exists(answer) || !tab_->Running(); }, kPatience, Millis(50));
    const auto said = nlohmann::json::parse(TextOf(answer), nullptr, false);
    std::filesystem::remove(answer);
    EXPECT_TRUE(answered && said.is_object() && said.value("ok", false))
        << situation << ": " << (said.is_object() ? said.value("error", "") : "no answer") << tab_->Stderr()
        << Logs();
    std::cout << "[   browser] " << situation << std::endl;
    return said;
  }

  // Data that can't be compressed, so that a full transfer takes its time.
  void Fill() {
    const auto run = [this](const std::string& sql) {
      const auto done = testing_cluster::QuerySocket(stage().socket(1), sql, Millis(30000));
      ASSERT_TRUE(done) << done.error().message;
    };
    run("CREATE TABLE test.filled (id INT PRIMARY KEY AUTO_INCREMENT, bytes MEDIUMBLOB)");
    for (int i = 0; i < 48; ++i)
      run("INSERT INTO test.filled (bytes) SELECT CONCAT(RANDOM_BYTES(1024),RANDOM_BYTES(1024),"
          "RANDOM_BYTES(1024),RANDOM_BYTES(1024)) FROM test.seq_1_to_256");
  }

  // Its command, at that node, as a person would who has copied it from the page.
  void Type(const nlohmann::json& shown) {
    ChildOptions shell;
    // Where these tests run in a container, the command is for one; here all nodes share the files.
    shell.argv = {"sh", "-c",
                  "docker() { shift 2; \"$@\"; }\nkubectl() { while [ \"$1\" != -- ]; do shift; done; shift; "
                  "\"$@\"; }\n" +
                      shown.value("command", "")};
    const auto ran = RunCommand(shell, Millis(10000));
    ASSERT_TRUE(ran) << ran.error().message;
    EXPECT_TRUE(ran->exit.Clean()) << shown.dump() << ran->err;
  }

  std::string exchange_;
  std::optional<ChildProcess> tab_;
};

// Ends mariadbd of a node again and again, as long as it lives.
class ServerDown {
 public:
  ServerDown(NodeStage& stage, int node)
      : thread_([this, &stage, node] {
          while (!done_) {
            if (const auto pid = stage.Server(node)) kill(*pid, SIGKILL);
            std::this_thread::sleep_for(Millis(20));
          }
        }) {}
  ~ServerDown() {
    done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

TEST_F(ClusterPage, TellsAPersonWhatTheyMustKnow) {
  ASSERT_NO_FATAL_FAILURE(Fill());
  Shows("healthy");

  Kill({3});
  Shows("one_killed");

  std::filesystem::remove_all(stage().data(3));
  Start({3});
  Shows("state_transfer");
  ASSERT_TRUE(Synced(kAll)) << Logs();
  Shows("healthy");

  Kill({2, 3});
  Shows("non_primary");

  Start({2, 3});
  Shows("peers_wait");

  Kill({1});
  Shows("gone");
  Start({1});
  const auto shown = Shows("waiting");
  ASSERT_NO_FATAL_FAILURE(Type(shown));
  ASSERT_TRUE(Synced(kAll)) << Logs();
  Shows("healthy");

  {
    const ServerDown down(stage(), 1);
    Shows("mariadbd_down");
  }
  ASSERT_TRUE(Synced(kAll)) << Logs();
  Shows("healthy");
  Shows("end");
}

}  // namespace
}  // namespace galera
