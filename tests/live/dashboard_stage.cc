#include "dashboard_stage.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <utility>

#include "cluster/sql.h"
#include "cluster/wait.h"

namespace galera {

using testing_cluster::Millis;
using testing_cluster::SqlSession;
using testing_cluster::WaitUntil;

namespace {

constexpr Millis kFormed{90000};
constexpr Millis kSoon{40000};
constexpr Millis kAnswer{20000};
constexpr char kNodes[] = "127.0.0.11,127.0.0.12,127.0.0.13";
const std::vector<int> kAll = {1, 2, 3};

double Now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Error Missed(const std::string& what) { return Error{ErrorCode::kTimeout, "not in time: " + what}; }

}  // namespace

// A client that changes the same few rows as others do elsewhere, sorts and joins, until it ends.
class RowFight {
 public:
  explicit RowFight(std::string socket) : socket_(std::move(socket)), thread_([this] { Work(); }) {}
  ~RowFight() {
    stopping_ = true;
    thread_.join();
  }
  RowFight(const RowFight&) = delete;
  RowFight& operator=(const RowFight&) = delete;

 private:
  void Work() {
    std::unique_ptr<SqlSession> session;
    for (unsigned number = 0; !stopping_; ++number) {
      std::this_thread::sleep_for(Millis(5));
      if (!session) {
        auto opened = SqlSession::Open(socket_, kAnswer);
        if (opened) session = std::move(*opened);
        continue;
      }
      // Conflicts are what this is for; a session that is lost is opened anew.
      const auto done =
          session->Query("UPDATE fight.t SET n = n + 1 WHERE id = " + std::to_string(number % 3));
      if (!done && done.error().code != ErrorCode::kRefused) session.reset();
      if (session && number % 20 == 0)
        (void)session->Query(
            "SELECT a.n, SLEEP(0.001) FROM fight.t a JOIN fight.t b ON a.n > b.n ORDER BY b.n");
    }
  }

