// What bootstrap/proof.h rests on, on real nodes: mariadbd waits for its notify
// command in each view, all that was ordered before is committed by then, and the record
// of views is the node's own whatever happens to its data.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/guard.h"
#include "cluster/saved_state.h"
#include "cluster/sql.h"
#include "cluster/template_directory.h"
#include "evidence/view_log.h"
#include "evidence/view_record_file.h"
#include "lone_node.h"
#include "two_nodes.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::LaunchMode;
using testing_cluster::Node;
using testing_cluster::SqlSession;
using testing_cluster::WaitUntil;
using watchdog::ReadViewRecord;

constexpr Millis kSoon{30000};

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::set<std::string> Names(const watchdog::RecordedView& view) {
  std::set<std::string> names;
  for (const NotifiedMember& member : view.members) names.insert(member.name);
  return names;
}

std::string RecordText(const std::string& data) {
  return testing_cluster::ReadFile(data + "/" + std::string(watchdog::kViewRecordName));
}

// The last primary view with this node in it, by its log.
std::optional<watchdog::LoggedView> LastView(const std::string& log_text) {
  watchdog::ViewLog log;
  std::optional<watchdog::LoggedView> last;
  std::istringstream lines(log_text);
  for (std::string line; std::getline(lines, line);) {
    const watchdog::ViewEvent event = log.Feed(line);
    const auto* view = std::get_if<watchdog::LoggedView>(&event);
    if (view != nullptr && view->primary && view->own_index >= 0) last = *view;
  }
  return last;
}

// One client of one node, that writes all the time, and when each row was acknowledged (ms).
class Writer {
 public:
  explicit Writer(const Node& node) : socket_(node.socket()), name_(node.name()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
  }
  std::vector<std::int64_t> Stop() {
    thread_.request_stop();
    thread_.join();
    return acknowledged_;
  }
  std::size_t acknowledged() const { return count_; }

 private:
  void Work(const std::stop_token& stop) {
    auto session = SqlSession::Open(socket_, kSoon);
    for (int i = 0; session && !stop.stop_requested(); ++i) {
      const auto done = (*session)->Query("INSERT INTO test.w (who) VALUES ('" + name_ + "')");
      if (!done) return;
      acknowledged_.push_back(Now());
      ++count_;
    }
  }
  const std::string socket_;
  const std::string name_;
  std::vector<std::int64_t> acknowledged_;
  std::atomic<std::size_t> count_ = 0;
  std::jthread thread_;
};

// Three servers whose notify command is a script of ours, which runs the real one.
class ViewRecordTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = testing_cluster::TemporaryRoot() + "/view-record.XXXXXX";
    ASSERT_NE(mkdtemp(root_.data()), nullptr);
    ASSERT_TRUE(testing_cluster::Guard::OfProgram()->WatchDirectory(root_));
    fs::permissions(root_, fs::perms(0777));
    // nN.delay: seconds to wait first. nN.kill: mariadbd dies at once, the view is one of its own.
    std::ofstream(root_ + "/notify.sh")
        << "#!/bin/sh\n"
           "n=$1; shift; at=" +
               root_ + "/n$n; node=" + root_ +
               "/cluster/node$n\n"
               "begin=$(date +%s%3N)\n"
               "case \"$*\" in *--primary\\ yes\\ --index\\ [0-9]*)\n"
               "  if [ -e $at.kill ]; then kill -9 \"$(cat $node/mysqld.pid)\"; exit; fi\n"
               "  if [ -e $at.delay ]; then sleep \"$(cat $at.delay)\"; fi;;\n"
               "esac\n" +
               WardenProgram() +
               " notify $at.sock --data-directory $node/data --cluster-name galera-test"
               " --node-name node$n --node-address address$n \"$@\" || exit\n"
               "echo $begin $(date +%s%3N) $* >> $at.calls\n";
    fs::permissions(root_ + "/notify.sh", fs::perms(0755));
    ClusterOptions options;
    options.directory = root_ + "/cluster";
    options.fast_failure_detection = true;
    options.server_options = {"--wsrep-slave-threads=4"};
    for (int n = 1; n <= 3; ++n) {
      options.node_options[n] = {"--wsrep-notify-cmd=" + root_ + "/notify.sh " + std::to_string(n)};
    }
    auto started = Cluster::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    cluster_ = std::move(*started);
    const auto made =
        node(1).Query("CREATE TABLE test.w (id INT AUTO_INCREMENT PRIMARY KEY, who VARCHAR(20))");
    ASSERT_TRUE(made) << made.error().message;
    for (int n = 1; n <= 3; ++n)
      ASSERT_TRUE(WaitUntil([&] { return node(n).Query("SELECT COUNT(*) FROM test.w").ok(); }, kSoon));
  }
  void TearDown() override {
    cluster_.reset();
    fs::remove_all(root_);
  }

  Node& node(int number) { return cluster_->node(number); }
  void Order(int number, const std::string& what, const std::string& text) const {
    std::ofstream(root_ + "/n" + std::to_string(number) + "." + what) << text;
  }
  void Forget(int number, const std::string& what) const {
    fs::remove(root_ + "/n" + std::to_string(number) + "." + what);
  }
  struct Call {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::string arguments;
  };
  std::vector<Call> Calls(int number) const {
    std::ifstream file(root_ + "/n" + std::to_string(number) + ".calls");
    std::vector<Call> calls;
    for (Call call; file >> call.begin >> call.end && std::getline(file, call.arguments);)
      calls.push_back(call);
    return calls;
  }
  Result<watchdog::ViewRecord> Record(int number) { return ReadViewRecord(node(number).data_directory()); }
  bool Records(int number, const std::set<std::string>& names) {
    return WaitUntil(
        [&] {
          const auto record = Record(number);
          return record && record->taken && Names(*record->taken) == names;
        },
        kSoon);
  }
  bool Dies(int number) {
    return WaitUntil([&] { return !node(number).Running(); }, kSoon);
  }

  std::string root_;
  std::unique_ptr<Cluster> cluster_;
};

