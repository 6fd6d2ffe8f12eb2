#include "supervisor/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>

#include "supervisor/control_channel.h"
#include "supervisor/output_relay.h"
#include "supervisor/server_process.h"
#include "supervisor/server_stop.h"
#include "supervisor/service_manager.h"
#include "supervisor/worker_process.h"

namespace watchdog {
namespace {

using namespace std::chrono_literals;
using control::Phase;
using std::chrono::milliseconds;
using supervisor::FileDescriptor;
using supervisor::StopStep;
using supervisor::Time;
using Clock = std::chrono::steady_clock;

constexpr int kCannotRun = 126;
constexpr milliseconds kLastWords{2000};    // of the worker, once mariadbd has ended
constexpr milliseconds kWorkerGrace{3000};  // of the worker, when no mariadbd ran
constexpr milliseconds kFlushLimit{1000};   // for log lines at the end
constexpr milliseconds kIdleTurn{60'000};
constexpr milliseconds kComplaintEach{1000};
// A stop in which mariadbd still runs is good for so much longer, said so often.
constexpr milliseconds kStopExtension{30'000};
constexpr milliseconds kExtendEach{5000};
constexpr int kMessagesATurn = 16;
constexpr int kMessagesOfTheDead = 1024;

std::string SignalName(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? "SIG" + std::string(name) : std::to_string(signal);
}

std::string EndText(const control::ProcessEnd& end) {
  return end.by_signal ? SignalName(end.value) : std::to_string(end.value);
}

std::string Text(std::int64_t number) { return std::to_string(number); }

class Supervisor {
 public:
  explicit Supervisor(const SupervisorOptions& options)
      : worker_(options.worker,
                supervisor::RestartDelay(options.restart_delay_min, options.restart_delay_max)) {}

  bool Open(std::string* problem);
  int Run();

 private:
  milliseconds UntilNextTimer() const;
  void Poll();
  void ActOnTime();

  void OnSignals();
  void OnStopSignal(int signal);
  void OnHangUp();
  void Reap();
  void OnServerEnd(int wait_status);
  void OnWorkerEnd(int wait_status);

  void StartWorker();
  void Tell(const control::Message& message);
  void Listen(int messages_max);
  void Complain(const std::string& problem);
  void Do(const control::Start& request);
  void Do(const control::Stop& request);
  void Do(const control::PhaseNow& report);
  void Do(const control::Keep& request);
  void Do(const control::End& request);
  void Do(const control::Service& report);
  // Those that only go the other way.
  template <typename M>
  void Do(const M&) {
    Complain("message is one of the supervisor's own");
  }
  void Refuse(const std::string& reason);

  void CheckServerExec();
  void StepServerStop();
  void LogStopProgress(Time now);
  void EndWith(int code, milliseconds worker_grace);
  void TellServiceManager(Time now);
  std::string StopStatus(Time now) const;

  supervisor::OutputRelay relay_;
  supervisor::ControlChannel channel_;
  supervisor::ServerProcess server_;
  supervisor::WorkerProcess worker_;
  FileDescriptor signals_;
  // Children must not get the environment as it was: before any of them.
  supervisor::ServiceManager service_ = supervisor::ServiceManager::FromEnvironment();
  Time service_due_;

  Phase phase_ = Phase::kWaiting;
  control::Graces graces_;
  supervisor::ServerStop stop_;
  bool keep_ = false;
  std::optional<int> stop_signal_;  // to us: everything ends
  std::optional<int> end_code_;     // as the worker wants it
  std::optional<int> exit_code_;    // everything ends now: only the worker is waited for
  std::optional<control::ProcessEnd> last_end_;
  std::uint64_t complaints_ = 0;
  Time complained_at_;
};

// Descriptors 0 to 2 that are closed would become something else of ours, and get its output.
void FillStandardDescriptors() {
  int fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::dup(fd);
  if (fd > STDERR_FILENO) ::close(fd);
}

bool Supervisor::Open(std::string* problem) {
  FillStandardDescriptors();
  // With SIGCHLD ignored, as some parents leave it, the kernel would throw exit codes away.
  ::signal(SIGCHLD, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGTTOU, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2}) {
    sigaddset(&set, signal);
  }
  ::sigprocmask(SIG_SETMASK, &set, nullptr);
  signals_ = FileDescriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_.valid()) {
    *problem = std::string("signalfd: ") + std::strerror(errno);
    return false;
  }
  if (::getpid() != 1 && ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    *problem = std::string("become a subreaper: ") + std::strerror(errno);
    return false;
  }
  return relay_.Open(problem);
}

int Supervisor::Run() {
  while (!exit_code_ || worker_.running()) {
    ActOnTime();
    Poll();
  }
  relay_.Log("info", "supervisor ends", {{"exit_code", Text(*exit_code_)}});
  relay_.ReadRest();
  relay_.Finish(kFlushLimit);
  return *exit_code_;
}

milliseconds Supervisor::UntilNextTimer() const {
  Time due = Clock::now() + kIdleTurn;
  const Time now = Clock::now();
  if (const auto at = stop_.Due(phase_, graces_)) due = std::min(due, *at);
  if (const auto at = worker_.Due()) due = std::min(due, *at);
  if (service_.alive_each() || (service_.listens() && stop_signal_)) due = std::min(due, service_due_);
  return std::max(0ms, std::chrono::ceil<milliseconds>(due - now));
}

void Supervisor::Poll() {
  enum { kSignals, kOutput, kError, kPackets, kControlIn, kControlOut, kServerExec, kWorkerExec, kCount };
  std::array<pollfd, kCount> fds{};
  fds[kSignals] = {signals_.get(), POLLIN, 0};
  fds[kOutput] = {relay_.readable_fd(), POLLIN, 0};
  fds[kError] = {relay_.writable_fd(), POLLOUT, 0};
  fds[kPackets] = {relay_.packet_writable_fd(), POLLOUT, 0};
  fds[kControlIn] = {channel_.readable_fd(), POLLIN, 0};
  fds[kControlOut] = {channel_.writable_fd(), POLLOUT, 0};
  fds[kServerExec] = {server_.report_fd(), POLLIN, 0};
  fds[kWorkerExec] = {worker_.report_fd(), POLLIN, 0};
  if (::poll(fds.data(), fds.size(), static_cast<int>(UntilNextTimer().count())) <= 0) return;
  if (fds[kOutput].revents != 0) relay_.Read();
  if (fds[kError].revents != 0) relay_.WriteError();
  if (fds[kPackets].revents != 0) relay_.SendPacket();
  if (fds[kServerExec].revents != 0) CheckServerExec();
  if (fds[kWorkerExec].revents != 0) worker_.ReadReport();
  if (fds[kControlOut].revents != 0) channel_.Flush();
  if (fds[kControlIn].revents != 0) Listen(kMessagesATurn);
  if (fds[kSignals].revents != 0) OnSignals();
}

void Supervisor::ActOnTime() {
  const Time now = Clock::now();
  StepServerStop();
  if (!worker_.running() && worker_.StartDue(now)) StartWorker();
  if (worker_.KillIfDue(now)) relay_.Log("warn", "worker did not end in time: killed", {});
  TellServiceManager(now);
}

// It is our turning loop that is alive, not the worker: who is not is killed with all that is ours, and a
// worker that hangs is no reason to end mariadbd.
void Supervisor::TellServiceManager(Time now) {
  if (!service_.listens() || now < service_due_) return;
  service_due_ = now + std::min(service_.alive_each().value_or(kExtendEach), kExtendEach);
  if (service_.alive_each()) service_.Alive();
  if (!stop_signal_) return;
  service_.Status(StopStatus(now));
  service_.Extend(kStopExtension);
}

std::string Supervisor::StopStatus(Time now) const {
  if (!server_.running()) return "stopping: mariadbd has ended";
  const std::string what = stop_.draining() ? "stopping: drains" : "stopping: waits for mariadbd to end";
  return what + ", phase " + std::string(Name(phase_)) + ", " + Text(stop_.Waited(now).count()) + " s";
}

void Supervisor::OnSignals() {
  std::array<signalfd_siginfo, 16> infos{};
  const ssize_t got = ::read(signals_.get(), infos.data(), sizeof infos);
  for (std::size_t i = 0; got > 0 && i < static_cast<std::size_t>(got) / sizeof infos[0]; ++i) {
    const int signal = static_cast<int>(infos[i].ssi_signo);
    switch (signal) {
      case SIGCHLD:
        Reap();
        break;
      case SIGHUP:
        OnHangUp();
        break;
      case SIGUSR1:
      case SIGUSR2:
        // mariadbd has no handler for them: passed on they would end it.
        relay_.Log("warn", "signal ignored", {{"signal", SignalName(signal)}});
        break;
      default:
        OnStopSignal(signal);
    }
  }
}

void Supervisor::OnHangUp() {
  relay_.Log("info", "SIGHUP passed on", {});
  CheckServerExec();
  worker_.ReadReport();
  worker_.SignalIfExecuted(SIGHUP);
  server_.SignalIfExecuted(SIGHUP);
}

void Supervisor::OnStopSignal(int signal) {
  const bool first = !stop_signal_;
  relay_.Log("info", first ? "stopping" : "stopping already: signal again",
             {{"signal", SignalName(signal)},
              {"mariadbd_pid", Text(server_.pid())},
              {"phase", std::string(Name(phase_))}});
  if (first) stop_signal_ = signal;
  if (first) Tell(control::Stopping{signal});
  if (!server_.running()) {
    EndWith(end_code_.value_or(128 + signal), kWorkerGrace);
    return;
  }
  if (first && phase_ == Phase::kTransfer) {
    relay_.Log("warn", "a state transfer runs: cut short, all of it has to be done again",
               {{"kill_after_ms", graces_.transfer > 0ms ? Text(graces_.transfer.count()) : "never"}});
  }
  if (first && phase_ == Phase::kServing && graces_.drain > 0ms) {
    relay_.Log("info", "draining before SIGTERM", {{"drain_ms", Text(graces_.drain.count())}});
  }
  stop_.BySignal(Clock::now(), phase_, graces_);
  if (first) service_.Stopping("stopping");
  service_due_ = Clock::now();
}

void Supervisor::Reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid == server_.pid()) {
      OnServerEnd(status);
    } else if (pid == worker_.pid()) {
      OnWorkerEnd(status);
    }
  }
}

