#include "cli/health_stand_ins.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "http/health_route.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::HealthQuestion;
using galera::HttpServer;
using galera::Result;

constexpr std::chrono::milliseconds kLook{500};

}  // namespace

HealthStandIns::HealthStandIns(const NodeSettings& settings, std::vector<galera::ListenAddress> beside,
                               std::function<std::shared_ptr<const galera::Snapshot>()> snapshot)
    : settings_(settings), beside_(std::move(beside)), snapshot_(std::move(snapshot)) {}

Result<std::unique_ptr<HttpServer>> HealthStandIns::OpenServer(const std::string& name, std::uint16_t port,
                                                               std::vector<galera::Route> routes) const {
  galera::HttpServerOptions options;
  options.name = name;
  for (const galera::ListenAddress& address : beside_) {
    const galera::ListenAddress own{address.host, port};
    if (std::find(options.listen.begin(), options.listen.end(), own) == options.listen.end())
      options.listen.push_back(own);
  }
  options.threads = 4;
  return HttpServer::Start(options, std::move(routes));
}

galera::Status HealthStandIns::Open() {
  if (settings_.fake_health_port && settings_.mode == Mode::kNoGalera) {
    galera::Route route;
    route.path = galera::kAnyPath;
    route.handler = [](const galera::Request&) {
      galera::Response response;
      response.body = "Fake report: healthy\n";
      return response;
    };
    auto opened = OpenServer("fake", *settings_.fake_health_port, {route});
    if (!opened) return opened.error();
    fake_ = std::move(*opened);
  }
  if (settings_.listen_when_healthy) {
    waiter_ = std::jthread([this](const std::stop_token& stop) { OpenWhenHealthy(stop); });
  }
  return galera::Status();
}

void HealthStandIns::OpenWhenHealthy(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const auto ready = [this] {
    const auto snapshot = snapshot_();
    return EvaluateHealth(HealthQuestion::kReady, snapshot.get(), {}, std::chrono::steady_clock::now()).ok;
  };
  while (!ready()) {
    wake.wait_for(lock, stop, kLook, [] { return false; });
    if (stop.stop_requested()) return;
  }
  const galera::HealthSource source{snapshot_, [] { return galera::HealthPolicy(); }};
  auto opened = OpenServer("when-healthy", *settings_.listen_when_healthy,
                           HealthRoutes(HealthQuestion::kReady, source));
  if (!opened) {
    galera::LogError("LISTEN_WHEN_HEALTHY", {{"problem", opened.error().message}});
    return;
  }
  galera::LogInfo("listening",
                  {{"server", "when-healthy"}, {"port", std::to_string(*settings_.listen_when_healthy)}});
  late_ = std::move(*opened);
}

}  // namespace watchdog