TEST_F(ViewRecordTest, NoCommitIsAcknowledgedWhileTheCommandOfANewViewRuns) {
  Writer first(node(1));
  Writer second(node(2));
  ASSERT_TRUE(WaitUntil([&] { return first.acknowledged() > 20 && second.acknowledged() > 20; }, kSoon));
  Order(1, "delay", "2");
  Order(2, "delay", "2");
  ASSERT_TRUE(node(3).Stop());
  // Of the view without node3, and of no other: only since the order does one take so long.
  const auto slow = [&](int number) -> std::optional<Call> {
    for (const Call& call : Calls(number)) {
      if (call.end - call.begin >= 2000) return call;
    }
    return std::nullopt;
  };
  ASSERT_TRUE(WaitUntil([&] { return slow(1) && slow(2); }, kSoon));
  std::this_thread::sleep_for(Millis(1000));
  const std::vector<std::int64_t> acknowledged[] = {first.Stop(), second.Stop()};
  for (const int number : {1, 2}) {
    const Call call = *slow(number);
    int during = 0;
    int earlier = 0;
    int later = 0;
    for (const std::int64_t at : acknowledged[number - 1]) {
      if (at < call.begin) ++earlier;
      if (at > call.end) ++later;
      // What was ordered before the view may still be on its way to the client.
      if (at > call.begin + 200 && at < call.end - 20) ++during;
    }
    EXPECT_EQ(during, 0) << number << ": " << call.arguments;
    EXPECT_GT(earlier, 10) << number;
    EXPECT_GT(later, 10) << number;
  }
}

TEST_F(ViewRecordTest, AllThatWasOrderedBeforeIsCommittedWhenTheCommandRuns) {
  auto load = std::make_unique<Writer>(node(1));
  const auto check = [&](int number, const std::string& what, std::int64_t behind) {
    ASSERT_TRUE(Dies(number)) << what;
    Forget(number, "kill");
    const auto view = LastView(testing_cluster::ReadFile(node(number).error_log()));
    ASSERT_TRUE(view) << what;
    const auto position = node(number).RecoverPosition();
    ASSERT_TRUE(position) << what << position.error().message;
    EXPECT_EQ(position->uuid, view->view.state_uuid) << what;
    EXPECT_GE(position->seqno, *view->view.seqno - behind) << what;
    RecordProperty(what, position->Text() + " in view " + std::to_string(*view->view.seqno));
  };
  std::this_thread::sleep_for(Millis(300));
  Order(2, "kill", "");
  ASSERT_TRUE(node(3).Stop());
  check(2, "another left", 1);
  // The writer's session lost its primary component with node2.
  EXPECT_GT(load->Stop().size(), 10U);
  ASSERT_TRUE(node(2).Start());
  load = std::make_unique<Writer>(node(1));
  // By incremental transfer.
  Order(3, "kill", "");
  ASSERT_TRUE(node(3).Launch());
  check(3, "incremental transfer", 1);
  // By full transfer.
  const std::string data = node(3).data_directory();
  for (const auto& entry : fs::directory_iterator(data)) fs::remove_all(entry.path());
  Order(3, "kill", "");
  ASSERT_TRUE(node(3).Launch());
  check(3, "full transfer", 0);
  EXPECT_FALSE(fs::exists(data + "/" + std::string(watchdog::kViewRecordName)));
  EXPECT_GT(load->Stop().size(), 100U);
}

