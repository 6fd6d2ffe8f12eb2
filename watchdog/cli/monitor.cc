#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "cli/memory.h"
#include "cli/reload_desk.h"
#include "cli/serving.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "cli/warden.h"
#include "node/notify_socket.h"
#include "node/notify_watch.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr char kMariadbdAccount[] = "mysql";  // as every package of it names it

}  // namespace

int RunMonitor(const std::vector<std::string>& arguments, bool as_exporter) {
  LoadedWarden loaded = LoadWarden(RealSources(arguments));
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
  const sigset_t signals = BlockSignals();
  galera::SetUpLog(loaded.config->log);
  galera::LogInfo("galera-warden starts", {{"version", std::string(galera::Version())},
                                           {"revision", std::string(galera::Revision())},
                                           {"server", loaded.config->server.unix_socket.empty()
                                                          ? loaded.config->server.host + ":" +
                                                                std::to_string(loaded.config->server.port)
                                                          : loaded.config->server.unix_socket}});
  LogProblems(loaded.problems);

  std::optional<NotifySocket> notify_socket;
  if (const std::string& path = loaded.config->health.notify_socket; !path.empty()) {
    auto opened = NotifySocket::Open(path, kMariadbdAccount);
    if (!opened) {
      galera::LogError("not started", {{"reason", opened.error().message}});
      return kExitFailure;
    }
    notify_socket.emplace(std::move(*opened));
  }
  ReloadDesk desk([] { kill(getpid(), SIGHUP); });
  auto warden = Warden::Start(std::make_shared<const galera::Config>(std::move(*loaded.config)),
                              [&desk] { return desk.Request(); });
  if (!warden) {
    galera::LogError("not started", {{"reason", warden.error().message}});
    return kExitFailure;
  }
  std::jthread notifications;
  if (notify_socket) {
    notifications = std::jthread([&notify_socket, &warden](const std::stop_token& stop) {
      WatchNotifications(
          *notify_socket, [&warden] { (*warden)->LookNow(); }, stop);
    });
  }
  const int code = Serve(**warden, desk, arguments, signals);
  (*warden)->Close();
  EndSoon(code);
  return code;
}

}  // namespace watchdog
