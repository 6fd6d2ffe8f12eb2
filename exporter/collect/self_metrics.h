// What the warden says about itself. Any thread may call.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "collect/metric_batch.h"

namespace galera {

// CPU, memory and files of this process, and what was built.
void AddProcess(MetricBatch& batch);

class SelfMetrics {
 public:
  SelfMetrics();

  void CountScrape() { scrapes_.Increment(); }
  void CountJoinedScrape() { joined_.Increment(); }
  void CountScrapeTimeout() { timeouts_.Increment(); }
  void CountRefusedScrape() { refused_.Increment(); }
  void CountScrapeError(const std::string& collector);
  void SetLastScrape(bool error);
  void SetReload(bool successful);

  // Families of other parts (HTTP servers, health), asked at every scrape.
  void AddSource(std::function<void(MetricBatch&)> source);

  // All but AddProcess().
  void AddTo(MetricBatch& batch) const;

 private:
  prometheus::Registry registry_;
  prometheus::Counter& scrapes_;
  prometheus::Family<prometheus::Counter>& errors_;
  prometheus::Gauge& last_error_;
  prometheus::Counter& joined_;
  prometheus::Counter& timeouts_;
  prometheus::Counter& refused_;
  prometheus::Gauge& reload_successful_;
  prometheus::Gauge& reload_success_time_;
  mutable std::mutex mutex_;
  std::vector<std::function<void(MetricBatch&)>> sources_;  // protected by mutex_
};

}  // namespace galera