void Supervisor::OnServerEnd(int wait_status) {
  CheckServerExec();
  const pid_t pid = server_.pid();
  const control::Ended ended = server_.TakeEnd(wait_status);
  relay_.ReadRest();
  relay_.Log(ended.end == control::ProcessEnd{} ? "info" : "warn", "mariadbd has ended",
             {{"pid", Text(pid)},
              {ended.end.by_signal ? "signal" : "exit_code", EndText(ended.end)},
              {"phase", std::string(Name(phase_))}});
  if (!ended.reason.empty()) {
    relay_.Log("error", "mariadbd could not be started", {{"error", ended.reason}});
  }
  last_end_ = ended.end;
  phase_ = Phase::kWaiting;
  stop_.Reset();
  Tell(ended);
  if (keep_ && !stop_signal_ && !end_code_) return;
  EndWith(end_code_.value_or(ended.end.ExitCode()), kLastWords);
}

void Supervisor::OnWorkerEnd(int wait_status) {
  // What it said last, above all End, counts.
  Listen(kMessagesOfTheDead);
  const pid_t pid = worker_.pid();
  const bool ending = exit_code_.has_value();
  const auto death = worker_.TakeEnd(Clock::now(), wait_status);
  channel_.Close();
  if (ending) return;
  if (!stop_signal_) service_.Status("the worker has ended and is started again");
  relay_.Log("error", "worker has ended: it is started again",
             {{"pid", Text(pid)},
              {death.end.by_signal ? "signal" : "exit_code", EndText(death.end)},
              {"mariadbd_pid", Text(server_.pid())},
              {"restart_in_ms", Text(death.restart_in.count())}});
  if (!death.reason.empty()) relay_.Log("error", "worker could not be started", {{"error", death.reason}});
  // A mariadbd that runs is worth more than a worker: then we go on trying.
  if (worker_.hopeless() && !server_.running()) EndWith(kCannotRun, kWorkerGrace);
}

