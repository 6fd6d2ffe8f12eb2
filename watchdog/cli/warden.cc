#include "cli/warden.h"

#include <thread>
#include <utility>

#include "cli/self_check.h"
#include "cluster_page/cluster_page.h"
#include "config/load.h"
#include "http/admin_routes.h"
#include "http/health_route.h"
#include "http/metrics_route.h"
#include "system/file.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::HealthQuestion;
using galera::HttpServer;
using galera::HttpServerOptions;
using galera::MetricBatch;
using galera::Result;
using galera::Status;

// One a connection, idle ones included. Each costs about 40 KiB of memory.
constexpr int kHealthThreads = 12;  // on each of the two ports
constexpr int kMetricsThreads = 12;

HttpServerOptions ServerOptions(std::string name, const std::vector<galera::ListenAddress>& listen,
                                int threads) {
  HttpServerOptions options;
  options.name = std::move(name);
  options.listen = listen;
  options.threads = threads;
  return options;
}

void LogListening(const HttpServer& server, const std::string& name,
                  const std::vector<galera::ListenAddress>& listen) {
  const auto ports = server.ports();
  for (std::size_t i = 0; i < listen.size() && i < ports.size(); ++i) {
    galera::LogInfo("listening",
                    {{"server", name}, {"address", listen[i].host + ":" + std::to_string(ports[i])}});
  }
}

// mariadbd writes it with mode 0600: without this line a joiner would be shown as down, and nobody told why.
void WarnOfUnreadableStatusFile(const std::string& path) {
  if (path.empty()) return;
  const auto file = galera::ReadFile(path);
  if (file.ok() || file.error().code == galera::ErrorCode::kNotFound) return;
  galera::LogWarn("health.wsrep-status-file is not readable: run as mariadbd's account",
                  {{"reason", file.error().message}});
}

galera::HealthPolicy PolicyOf(const galera::Config& config) {
  return {config.health.available_when_donor, config.health.available_when_read_only, config.health.max_age};
}

void AddHealth(MetricBatch& batch, const galera::Snapshot* snapshot, const galera::Config& config) {
  const auto now = std::chrono::steady_clock::now();
  const auto ok = [&](HealthQuestion question) {
    return EvaluateHealth(question, snapshot, PolicyOf(config), now).ok ? 1.0 : 0.0;
  };
  batch.AddGauge("galera_health_ready", "Whether :8080 answers 200: the node is ready for clients.",
                 ok(HealthQuestion::kReady));
  batch.AddGauge("galera_health_synced", "Whether :8081 answers 200: the node is synced or donor.",
                 ok(HealthQuestion::kSynced));
  if (snapshot == nullptr) return;
  batch.AddGauge("galera_health_sample_age_seconds",
                 "Age of the look at mariadbd that the health answers are from.",
                 std::chrono::duration<double>(now - snapshot->taken).count());
}

}  // namespace

Warden::Warden(std::shared_ptr<const galera::Config> config) : config_(std::move(config)) {}

Warden::~Warden() { Close(); }

void Warden::Close() {
  ready_ = false;
  if (scraper_) scraper_->Stop();
  // Each may take two seconds over idle connections: together, not in turn.
  std::vector<std::thread> stops;
  for (auto* server : {&metrics_server_, &ready_server_, &synced_server_}) {
    stops.emplace_back([server] { server->reset(); });
  }
  for (std::thread& stop : stops) stop.join();
}

std::shared_ptr<const galera::Config> Warden::config() const {
  const std::lock_guard lock(mutex_);
  return config_;
}

Result<std::unique_ptr<Warden>> Warden::Start(std::shared_ptr<const galera::Config> config,
                                              const std::function<std::string()>& reload,
                                              const WardenExtras& extras) {
  auto warden = std::unique_ptr<Warden>(new Warden(std::move(config)));
  WarnOfUnreadableStatusFile(warden->config()->health.wsrep_status_file);
  warden->scraper_ = std::make_unique<galera::Scraper>(warden->config(), warden->self_);
  if (Status status = warden->OpenHealth(extras); !status) return status.error();
  if (Status status = warden->OpenMetrics(reload, extras.metrics_routes); !status) return status.error();
  if (extras.metrics) warden->self_.AddSource(extras.metrics);
  warden->ready_ = true;
  return warden;
}

