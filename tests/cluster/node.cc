#include "cluster/node.h"

#include <csignal>
#include <filesystem>
#include <map>
#include <utility>

namespace galera::testing_cluster {
namespace {

constexpr Millis kPortWait{10000};  // a killed joiner's rsync needs some seconds to notice
constexpr Millis kRecoverTimeout{60000};
constexpr Millis kPollTimeout{3000};
constexpr int kLogLines = 40;

}  // namespace

Node::Node(NodePlace place, ServerFlavour flavour, const Network* network, std::string marker)
    : place_(std::move(place)), flavour_(std::move(flavour)), network_(network), marker_(std::move(marker)) {}

std::optional<pid_t> Node::pid() {
  if (server_ && server_->Running()) return server_->pid();
  return std::nullopt;
}

Error Node::WithLog(ErrorCode code, const std::string& message) const {
  return {code, place_.name + ": " + message + "\n--- end of " + place_.error_log + "\n" +
                    Tail(place_.error_log, kLogLines) + "---"};
}

ChildOptions Node::Command(std::vector<std::string> argv) const {
  ChildOptions options;
  options.argv = std::move(argv);
  // The state transfer scripts look for rsync, ss and others.
  options.environment = {marker_, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
  options.working_directory = "/";
  options.run_as = ServerAccount();
  options.out = Sink::File(place_.directory + "/output.log");
  options.err = Sink::WithStdout();
  if (network_ != nullptr) options.network_namespace = network_->path(place_.number);
  return options;
}

Status Node::AwaitFreePorts() const {
  Status last;
  const auto free = [&] {
    last = CheckPortsFree(place_.address, place_.ports);
    return last.ok();
  };
  const auto wait = [&] { [[maybe_unused]] const bool in_time = WaitUntil(free, kPortWait, Millis(50)); };
  if (network_ == nullptr) {
    wait();
  } else if (Status inside = network_->Run(place_.number, wait); !inside) {
    return inside;
  }
  return last;
}

Status Node::Launch(LaunchMode mode) {
  if (Running()) return Error{ErrorCode::kInvalid, place_.name + " runs already"};
  std::vector<std::string> argv = CommandLine();
  if (flavour_.galera && mode != LaunchMode::kPlain &&
      ParseGrastate(ReadFile(place_.data + "/grastate.dat")).seqno < 0 &&
      std::filesystem::exists(place_.data + "/ibdata1")) {
    // It crashed. Without its true position it would take part with a zero UUID.
    const Result<Position> position = RecoverPosition();
    if (!position) return position.error();
    if (position->Known()) argv.push_back("--wsrep_start_position=" + position->Text());
  }
  if (flavour_.galera && mode == LaunchMode::kBootstrap) argv.push_back("--wsrep-new-cluster");
  if (Status free = AwaitFreePorts(); !free)
    return Error{free.error().code, place_.name + ": " + free.error().message};
  Result<ChildProcess> server = ChildProcess::Start(Command(std::move(argv)));
  if (!server) return server.error();
  server_ = std::move(*server);
  frozen_ = false;
  return {};
}

bool Node::Ready(int members) const {
  if (!flavour_.galera) return QuerySocket(place_.socket, "SELECT 1", kPollTimeout).ok();
  const Result<Rows> rows = QuerySocket(
      place_.socket,
      "SHOW STATUS WHERE Variable_name IN ('wsrep_local_state_comment','wsrep_ready','wsrep_cluster_size')",
      kPollTimeout);
  if (!rows) return false;
  std::map<std::string, std::string> status;
  for (const Row& row : *rows) status[row[0].value_or("")] = row[1].value_or("");
  return status["wsrep_local_state_comment"] == "Synced" && status["wsrep_ready"] == "ON" &&
         (members <= 0 || status["wsrep_cluster_size"] == std::to_string(members));
}

Status Node::AwaitReady(Millis timeout, int members) {
  if (!server_) return Error{ErrorCode::kInvalid, place_.name + " was not started"};
  bool ready = false;
  const auto decided = [&] {
    ready = Ready(members);
    return ready || !server_->Running();
  };
  const bool in_time = WaitUntil(decided, timeout);
  if (ready) return {};
  if (in_time) {
    const Result<ChildExit> exit = server_->Wait(Millis(0));
    return WithLog(ErrorCode::kUnavailable,
                   "mariadbd ended while starting (" + (exit ? exit->Describe() : std::string()) + ")");
  }
  return WithLog(ErrorCode::kTimeout, "not ready after " + std::to_string(timeout.count()) + " ms");
}

Status Node::Start(LaunchMode mode, Millis timeout) {
  if (Status launched = Launch(mode); !launched) return launched;
  return AwaitReady(timeout);
}

Status Node::SignalServer(int signal, const char* what) {
  if (!server_)
    return Error{ErrorCode::kInvalid, std::string(what) + " " + place_.name + ": it does not run"};
  Status sent = server_->Signal(signal);
  if (!sent)
    return Error{sent.error().code, std::string(what) + " " + place_.name + ": " + sent.error().message};
  return {};
}

Status Node::Kill() {
  if (Status sent = SignalServer(SIGKILL, "kill"); !sent) return sent;
  const Result<ChildExit> ended = server_->Wait(Millis(10000));
  if (!ended) return ended.error();
  frozen_ = false;
  return {};
}

Status Node::Stop(Millis grace) {
  if (Status thawed = Thaw(); !thawed) return thawed;  // a stopped process does not see SIGTERM
  if (Status sent = SignalServer(SIGTERM, "stop"); !sent) return sent;
  if (server_->Wait(grace)) return {};
  [[maybe_unused]] const Status killed = Kill();
  return WithLog(ErrorCode::kTimeout, "did not stop in " + std::to_string(grace.count()) + " ms, killed");
}

Status Node::Freeze() {
  Status sent = SignalServer(SIGSTOP, "freeze");
  if (sent) frozen_ = true;
  return sent;
}

Status Node::Thaw() {
  Status sent = SignalServer(SIGCONT, "thaw");
  if (sent) frozen_ = false;
  return sent;
}

Status Node::Isolate() {
  if (network_ == nullptr) return Error{ErrorCode::kInvalid, "isolate " + place_.name + ": needs namespaces"};
  return network_->SetLink(place_.number, false);
}

Status Node::Heal() {
  if (network_ == nullptr) return Error{ErrorCode::kInvalid, "heal " + place_.name + ": needs namespaces"};
  return network_->SetLink(place_.number, true);
}

Result<Rows> Node::Query(const std::string& sql, Millis timeout) const {
  Result<Rows> rows = QuerySocket(place_.socket, sql, timeout);
  if (rows) return rows;
  return Error{rows.error().code, place_.name + ": " + rows.error().message, rows.error().server_code};
}

Result<std::string> Node::StatusVariable(const std::string& name) const {
  const Result<Rows> rows = Query("SHOW GLOBAL STATUS LIKE '" + name + "'");
  if (!rows) return rows.error();
  if (rows->empty()) return Error{ErrorCode::kNotFound, place_.name + ": no status variable " + name};
  return (*rows)[0][1].value_or("");
}

Status Node::WaitForStatus(const std::string& name, const std::string& value, Millis timeout) const {
  std::string last;
  const auto reached = [&] {
    const Result<std::string> now = StatusVariable(name);
    last = now ? "'" + *now + "'" : now.error().message;
    return now.ok() && *now == value;
  };
  if (WaitUntil(reached, timeout, Millis(50))) return {};
  return WithLog(ErrorCode::kTimeout, name + " is not '" + value + "' after " +
                                          std::to_string(timeout.count()) + " ms but " + last);
}

Result<Position> Node::RecoverPosition() {
  if (Running()) return Error{ErrorCode::kInvalid, place_.name + ": --wsrep-recover while the server runs"};
  std::vector<std::string> argv = CommandLine();
  argv.insert(argv.end(), {"--wsrep-recover", "--log-error=" + place_.recover_log});
  std::error_code ignored;
  std::filesystem::remove(place_.recover_log, ignored);
  const Result<CommandResult> done = RunCommand(Command(std::move(argv)), kRecoverTimeout);
  if (!done) return done.error();
  const std::string log = ReadFile(place_.recover_log);
  if (done->exit.Clean() && log.find("Recovered position") != std::string::npos) return ParseRecovered(log);
  return Error{ErrorCode::kUnavailable, place_.name + ": mariadbd --wsrep-recover: " + done->exit.Describe() +
                                            "\n" + Tail(place_.recover_log, kLogLines)};
}

}  // namespace galera::testing_cluster