TEST_F(ViewRecordTest, AfterAPowerCutEveryRecordNamesTheLastView) {
  ASSERT_TRUE(node(3).Kill());
  ASSERT_TRUE(Records(1, {"node1", "node2"}) && Records(2, {"node1", "node2"}));
  const auto uuid = node(1).StatusVariable("wsrep_cluster_state_uuid");
  ASSERT_TRUE(uuid);
  for (const int number : {1, 2}) ASSERT_TRUE(node(number).Kill());
  const auto first = Record(1);
  ASSERT_TRUE(first && Record(2) && Record(3));
  EXPECT_TRUE(SameMembers(*first->taken, *Record(2)->taken));
  EXPECT_EQ(Names(*Record(3)->taken), (std::set<std::string>{"node1", "node2", "node3"}));
  EXPECT_EQ(first->taken->state_uuid, *uuid);
  EXPECT_EQ(first->node_name, "node1");
  EXPECT_NE(first->member_uuid, Record(2)->member_uuid);
  struct stat info {};
  ASSERT_EQ(stat((node(1).data_directory() + "/" + std::string(watchdog::kViewRecordName)).c_str(), &info),
            0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
}

TEST_F(ViewRecordTest, TheLastToStopNamesItselfAlone) {
  for (const int number : {2, 3, 1}) ASSERT_TRUE(node(number).Stop());
  EXPECT_EQ(Names(*Record(1)->taken), std::set<std::string>{"node1"});
  EXPECT_EQ(Names(*Record(3)->taken), (std::set<std::string>{"node1", "node3"}));
  EXPECT_EQ(Names(*Record(2)->taken), (std::set<std::string>{"node1", "node2", "node3"}));
}

TEST_F(ViewRecordTest, ARecordThatCanNotBeWrittenIsNotLeftStale) {
  ASSERT_TRUE(Record(1));
  // No name is free for the next one: as good as a full disk.
  const std::string lock = node(1).data_directory() + "/.galera-warden-views.lock.sst";
  fs::remove(lock);
  fs::create_directory(lock);
  ASSERT_TRUE(node(3).Stop());
  EXPECT_TRUE(WaitUntil([&] { return !Record(1); }, kSoon));
  EXPECT_TRUE(WaitUntil(
      [&] {
        return testing_cluster::ReadFile(node(1).error_log()).find("galera-warden: view not recorded") !=
               std::string::npos;
      },
      kSoon));
  fs::remove(lock);
}

// With the real node, whose worker reads the log.
class ViewRecordOfNodes : public TwoNodes {
 protected:
  Result<watchdog::ViewRecord> Record(int node) const { return ReadViewRecord(stage_->data(node)); }
  bool HasPlaces() const {
    return WaitUntil(
        [&] {
          for (const int node : {1, 2}) {
            const auto record = Record(node);
            if (!record || !record->taken || record->taken->members.size() != 2) return false;
            if (!record->taken->seqno || !record->taken->conf_id) return false;
          }
          return true;
        },
        kSoon);
  }

  void JoinsAnew(const std::string& method) {
    Begin(method, {});
    ASSERT_TRUE(HasPlaces()) << RecordText(stage_->data(1)) << RecordText(stage_->data(2));
    EXPECT_TRUE(SameMembers(*Record(1)->taken, *Record(2)->taken));
    EXPECT_EQ(Record(1)->taken->seqno, Record(2)->taken->seqno);
    const auto conf_id = stage_->WsrepStatus(1, "cluster_conf_id");
    EXPECT_EQ(std::to_string(*Record(1)->taken->conf_id), conf_id.value_or("none"));
    // An empty directory: nothing taken before the transfer is over.
    BeginAnew(2);
    bool joining_first = false;
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto record = Record(2);
          if (record && !record->taken && record->joining) joining_first = true;
          return record && record->taken;
        },
        Millis(60000), Millis(5)));
    EXPECT_NE(stage_->Log(2).find("-> joined"), std::string::npos);
    EXPECT_TRUE(joining_first) << LogTail(2);
    ASSERT_TRUE(BothServe() && HasPlaces());
    EXPECT_EQ(Record(2)->node_name, "node2");
    EXPECT_NE(Record(2)->member_uuid, Record(1)->member_uuid);
    EXPECT_EQ(Record(1)->taken->seqno, Record(2)->taken->seqno);
    // A directory that held data keeps its record through the transfer, and nothing else.
    StopNode(2);
    const auto old = Record(2);
    ASSERT_TRUE(old && old->taken);
    for (const char* name : {"grastate.dat", "gvwstate.dat"}) fs::remove(stage_->data(2) + "/" + name);
    fs::create_directory(stage_->data(2) + "/left_behind");
    StartNode(2);
    bool kept = false;
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto record = Record(2);
          const bool transfer = fs::exists(stage_->data(2) + "/sst_in_progress") ||
                                stage_->Log(2).find("WSREP_SST: [INFO]") != std::string::npos;
          if (transfer && record && record->taken == old->taken) kept = true;
          return record && record->taken && record->member_uuid != old->member_uuid;
        },
        Millis(60000), Millis(5)))
        << LogTail(2);
    EXPECT_TRUE(kept);
    ASSERT_TRUE(BothServe() && HasPlaces());
    EXPECT_EQ(Record(2)->node_name, "node2");
    EXPECT_NE(stage_->Log(2).find("SST succeeded"), std::string::npos) << "no full transfer";
  }
};