Status Warden::OpenHealth(const WardenExtras& extras) {
  const auto config = this->config();
  if (!config->health.enabled) return Status();
  sampler_ = std::make_unique<galera::Sampler>(config);
  const galera::HealthSource source{[this] { return sampler_->Latest(); },
                                    [this] { return PolicyOf(*this->config()); }};
  galera::HealthSource synced_source = source;
  synced_source.overrule = extras.synced_overrule;
  std::vector<galera::Route> synced_routes = extras.synced_routes;
  for (galera::Route& route : HealthRoutes(HealthQuestion::kSynced, synced_source)) {
    synced_routes.push_back(std::move(route));
  }
  const auto open = [&](const char* name, const std::vector<galera::ListenAddress>& listen,
                        std::vector<galera::Route> routes, std::unique_ptr<HttpServer>& server) -> Status {
    HttpServerOptions options = ServerOptions(name, listen, kHealthThreads);
    options.keep_alive = true;
    auto started = HttpServer::Start(options, std::move(routes));
    if (!started) return started.error();
    server = std::move(*started);
    LogListening(*server, name, listen);
    return Status();
  };
  if (Status s = open("ready", config->health.ready_listen, HealthRoutes(HealthQuestion::kReady, source),
                      ready_server_);
      !s) {
    return s;
  }
  if (Status s = open("synced", config->health.synced_listen, std::move(synced_routes), synced_server_); !s) {
    return s;
  }
  schema_watch_ = std::make_unique<SchemaWatch>(config);
  self_.AddSource([this](MetricBatch& batch) { schema_watch_->AddTo(batch); });
  self_.AddSource(
      [this](MetricBatch& batch) { AddHealth(batch, sampler_->Latest().get(), *this->config()); });
  for (const auto* server : {&ready_server_, &synced_server_}) {
    self_.AddSource(
        [counts = (*server)->Counts()](MetricBatch& batch) { galera::AddHttpCounts(batch, counts()); });
  }
  return Status();
}

Status Warden::OpenMetrics(const std::function<std::string()>& reload,
                           const std::vector<galera::Route>& more) {
  const auto config = this->config();
  std::vector<galera::Route> routes = galera::AdminRoutes(
      {config->scrape.telemetry_path, [this] { return ready_.load(); }, reload,
       [page = ClusterPage(config->scrape.telemetry_path, std::string(galera::Version()))](
           const galera::Request&) { return page; }});
  routes.push_back(galera::MetricsRoute(*scraper_, config->scrape));
  routes.insert(routes.end(), more.begin(), more.end());
  auto started =
      HttpServer::Start(ServerOptions("metrics", config->scrape.listen, kMetricsThreads), std::move(routes));
  if (!started) return started.error();
  metrics_server_ = std::move(*started);
  self_.AddSource(
      [counts = metrics_server_->Counts()](MetricBatch& batch) { galera::AddHttpCounts(batch, counts()); });
  LogListening(*metrics_server_, "metrics", config->scrape.listen);
  return Status();
}

void Warden::Reconfigure(std::shared_ptr<const galera::Config> next) {
  const auto before = config();
  const bool same_ports = before->scrape.listen == next->scrape.listen &&
                          before->scrape.telemetry_path == next->scrape.telemetry_path &&
                          before->health.enabled == next->health.enabled &&
                          before->health.ready_listen == next->health.ready_listen &&
                          before->health.synced_listen == next->health.synced_listen &&
                          before->health.notify_socket == next->health.notify_socket;
  if (!same_ports) {
    galera::LogWarn("listen addresses, paths and health.enabled change with a restart only");
  }
  galera::SetUpLog(next->log);
  scraper_->Reconfigure(next);
  if (sampler_) sampler_->Reconfigure(next);
  if (schema_watch_) schema_watch_->Reconfigure(next);
  {
    const std::lock_guard lock(mutex_);
    config_ = std::move(next);
  }
  self_.SetReload(true);
}

galera::Health Warden::Ready() const {
  return EvaluateHealth(HealthQuestion::kReady, LatestSnapshot().get(), PolicyOf(*config()),
                        std::chrono::steady_clock::now());
}

bool Warden::AnswersItself() const {
  const auto config = this->config();
  const std::string host = config->scrape.listen.front().host;
  return GetsAnswer(host.empty() ? "127.0.0.1" : host, metrics_server_->ports().front(), "/-/healthy",
                    std::chrono::seconds(3));
}

}  // namespace watchdog
