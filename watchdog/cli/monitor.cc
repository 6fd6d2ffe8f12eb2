#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "cli/memory.h"
#include "cli/monitor_peers.h"
#include "cli/node_sources.h"
#include "cli/paging_post.h"
#include "cli/reload_desk.h"
#include "cli/service_status.h"
#include "cli/serving.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "cli/warden.h"
#include "node/notify_socket.h"
#include "node/notify_watch.h"
#include "pager/log_file.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr char kMariadbdAccount[] = "mysql";  // as every package of it names it

PagerOptions PagerOptionsOf(const galera::Config& config, PagingSettings paging) {
  PagerOptions options;
  options.instance = HostName() + ":" + std::to_string(config.scrape.listen.front().port);
  options.user_agent = "galera-warden/" + std::string(galera::Version());
  options.snapshot_age_max = config.health.max_age;
  options.settings = std::move(paging);
  return options;
}

OverviewSources OverviewSourcesOf(const galera::ListenAddress& listen, std::chrono::milliseconds age_max,
                                  const Warden& warden, Pager& pager, MonitorPeers& peers) {
  OverviewSources sources{TellerOf(warden, peers.Own().started, false), warden, pager};
  sources.own = [&peers] { return peers.Own(); };
  sources.snapshot_age_max = age_max;
  sources.metrics_port = PortForPeers(listen, warden);
  sources.watched = [&peers] { peers.AskForAWhile(); };
  return sources;
}

// The error log that it follows, if there is one.
std::unique_ptr<LogFile> BeginPaging(PagerOptions options, const Warden& warden, PagingPost& paging,
                                     OverviewPost& overview, MonitorPeers& peers) {
  const PagingSettings settings = options.settings;
  // A plain exporter may have no right to any directory, and is to be small: it loads no libcurl.
  const bool tells = !settings.receivers.empty();
  PagerEyes eyes;
  eyes.snapshot = [&warden] { return warden.LatestSnapshot(); };
  eyes.told = [&overview, &peers](const PagerStep& step) {
    if (step.sources.snapshot) peers.See(*step.sources.snapshot);
    overview.OnStep(step);
  };
  paging.Open(std::move(options), std::move(eyes),
              tells ? settings.state_directory + "/" + std::string(kControlSocketFile) : "");
  warden.OnLook([&paging](const auto&) { paging.pager().OnLook(); });
  const auto opened = peers.Open(warden, settings.peers, warden.SyncedPort(), paging.pager());
  if (!opened)
    galera::LogError("peers are not asked: this node pages for itself", {{"reason", opened.error().message}});
  if (opened && tells) peers.AskAlways();
  if (settings.error_log.empty()) return nullptr;
  return std::make_unique<LogFile>(
      settings.error_log, [&paging](const std::vector<std::string>& lines) { paging.pager().OnLog(lines); });
}

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
  auto service = supervisor::ServiceManager::FromEnvironment();
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
  const galera::ListenAddress metrics_listen = loaded.config->scrape.listen.front();
  PagerOptions pager_options = PagerOptionsOf(*loaded.config, std::move(*loaded.paging));
  const bool pages = loaded.config->health.enabled;  // else nobody looks at mariadbd but scrapes
  OverviewPost overview;
  PagingPost paging;
  MonitorPeers peers(paging, overview);
  WardenExtras extras;
  extras.synced_routes = {peers.Route()};
  extras.metrics_routes = paging.Routes();
  for (galera::Route& route : overview.Routes()) extras.metrics_routes.push_back(std::move(route));
  extras.metrics = [&paging](galera::MetricBatch& batch) { paging.AddMetrics(batch); };
  auto warden = Warden::Start(
      std::make_shared<const galera::Config>(std::move(*loaded.config)), [&desk] { return desk.Request(); },
      extras);
  if (!warden) {
    galera::LogError("not started", {{"reason", warden.error().message}});
    return kExitFailure;
  }
  const Warden& running = **warden;
  std::jthread notifications;
  std::unique_ptr<LogFile> log;
  if (pages) {
    const auto age_max = pager_options.snapshot_age_max;
    log = BeginPaging(std::move(pager_options), running, paging, overview, peers);
    overview.Open(OverviewSourcesOf(metrics_listen, age_max, running, paging.pager(), peers));
  }
  if (notify_socket) {
    notifications = std::jthread([&](const std::stop_token& stop) {
      const auto hear = [&](const galera::Notification& said) {
        if (pages) paging.pager().OnNotification(said);
      };
      WatchNotifications(
          *notify_socket, [&running] { running.LookNow(); }, hear, stop);
    });
  }
  const ServiceVoice voice =
      VoiceTo(service, [&running, pages] { return pages ? ServiceStatus(running.Ready()) : "metrics only"; });
  const int code = Serve(**warden, desk, arguments, signals, voice);
  service.Stopping("stopping");
  running.OnLook({});
  (*warden)->Close();
  EndSoon(code);
  log.reset();
  if (notifications.joinable()) {
    notifications.request_stop();
    notifications.join();
  }
  peers.End();
  paging.Close();
  return code;
}

}  // namespace watchdog