TEST_F(ViewRecordOfNodes, AJoinerByRsyncHasItsOwn) { JoinsAnew("rsync"); }
TEST_F(ViewRecordOfNodes, AJoinerByMariabackupHasItsOwn) { JoinsAnew("mariabackup"); }

TEST_F(ViewRecordOfNodes, APlaceIsAddedSoonAndSurvivesAPowerCut) {
  Begin("rsync", {});
  ASSERT_TRUE(HasPlaces());
  const auto before = Record(1);
  std::int64_t recorded = 0;
  std::jthread stop([&] { StopNode(2); });
  ASSERT_TRUE(WaitUntil(
      [&] {
        const auto record = Record(1);
        if (!record || !record->taken || record->taken->members.size() != 1) return false;
        if (recorded == 0) recorded = Now();
        return record->taken->seqno.has_value();
      },
      kSoon, Millis(1)));
  RecordProperty("ms_without_a_place", std::to_string(Now() - recorded));
  EXPECT_GT(*Record(1)->taken->seqno, *before->taken->seqno);
  stop.join();
  const auto view = LastView(stage_->Log(1));
  for (const auto pid : {stage_->Worker(1), stage_->Server(1)}) {
    ASSERT_TRUE(pid);
    kill(*pid, SIGKILL);
  }
  ASSERT_TRUE(WaitUntil([&] { return !stage_->child(1).Running(); }, kSoon));
  const auto after = Record(1);
  ASSERT_TRUE(after && view);
  EXPECT_TRUE(Holds(*after, view->view)) << RecordText(stage_->data(1));
  EXPECT_EQ(Names(*after->taken), std::set<std::string>{"node1"});
}

TEST(ViewRecordOfANode, TheCommandLineIsQuoted) {
  LoneNode node;
  LoneNode::Options options;
  options.environment = {"MYSQL_ROOT_PASSWORD=x", "wsrep_node_name=node-1.a_B",
                         "CLUSTER_NAME=a $b 'c' \\ \"#"};
  node.Start(options);
  ASSERT_TRUE(node.Says("mariadbd serves")) << node.Log();
  const auto record = ReadViewRecord(node.data());
  ASSERT_TRUE(record) << record.error().message << node.Log();
  EXPECT_EQ(record->node_name, "node-1.a_B");
  EXPECT_EQ(record->cluster_name, "a $b 'c' \\ \"#");
  EXPECT_EQ(record->node_address, "127.0.0.1");
  ASSERT_TRUE(record->taken);
  EXPECT_EQ(Names(*record->taken), std::set<std::string>{"node-1.a_B"});
}

// mariadbd refuses such names: said at the start, and again when a view is missed.
TEST(ViewRecordOfANode, ANameThatMariadbdDoesNotTellMeansNoRecord) {
  LoneNode node;
  LoneNode::Options options;
  options.environment = {"MYSQL_ROOT_PASSWORD=x", "wsrep_node_name=node one"};
  node.Start(options);
  ASSERT_TRUE(node.Says("choose another wsrep_node_name")) << node.Log();
  ASSERT_TRUE(node.Says("was not recorded by the notify command")) << node.Log();
  EXPECT_NE(node.Log().find("Unsafe characters"), std::string::npos);
  EXPECT_FALSE(ReadViewRecord(node.data()));
}

}  // namespace
}  // namespace galera