  const std::string socket_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

DashboardStage::~DashboardStage() { clients_.clear(); }

Result<std::unique_ptr<DashboardStage>> DashboardStage::Play(const std::string& rules) {
  std::unique_ptr<DashboardStage> stage(new DashboardStage);
  if (const Status founded = stage->Found(rules); !founded) return founded.error();
  using Act = Status (DashboardStage::*)();
  for (const Act act : {&DashboardStage::WriteAndPause, &DashboardStage::KillOne,
                        &DashboardStage::StopOneForAWhile, &DashboardStage::Maintain}) {
    if (const Status played = (stage.get()->*act)(); !played) return played.error();
  }
  stage->clients_.clear();
  stage->ended_ = Now();
  return stage;
}

Status DashboardStage::Found(const std::string& rules) {
  auto made = NodeStage::MakeOnOneHost(3);
  if (!made) return made.error();
  nodes_ = std::move(*made);
  Status listens =
      nodes_->network().Run(0, [this] { recorder_ = std::make_unique<watchdog::test::Recorder>(); });
  if (!listens) return listens;
  Prometheus::Options options{home(), rules, {}};
  for (const int node : kAll) options.targets.push_back(nodes_->Address(node) + ":9104");
  auto prometheus = Prometheus::Start(nodes_->network(), options);
  if (!prometheus) return prometheus.error();
  prometheus_ = std::move(*prometheus);
  began_ = Now();
  for (const int node : kAll) {
    const std::string home = nodes_->directory(node);
    std::ofstream(home + "/warden.yml")
        << "collect:\n  binlog_size: true\n  info_schema:\n    processlist: true\n"
        << "paging:\n  expected_size: 3\n  state_directory: " << home << "/paging\n  control_socket: " << home
        << "/control\n  receivers:\n    duty: {type: webhook, url: '" << recorder_->Url() << "'}\n";
    if (Status started = Start(node); !started) return started;
  }
  return AwaitWhole();
}

Status DashboardStage::Start(int node) {
  NodeStage::Options options;
  options.arguments = {"node", kNodes};
  options.environment = {"GCOMM_MINIMUM=3", "transfer_limit=0", "my_log_bin=binlog",
                         "wsrep_node_name=node" + std::to_string(node),
                         "GALERA_WARDEN_CONFIG=" + nodes_->directory(node) + "/warden.yml"};
  return nodes_->Start(node, options);
}

Status DashboardStage::AwaitWhole() {
  if (WaitUntil([this] { return nodes_->AreOneCluster(kAll); }, kFormed, Millis(100)))
    return Await("count(galera_node_state{state=\"synced\"} == 1) == 3");
  return Missed("three nodes in one cluster\n" + nodes_->Log(1) + nodes_->Log(2) + nodes_->Log(3));
}

Status DashboardStage::Await(const std::string& expression) {
  if (WaitUntil([&] { return prometheus_->Has(expression); }, kSoon, Millis(200))) return {};
  return Missed(expression + "\n" + nodes_->Log(1));
}

Status DashboardStage::Sql(int node, const std::string& statement) const {
  const auto done = testing_cluster::QuerySocket(nodes_->socket(node), statement, kAnswer);
  return done ? Status() : Status(done.error());
}

Status DashboardStage::WriteAndPause() {
  for (const char* const statement :
       {"CREATE DATABASE fight", "CREATE TABLE fight.t (id INT PRIMARY KEY, n BIGINT) ENGINE=InnoDB",
        "INSERT INTO fight.t VALUES (0, 0), (1, 1), (2, 2)"}) {
    if (Status done = Sql(1, statement); !done) return done;
  }
  for (const int node : {1, 1, 2, 2}) clients_.push_back(std::make_unique<RowFight>(nodes_->socket(node)));
  if (Status seen = Await("sum(rate(mysql_global_status_wsrep_local_bf_aborts[5s])) > 0"); !seen) return seen;
  // A table that is locked where others write to it keeps that node from applying.
  if (Status less = Sql(3, "SET GLOBAL wsrep_provider_options='gcs.fc_limit=2'"); !less) return less;
  auto holder = SqlSession::Open(nodes_->socket(3), kAnswer);
  if (!holder) return holder.error();
  if (const auto locked = (*holder)->Query("LOCK TABLES fight.t WRITE"); !locked) return locked.error();
  if (Status seen = Await("max(rate(galera_flow_control_paused_seconds_total[3s])) > 0.5"); !seen)
    return seen;
  if (const auto over = (*holder)->Query("UNLOCK TABLES"); !over) return over.error();
  return Sql(3, "SET GLOBAL wsrep_provider_options='gcs.fc_limit=16'");
}

Status DashboardStage::KillOne() {
  const auto server = nodes_->Server(3);
  if (!server) return Missed("a mariadbd of node 3");
  kill(*server, SIGKILL);
  if (Status told = Await("galera_warden_incident_firing{alert=\"GaleraClusterSizeBelowExpected\"} == 1");
      !told)
    return told;
  if (Status gone = Await("up == 0"); !gone) return gone;
  std::this_thread::sleep_for(Millis(2000));
  fault_ = Now();
  if (Status started = Start(3); !started) return started;
  return AwaitWhole();
}

Status DashboardStage::StopOneForAWhile() {
  const auto server = nodes_->Server(2);
  if (!server) return Missed("a mariadbd of node 2");
  kill(*server, SIGSTOP);
  Status hung = Await("galera_warden_incident_firing{alert=\"GaleraNodeHung\"} == 1");
  kill(*server, SIGCONT);
  if (!hung) return hung;
  return AwaitWhole();
}

Status DashboardStage::Maintain() {
  const std::string config = "GALERA_WARDEN_CONFIG=" + nodes_->directory(1) + "/warden.yml";
  const auto said = nodes_->Command(1, {"maintenance", "2m", "--reason", "dashboards"}, {config});
  if (!said) return said.error();
  if (Status seen = Await("galera_warden_maintenance{only=\"\"} == 1"); !seen) return seen;
  const auto over = nodes_->Command(1, {"maintenance", "--end"}, {config});
  if (!over) return over.error();
  return Await("absent(galera_warden_maintenance{only=\"\"} == 1)");
}

}  // namespace galera
