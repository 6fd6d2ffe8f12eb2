// Exporter and health checks of one node, put together: what `monitor` runs.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collect/sampler.h"
#include "collect/scraper.h"
#include "collect/self_metrics.h"
#include "config/config.h"
#include "galera/result.h"
#include "http/server.h"
#include "lint/schema_watch.h"

namespace watchdog {

// What the node's worker adds to the servers of `monitor`.
struct WardenExtras {
  std::vector<galera::Route> synced_routes;  // on :8081, before its own
  // On :8081, in place of what the snapshot says; may be empty.
  std::function<std::optional<galera::Health>()> synced_overrule;
  std::vector<galera::Route> metrics_routes;          // on :9104
  std::function<void(galera::MetricBatch&)> metrics;  // may be empty
};

class Warden {
 public:
  // Opens every port, or none: the error says which and why. `reload` is
  // called from HTTP threads on /-/reload.
  static galera::Result<std::unique_ptr<Warden>> Start(std::shared_ptr<const galera::Config> config,
                                                       const std::function<std::string()>& reload,
                                                       const WardenExtras& extras = {});
  // Close(), then waits for calls to the server that are under way: their deadlines.
  ~Warden();

  // Scrapes under way get an answer, then the ports close: 3 s at most.
  void Close();

  // Takes over what can change in a running program. Warns in the log about
  // the rest (listen addresses).
  void Reconfigure(std::shared_ptr<const galera::Config> config);
  void NoteFailedReload() { self_.SetReload(false); }

  // The last look at mariadbd; null before the first one, and without health. Any thread.
  std::shared_ptr<const galera::Snapshot> LatestSnapshot() const {
    return sampler_ ? sampler_->Latest() : nullptr;
  }

  // Looks at mariadbd at once. Any thread.
  void LookNow() const {
    if (sampler_) sampler_->LookNow();
  }

  // Tells of each look at mariadbd, see Sampler::OnLook(). Any thread.
  void OnLook(galera::Sampler::Listener listener) const {
    if (sampler_) sampler_->OnLook(std::move(listener));
  }

  // Of :8081; 0 without health. Any thread.
  std::uint16_t SyncedPort() const { return synced_server_ ? synced_server_->ports().front() : 0; }

  // Of :8080; 0 without health. Any thread.
  std::uint16_t ReadyPort() const { return ready_server_ ? ready_server_->ports().front() : 0; }

  // Of :9104. Any thread.
  std::uint16_t MetricsPort() const { return metrics_server_->ports().front(); }

  // What 8080 says now. Any thread.
  galera::Health Ready() const;

  // GETs our own /-/healthy over loopback; false if it gave no answer in time.
  // Any thread.
  bool AnswersItself() const;

 private:
  explicit Warden(std::shared_ptr<const galera::Config> config);
  galera::Status OpenHealth(const WardenExtras& extras);
  galera::Status OpenMetrics(const std::function<std::string()>& reload,
                             const std::vector<galera::Route>& more);
  std::shared_ptr<const galera::Config> config() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const galera::Config> config_;  // protected by mutex_
  std::atomic<bool> ready_ = false;

  galera::SelfMetrics self_;
  std::unique_ptr<galera::Sampler> sampler_;
  std::unique_ptr<galera::Scraper> scraper_;
  std::unique_ptr<SchemaWatch> schema_watch_;
  // Last: handlers use all of the above.
  std::unique_ptr<galera::HttpServer> ready_server_;
  std::unique_ptr<galera::HttpServer> synced_server_;
  std::unique_ptr<galera::HttpServer> metrics_server_;
};

}  // namespace watchdog
