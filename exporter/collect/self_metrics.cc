#include "collect/self_metrics.h"

#include "config/load.h"
#include "system/process_stats.h"

namespace galera {
namespace {

prometheus::Counter& Counter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& Gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

void AddBuildInfo(MetricBatch& batch) {
  MetricFamily info = MakeFamily("galera_warden_build_info", "Version and build of galera-warden, always 1.",
                                 MetricType::Gauge);
  AddSeries(
      info,
      {{"version", std::string(Version())}, {"revision", std::string(Revision())}, {"compiler", __VERSION__}},
      1);
  batch.Add(std::move(info));
}

}  // namespace

void AddProcess(MetricBatch& batch) {
  const ProcessStats stats = ReadProcessStats();
  const auto gauge = [&](const char* name, const char* help, const std::optional<double>& value) {
    if (value) batch.AddGauge(name, help, *value);
  };
  if (stats.cpu_seconds) {
    batch.AddCounter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                     *stats.cpu_seconds);
  }
  gauge("process_max_fds", "Maximum number of open file descriptors.", stats.max_fds);
  gauge("process_open_fds", "Number of open file descriptors.", stats.open_fds);
  gauge("process_resident_memory_bytes", "Resident memory size in bytes.", stats.resident_bytes);
  gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
        stats.start_time_seconds);
  gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", stats.virtual_bytes);
  gauge("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.",
        stats.virtual_bytes_max);
  AddBuildInfo(batch);
}

SelfMetrics::SelfMetrics()
    : scrapes_(Counter(registry_, "mysql_exporter_scrapes_total",
                       "Total number of times MySQL was scraped for metrics.")),
      errors_(prometheus::BuildCounter()
                  .Name("mysql_exporter_scrape_errors_total")
                  .Help("Total number of times an error occurred scraping a MySQL.")
                  .Register(registry_)),
      last_error_(
          Gauge(registry_, "mysql_exporter_last_scrape_error",
                "Whether the last scrape of metrics from MySQL resulted in an error (1 for error, 0 for "
                "success).")),
      joined_(Counter(registry_, "galera_warden_scrapes_joined_total",
                      "Scrapes that were answered by one already under way.")),
      timeouts_(Counter(registry_, "galera_warden_scrape_timeouts_total",
                        "Scrapes that were answered without data because their deadline had come.")),
      refused_(Counter(registry_, "galera_warden_scrapes_refused_total",
                       "Scrapes that were refused because too many were waiting.")),
      reload_successful_(Gauge(registry_, "galera_warden_config_last_reload_successful",
                               "Whether the last reload of the configuration took effect.")),
      reload_success_time_(Gauge(registry_, "galera_warden_config_last_reload_success_timestamp_seconds",
                                 "When the configuration in use was loaded, in Unix time.")) {
  SetReload(true);
}

void SelfMetrics::CountScrapeError(const std::string& collector) {
  errors_.Add({{"collector", collector}}).Increment();
}

void SelfMetrics::SetLastScrape(bool error) { last_error_.Set(error ? 1 : 0); }

void SelfMetrics::SetReload(bool successful) {
  reload_successful_.Set(successful ? 1 : 0);
  if (successful) reload_success_time_.SetToCurrentTime();
}

void SelfMetrics::AddSource(std::function<void(MetricBatch&)> source) {
  const std::lock_guard lock(mutex_);
  sources_.push_back(std::move(source));
}

void SelfMetrics::AddTo(MetricBatch& batch) const {
  for (MetricFamily& family : registry_.Collect()) batch.Add(std::move(family));
  const std::lock_guard lock(mutex_);
  for (const auto& source : sources_) source(batch);
}

}  // namespace galera