void Supervisor::StartWorker() {
  std::string problem;
  if (!channel_.Open(&problem) ||
      !worker_.Start(Clock::now(), channel_.worker_end(), relay_.worker_end(), &problem)) {
    relay_.Log("error", "worker could not be started", {{"error", problem}});
    channel_.Close();
    return;
  }
  channel_.CloseWorkerEnd();
  control::Hello hello = server_.Describe();
  hello.phase = phase_;
  hello.stopping = stop_signal_.has_value();
  hello.last_end = last_end_;
  Tell(hello);
}

void Supervisor::Tell(const control::Message& message) {
  if (channel_.Send(message)) return;
  relay_.Log("error", "worker does not read its messages: killed", {{"pid", Text(worker_.pid())}});
  worker_.Signal(SIGKILL);
}

void Supervisor::Listen(int messages_max) {
  for (int i = 0; i < messages_max; ++i) {
    auto received = channel_.Receive();
    if (!received) return;
    if (received->message) {
      std::visit([this](const auto& message) { Do(message); }, *received->message);
    } else {
      Complain(received->problem);
    }
  }
}

void Supervisor::Complain(const std::string& problem) {
  ++complaints_;
  const Time now = Clock::now();
  if (complained_at_ + kComplaintEach > now) return;
  complained_at_ = now;
  relay_.Log("error", "message of the worker dropped",
             {{"error", problem}, {"dropped", Text(static_cast<std::int64_t>(complaints_))}});
}

