#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <thread>
#include <utility>

#include "cli/reload_desk.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "cli/warden.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kSelfCheckInterval{10};
constexpr int kSelfCheckFailuresMax = 3;
constexpr std::chrono::milliseconds kEndGrace{500};

sigset_t HandledSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// The next handled signal, or 0 when the time is up.
int WaitForSignal(const sigset_t& set, std::chrono::seconds at_most) {
  timespec limit{};
  limit.tv_sec = at_most.count();
  const int signal = sigtimedwait(&set, nullptr, &limit);
  return signal > 0 ? signal : 0;
}

void LogProblems(const std::vector<galera::Problem>& problems) {
  for (const galera::Problem& problem : problems) {
    if (problem.fatal) {
      galera::LogError("configuration", {{"problem", galera::Describe(problem)}});
    } else {
      galera::LogWarn("configuration", {{"problem", galera::Describe(problem)}});
    }
  }
}

// Empty on success; else the fatal problems, one a line.
std::string Reload(Warden& warden, const std::vector<std::string>& arguments) {
  galera::LoadedConfig loaded = galera::LoadConfig(RealSources(arguments));
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

// Until a signal to end. Exits by itself when the ports give no answer to
// ourselves: whoever runs us starts us again.
int Serve(Warden& warden, ReloadDesk& desk, const std::vector<std::string>& arguments,
          const sigset_t& signals) {
  int failures = 0;
  auto next_check = std::chrono::steady_clock::now() + kSelfCheckInterval;
  for (;;) {
    const int signal = WaitForSignal(signals, kSelfCheckInterval);
    if (signal == SIGHUP) {
      desk.Begin();
      desk.Done(Reload(warden, arguments));
    } else if (signal != 0) {
      galera::LogInfo("stopping", {{"signal", strsignal(signal)}});
      return kExitOk;
    }
    if (std::chrono::steady_clock::now() < next_check) continue;
    next_check = std::chrono::steady_clock::now() + kSelfCheckInterval;
    failures = warden.AnswersItself() ? 0 : failures + 1;
    if (failures >= kSelfCheckFailuresMax) {
      galera::LogError("our own port gave no answer three times: giving up, to be started again");
      return kExitFailure;
    }
  }
}

void SetUpMemory() {
  // One scrape leaves a megabyte free that the next one needs: giving it back
  // each time costs a quarter of a scrape's CPU time in page faults. Whatever
  // is much larger than an ordinary page does go back. One arena, because its
  // free memory then serves all threads.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

}  // namespace

int RunMonitor(const std::vector<std::string>& arguments, bool as_exporter) {
  galera::LoadedConfig loaded = galera::LoadConfig(RealSources(arguments));
  if (loaded.print) {
    // Scripts read the third word of `mysqld_exporter --version 2>&1`.
    if (as_exporter && loaded.print->starts_with("galera-warden, version "))
      loaded.print->replace(0, 13, "mysqld_exporter");
    std::fputs(loaded.print->c_str(), stderr);
    return kExitOk;
  }
  if (!loaded.config) {
    PrintProblems(loaded.problems);
    std::fprintf(stderr, "galera-warden: not started; try: galera-warden monitor --help\n");
    return kExitFailure;
  }
  SetUpMemory();
  const sigset_t signals = HandledSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread exists
  galera::SetUpLog(loaded.config->log);
  galera::LogInfo("galera-warden starts", {{"version", std::string(galera::Version())},
                                           {"revision", std::string(galera::Revision())},
                                           {"server", loaded.config->server.unix_socket.empty()
                                                          ? loaded.config->server.host + ":" +
                                                                std::to_string(loaded.config->server.port)
                                                          : loaded.config->server.unix_socket}});
  LogProblems(loaded.problems);

  ReloadDesk desk([] { kill(getpid(), SIGHUP); });
  auto warden = Warden::Start(std::make_shared<const galera::Config>(std::move(*loaded.config)),
                              [&desk] { return desk.Request(); });
  if (!warden) {
    galera::LogError("not started", {{"reason", warden.error().message}});
    return kExitFailure;
  }
  const int code = Serve(**warden, desk, arguments, signals);
  (*warden)->Close();
  // Nobody waits for us any more. A thread of ours may still be in a call to a hung server, or to a resolver,
  // which only its deadline ends: do not wait for it either.
  std::thread([code] {
    std::this_thread::sleep_for(kEndGrace);
    std::_Exit(code);
  }).detach();
  return code;
}

}  // namespace watchdog
