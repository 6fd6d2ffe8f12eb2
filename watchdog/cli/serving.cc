#include "cli/serving.h"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <thread>
#include <utility>

#include "cli/memory.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kSelfCheckInterval{10};
constexpr int kSelfCheckFailuresMax = 3;
constexpr std::chrono::milliseconds kEndGrace{500};

// The next handled signal, or 0 when the time is up.
int WaitForSignal(const sigset_t& set, std::chrono::seconds at_most) {
  timespec limit{};
  limit.tv_sec = at_most.count();
  const int signal = sigtimedwait(&set, nullptr, &limit);
  return signal > 0 ? signal : 0;
}

// Empty on success; else the fatal problems, one a line.
std::string Reload(Warden& warden, const std::vector<std::string>& arguments) {
  LoadedWarden loaded = LoadWarden(RealSources(arguments));
  LogProblems(loaded.problems);
  if (loaded.config) {
    warden.Reconfigure(std::make_shared<const galera::Config>(std::move(*loaded.config)));
    galera::LogInfo("configuration reloaded");
    return "";
  }
  warden.NoteFailedReload();
  galera::LogError("configuration not reloaded: the last good one stays in use");
  std::string text;
  for (const galera::Problem& problem : loaded.problems) {
    if (problem.fatal) text += galera::Describe(problem) + "\n";
  }
  return text;
}

}  // namespace

void LogProblems(const std::vector<galera::Problem>& problems) {
  for (const galera::Problem& problem : problems) {
    if (problem.fatal) {
      galera::LogError("configuration", {{"problem", galera::Describe(problem)}});
    } else {
      galera::LogWarn("configuration", {{"problem", galera::Describe(problem)}});
    }
  }
}

sigset_t BlockSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

int Serve(Warden& warden, ReloadDesk& desk, const std::vector<std::string>& arguments,
          const sigset_t& signals) {
  int failures = 0;
  bool started = true;  // or read a configuration: code was needed that no scrape needs
  auto next_check = std::chrono::steady_clock::now() + kSelfCheckInterval;
  for (;;) {
    const int signal = WaitForSignal(signals, kSelfCheckInterval);
    if (signal == SIGHUP) {
      desk.Begin();
      desk.Done(Reload(warden, arguments));
      started = true;
    } else if (signal != 0) {
      galera::LogInfo("stopping", {{"signal", strsignal(signal)}});
      return kExitOk;
    }
    if (std::chrono::steady_clock::now() < next_check) continue;
    next_check = std::chrono::steady_clock::now() + kSelfCheckInterval;
    failures = warden.AnswersItself() ? 0 : failures + 1;
    if (std::exchange(started, false)) GiveBackCode();
    if (failures >= kSelfCheckFailuresMax) {
      galera::LogError("our own port gave no answer three times: giving up, to be started again");
      return kExitFailure;
    }
  }
}

void EndSoon(int code) {
  std::thread([code] {
    std::this_thread::sleep_for(kEndGrace);
    std::_Exit(code);
  }).detach();
}

}  // namespace watchdog