void Supervisor::Refuse(const std::string& reason) {
  relay_.Log("warn", "request of the worker refused", {{"reason", reason}});
  Tell(control::Refused{reason});
}

void Supervisor::Do(const control::Start& request) {
  if (server_.running()) return Refuse("mariadbd already runs, pid " + Text(server_.pid()));
  if (stop_signal_ || end_code_ || exit_code_) return Refuse("the program ends");
  std::string problem;
  if (!server_.Start(request, relay_.server_end(), &problem)) return Refuse("start mariadbd: " + problem);
}

void Supervisor::Do(const control::Stop& request) {
  if (!server_.running()) return Refuse("mariadbd does not run");
  relay_.Log("info", "worker stops mariadbd",
             {{"mariadbd_pid", Text(server_.pid())},
              {"kill_after_ms", request.grace > 0ms ? Text(request.grace.count()) : "never"}});
  stop_.ByWorker(Clock::now(), request.grace);
}

void Supervisor::Do(const control::PhaseNow& report) {
  phase_ = report.phase;
  graces_ = report.graces;
}

void Supervisor::Do(const control::Keep& request) { keep_ = request.keep; }

void Supervisor::Do(const control::End& request) {
  end_code_ = request.exit_code;
  if (!server_.running()) EndWith(request.exit_code, kLastWords);
}

void Supervisor::Do(const control::Service& report) {
  if (stop_signal_ || exit_code_) return;
  switch (report.state) {
    case control::Service::State::kReady:
      return service_.Ready(report.status);
    case control::Service::State::kReloading:
      return service_.Reloading(Clock::now());
  }
}

void Supervisor::CheckServerExec() {
  if (!server_.running() || !server_.TakeExecuted()) return;
  relay_.Log("info", "mariadbd started", {{"pid", Text(server_.pid())}, {"program", server_.program()}});
  Tell(control::Started{server_.pid()});
}

void Supervisor::StepServerStop() {
  while (server_.running()) {
    const Time now = Clock::now();
    switch (stop_.Next(now, phase_, graces_)) {
      case StopStep::kNone:
        return;
      case StopStep::kTerminate: {
        const auto left = stop_.GraceLeft(now, phase_, graces_);
        relay_.Log("info", "SIGTERM sent to mariadbd",
                   {{"pid", Text(server_.pid())},
                    {"phase", std::string(Name(phase_))},
                    {"kill_in_ms", left ? Text(left->count()) : "never"}});
        server_.Signal(SIGTERM);
        server_.Signal(SIGCONT);  // a stopped process does not act on SIGTERM
        break;
      }
      case StopStep::kKill:
        relay_.Log("warn", "mariadbd did not end in time: killed",
                   {{"pid", Text(server_.pid())},
                    {"phase", std::string(Name(phase_))},
                    {"waited_seconds", Text(stop_.Waited(now).count())}});
        server_.Signal(SIGKILL);
        break;
      case StopStep::kProgress:
        LogStopProgress(now);
        break;
    }
  }
}

void Supervisor::LogStopProgress(Time now) {
  const auto left = stop_.GraceLeft(now, phase_, graces_);
  relay_.Log("info", stop_.draining() ? "still draining" : "still waiting for mariadbd to end",
             {{"pid", Text(server_.pid())},
              {"phase", std::string(Name(phase_))},
              {"waited_seconds", Text(stop_.Waited(now).count())},
              {"kill_in_ms", left ? Text(left->count()) : "never"}});
}

void Supervisor::EndWith(int code, milliseconds worker_grace) {
  if (exit_code_) return;
  exit_code_ = code;
  service_.Stopping("ends with exit code " + Text(code));
  worker_.End(Clock::now(), worker_grace);
}

}  // namespace

int RunSupervisor(const SupervisorOptions& options) {
  Supervisor supervisor(options);
  std::string problem = "no worker is named";
  if (options.worker.empty() || !supervisor.Open(&problem)) {
    const std::string line = supervisor::FormatLogLine(std::chrono::system_clock::now(), "error",
                                                       "supervisor cannot run", {{"error", problem}});
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    return kCannotRun;
  }
  return supervisor.Run();
}

}  // namespace watchdog
