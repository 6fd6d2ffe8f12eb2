#include "cli/serving.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
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
constexpr std::chrono::seconds kStatusInterval{1};  // where somebody reads it
constexpr int kSelfCheckFailuresMax = 3;
constexpr std::chrono::milliseconds kEndGrace{500};

// The next handled signal, or 0 when the time is up.
int WaitForSignal(const sigset_t& set, std::chrono::milliseconds at_most) {
  timespec limit{};
  limit.tv_sec = at_most.count() / 1000;
  limit.tv_nsec = at_most.count() % 1000 * 1'000'000;
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
          const sigset_t& signals, const ServiceVoice& voice) {
  using State = control::Service::State;
  int failures = 0;
  bool started = true;  // or read a configuration: code was needed that no scrape needs
  // Who waits for our word that we are ready gets it after a look of our own at the port.
  bool ready = !voice.tell || warden.AnswersItself();
  if (voice.tell && ready) voice.tell({State::kReady, voice.status()});
  const auto look_each = std::min<std::chrono::milliseconds>(voice.look_each, kSelfCheckInterval);
  const auto beat = voice.tell ? std::min<std::chrono::milliseconds>(look_each, kStatusInterval) : look_each;
  auto next_check = std::chrono::steady_clock::now() + (ready ? look_each : beat);
  std::string said;
  for (;;) {
    const int signal = WaitForSignal(signals, beat);
    if (signal == SIGHUP) {
      if (voice.tell && ready) voice.tell({State::kReloading, voice.status()});
      desk.Begin();
      desk.Done(Reload(warden, arguments));
      started = true;
      said.clear();
    } else if (signal != 0) {
      galera::LogInfo("stopping", {{"signal", strsignal(signal)}});
      return kExitOk;
    }
    if (voice.tell && ready) {
      std::string status = voice.status();
      if (status != said) voice.tell({State::kReady, status});
      said = std::move(status);
    }
    if (std::chrono::steady_clock::now() < next_check) continue;
    next_check = std::chrono::steady_clock::now() + look_each;
    failures = warden.AnswersItself() ? 0 : failures + 1;
    said.clear();  // now and then again, should it have been lost
    if (failures == 0) ready = true;
    if (failures == 0 && voice.alive) voice.alive();
    if (std::exchange(started, false)) GiveBackCode();
    if (failures >= kSelfCheckFailuresMax) {
      galera::LogError("our own port gave no answer three times: giving up, to be started again");
      return kExitFailure;
    }
  }
}

ServiceVoice VoiceTo(supervisor::ServiceManager& manager, std::function<std::string()> status) {
  ServiceVoice voice;
  if (!manager.listens()) return voice;
  voice.tell = [&manager](const control::Service& said) {
    switch (said.state) {
      case control::Service::State::kReady:
        return manager.Ready(said.status);
      case control::Service::State::kReloading:
        return manager.Reloading(std::chrono::steady_clock::now());
    }
  };
  voice.status = std::move(status);
  if (manager.alive_each()) {
    voice.alive = [&manager] { manager.Alive(); };
    voice.look_each = *manager.alive_each();
  }
  return voice;
}

void EndSoon(int code) {
  std::thread([code] {
    std::this_thread::sleep_for(kEndGrace);
    std::_Exit(code);
  }).detach();
}

}  // namespace watchdog
