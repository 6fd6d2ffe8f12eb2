#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include "cli/evidence_routes.h"
#include "cli/health_stand_ins.h"
#include "cli/memory.h"
#include "cli/node_registration.h"
#include "cli/node_sources.h"
#include "cli/overview_post.h"
#include "cli/paging_post.h"
#include "cli/service_status.h"
#include "cli/serving.h"
#include "cli/sources.h"
#include "cli/subcommands.h"
#include "cli/warden.h"
#include "mariadbd_config/option_file.h"
#include "mariadbd_config/server_config.h"
#include "node/evidence_board.h"
#include "node/node_run.h"
#include "node/notify_socket.h"
#include "node/notify_watch.h"
#include "node/view_watch.h"
#include "system/file.h"
#include "system/log.h"
#include "transfer/transfer_watch.h"

namespace watchdog {
namespace {

using galera::Result;
using galera::Status;

Evidence FirstEvidence(const NodeSettings& settings) {
  Evidence evidence;
  evidence.cluster_name = settings.cluster_name;
  evidence.node_id = RandomNodeId();
  evidence.node_address = settings.node_address;
  evidence.node_name = settings.node_name.empty() ? HostName() : settings.node_name;
  evidence.started = std::time(nullptr);
  evidence.phase = Evidence::Phase::kStarting;
  return evidence;
}

// Whom the monitor is to mariadbd: the `system` account where one is set up, else root or mariadbd's
// user, whichever we are, by the Unix socket.
OptionFile MonitorLogin(const NodeSettings& settings) {
  const std::string user = geteuid() == 0 ? "root" : settings.system_user;
  OptionSection client{"client", {{"user", user, "", false}, {"socket", settings.sql_socket, "", false}}};
  for (const Account& account : settings.accounts) {
    if (account.user != "system" || account.host != "localhost") continue;
    client.lines = {{"user", account.user, "", false},
                    {"password", account.password.Reveal(), "", true},
                    {"socket", settings.sql_socket, "", false}};
  }
  return {"Written by galera-warden: how its monitor logs in. Do not edit.", {client}};
}

Result<std::string> WriteMonitorLogin(const NodeSettings& settings) {
  const auto text = Render(MonitorLogin(settings));
  if (!text) return text.error();
  if (Status s = galera::MakeDirectories(settings.run_directory, 0755); !s) return s.error();
  const std::string path = settings.run_directory + "/monitor.cnf";
  if (Status s = galera::ReplaceFile(path, *text, 0600); !s) return s.error();
  return path;
}

// The same settings as `monitor` has, from the environment and its YAML file;
// what the node knows better comes from here, but a variable set by hand wins.
std::vector<std::string> MonitorArguments(const NodeSettings& settings, const std::string& login) {
  std::vector<std::string> arguments = {"--config.my-cnf=" + login};
  const auto add = [&](const char* variable, const std::string& flag, const std::string& value) {
    if (getenv(variable) == nullptr) arguments.push_back(flag + "=" + value);
  };
  add("GALERA_WARDEN_HEALTH_WSREP_STATUS_FILE", "--health.wsrep-status-file", WsrepStatusFile(settings));
  add("GALERA_WARDEN_HEALTH_DRAIN_FILE", "--health.drain-file", settings.run_directory + "/drain");
  return arguments;
}

bool StillBooting(Evidence::Phase phase) {
  switch (phase) {
    case Evidence::Phase::kStarting:
    case Evidence::Phase::kWaiting:
    case Evidence::Phase::kFounding:
    case Evidence::Phase::kPaused:
    case Evidence::Phase::kUpgrading:
    case Evidence::Phase::kJoining:
    case Evidence::Phase::kTransfer:
      return true;
    case Evidence::Phase::kServing:
    case Evidence::Phase::kStopping:
    case Evidence::Phase::kUnknown:
      return false;
  }
  return false;
}

TransferWatchOptions TransfersOf(const NodeSettings& settings, EvidenceBoard& board) {
  TransferWatchOptions options;
  options.data_directory = settings.data_directory;
  options.wsrep_status_file = WsrepStatusFile(settings);
  options.supervisor = getppid();
  options.facts = [&board](const DataFacts& facts) {
    board.Update([&facts](Evidence& evidence) {
      evidence.data_bytes = facts.data_bytes;
      evidence.disk_free_bytes = facts.disk_free_bytes;
    });
  };
  return options;
}

WardenExtras Extras(const NodeSettings& settings, EvidenceBoard& board, const EvidenceSource& source,
                    const TransferWatch& transfers, const Registration* registration,
                    const PagingPost& paging, OverviewPost& overview) {
  WardenExtras extras;
  extras.synced_routes = EvidenceRoutes(source);
  extras.metrics_routes = paging.Routes();
  for (galera::Route& route : overview.Routes()) extras.metrics_routes.push_back(std::move(route));
  if (settings.healthy_while_booting) {
    extras.synced_overrule = [&board]() -> std::optional<galera::Health> {
      const Evidence::Phase phase = board.Now().phase;
      if (!StillBooting(phase)) return std::nullopt;
      return galera::Health{true, "booting", "HEALTHY_WHILE_BOOTING: " + std::string(Name(phase))};
    };
  }
  extras.metrics = [&board, &transfers, &paging, registration](galera::MetricBatch& batch) {
    if (registration != nullptr) registration->AddTo(batch);
    paging.AddMetrics(batch);
    transfers.AddMetrics(batch);
    const Evidence::Phase now = board.Now().phase;
    galera::MetricFamily family =
        galera::MakeFamily("galera_warden_node_phase",
                           "What the node's entrypoint is at: 1 for one of the phases, 0 for the others.",
                           galera::MetricType::Gauge);
    for (int i = 0; i < static_cast<int>(Evidence::Phase::kUnknown); ++i) {
      const auto phase = static_cast<Evidence::Phase>(i);
      galera::AddSeries(family, {{"phase", std::string(Name(phase))}}, phase == now ? 1 : 0);
    }
    batch.Add(std::move(family));
  };
  return extras;
}

int Refuse(const WorkerLink& link, const std::string& reason) {
  galera::LogError("not started", {{"reason", reason}});
  std::string problem;
  link.Send(control::End{kExitFailure}, &problem);
  return kExitFailure;
}

std::string InstanceOf(const NodeSettings& settings, const galera::Config& config) {
  const auto address = OwnAddressOf(settings);
  const std::string host = address ? address->text : HostName();
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(config.scrape.listen.front().port);
}

PagerOptions PagerOptionsOf(const NodeSettings& settings, const galera::Config& config,
                            PagingSettings paging) {
  PagerOptions options;
  options.settings = std::move(paging);
  options.cluster = settings.cluster_name;
  options.node = settings.node_name.empty() ? HostName() : settings.node_name;
  options.instance = InstanceOf(settings, config);
  options.user_agent = "galera-warden/" + std::string(galera::Version());
  options.snapshot_age_max = config.health.max_age;
  return options;
}

PagerEyes EyesOf(EvidenceBoard& board, const TransferWatch& transfers, const Warden& running,
                 OverviewPost& overview) {
  PagerEyes eyes;
  eyes.snapshot = [&running] { return running.LatestSnapshot(); };
  eyes.own = [&board] { return board.Now(); };
  eyes.server_runs = [&board] { return board.server_runs(); };
  eyes.transfer = [&transfers] { return transfers.Latest(); };
  eyes.told = [&overview](const PagerStep& step) { overview.OnStep(step); };
  return eyes;
}

OverviewSources OverviewSourcesOf(const galera::ListenAddress& listen, std::chrono::milliseconds age_max,
                                  const Warden& running, Pager& pager, const EvidenceSource& source) {
  OverviewSources sources{TellerOf(running, source.board.Now().started, true), running, pager};
  sources.own = [source] { return EvidenceNow(source, std::chrono::steady_clock::now()); };
  sources.snapshot_age_max = age_max;
  sources.metrics_port = PortForPeers(listen, running);
  sources.always_asks = true;
  return sources;
}

// The supervisor passes it on: a service manager listens to the first process alone.
ServiceVoice VoiceTo(const WorkerLink& link, EvidenceBoard& board, const Warden& running) {
  ServiceVoice voice;
  voice.tell = [&link](const control::Service& said) {
    std::string problem;
    link.Send(said, &problem);  // where that fails, NodeRun says why
  };
  voice.status = [&board, &running] {
    return ServiceStatus(board.Now().phase, running.Ready()).substr(0, control::kStatusBytesMax);
  };
  return voice;
}

int Work(const NodeSettings& settings, const WorkerLink& link) {
  const auto login = WriteMonitorLogin(settings);
  if (!login) return Refuse(link, login.error().message);
  const std::vector<std::string> arguments = MonitorArguments(settings, *login);
  LoadedWarden loaded = LoadWarden(RealSources(arguments));
  if (!loaded.config) {
    LogProblems(loaded.problems);
    return Refuse(link, "the configuration of the monitor has errors");
  }
  SetUpMemory();
  const sigset_t signals = BlockSignals();
  galera::SetUpLog(loaded.config->log);
  LogProblems(loaded.problems);

  const auto key = ClusterKeyOf(settings);
  if (!key) return Refuse(link, key.error().message);
  EvidenceBoard board(FirstEvidence(settings));
  PromiseDesk promises(board.Now().node_id);
  TransferWatch transfers(TransfersOf(settings, board));
  ViewWatch views(settings.data_directory);
  const Warden* running = nullptr;
  OverviewPost overview;
  PagingPost paging;
  const EvidenceSource source{board,
                              promises,
                              [&running] { return running == nullptr ? nullptr : running->LatestSnapshot(); },
                              *key,
                              [&paging] { return paging.News(); },
                              [&overview] { return overview.Now(); }};
  const std::unique_ptr<Registration> registration =
      MakeRegistration(settings, loaded.config->health.enabled);
  ReloadDesk desk([] { kill(getpid(), SIGHUP); });
  const std::string drain_file = loaded.config->health.drain_file;
  const galera::ListenAddress metrics_listen = loaded.config->scrape.listen.front();
  const std::vector<galera::ListenAddress> ready_listen = loaded.config->health.ready_listen;
  PagerOptions pager_options = PagerOptionsOf(settings, *loaded.config, std::move(*loaded.paging));
  auto warden = Warden::Start(
      std::make_shared<const galera::Config>(std::move(*loaded.config)), [&desk] { return desk.Request(); },
      Extras(settings, board, source, transfers, registration.get(), paging, overview));
  if (!warden) return Refuse(link, warden.error().message);
  running = warden->get();
  HealthStandIns stand_ins(settings, ready_listen, [running] { return running->LatestSnapshot(); });
  if (const Status opened = stand_ins.Open(); !opened) return Refuse(link, opened.error().message);

  const auto notify_socket = NotifySocket::Open(NotifySocketPath(settings), settings.system_user);
  if (!notify_socket) return Refuse(link, notify_socket.error().message);
  const auto age_max = pager_options.snapshot_age_max;
  paging.Open(std::move(pager_options), EyesOf(board, transfers, *running, overview),
              settings.run_directory + "/" + std::string(kControlSocketFile));
  overview.Open(OverviewSourcesOf(metrics_listen, age_max, *running, paging.pager(), source));
  running->OnLook([&paging](const auto&) { paging.pager().OnLook(); });
  std::jthread notifications([&](const std::stop_token& stop) {
    const auto hear = [&paging](const galera::Notification& said) { paging.pager().OnNotification(said); };
    WatchNotifications(
        *notify_socket, [running] { running->LookNow(); }, hear, stop);
  });
  if (registration) {
    registration->Start([&board, running]() -> std::optional<CheckReport> {
      // A worker that follows a killed one must not take the node out of service.
      if (running->LatestSnapshot() == nullptr) return std::nullopt;
      return ReportOf(running->Ready(), board.Now().phase == Evidence::Phase::kStopping);
    });
  }
  std::jthread node([&](const std::stop_token& stop) {
    NodeRun run(settings,
                {link, board, promises, transfers, views, paging.pager(),
                 [running] { return running->LatestSnapshot(); }, drain_file, MakePeerSources(settings), *key,
                 [&overview](const auto& question) { overview.OnQuestion(question); }});
    run.Run(stop);
  });
  const int code = Serve(**warden, desk, arguments, signals, VoiceTo(link, board, *running));
  if (registration) {
    registration->BeginStop(code == kExitOk ? Registration::Ending::kWithdraw : Registration::Ending::kLeave);
  }
  node.request_stop();
  notifications.request_stop();
  (*warden)->OnLook({});
  (*warden)->Close();
  if (registration) registration->Stop();
  EndSoon(code);
  node.join();
  notifications.join();
  paging.Close();  // it looks through the warden
  return code;
}

}  // namespace

int RunNodeWorker(const std::vector<std::string>& arguments) {
  std::string problem;
  const auto link = WorkerLink::FromEnvironment(&problem);
  if (!link) {
    std::fprintf(stderr, "galera-warden: node-worker is started by `galera-warden node`: %s\n",
                 problem.c_str());
    return kExitUsage;
  }
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput(arguments));
  if (!loaded.settings) {
    PrintSettingProblems(loaded.problems);
    return Refuse(*link, "the settings of the node have errors");
  }
  return Work(*loaded.settings, *link);
}

}  // namespace watchdog
