// Looks at schema and settings of a Galera node once in a long while, on a thread and a session of its own:
// a scrape only reads the last counts.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "collect/metric_batch.h"
#include "config/config.h"
#include "lint/lint_metrics.h"

namespace watchdog {

// Any thread may call any member.
class SchemaWatch {
 public:
  explicit SchemaWatch(std::shared_ptr<const galera::Config> config);
  // Waits for a look under way: 30 s at most, but see MariadbConnection on names.
  ~SchemaWatch();
  SchemaWatch(const SchemaWatch&) = delete;
  SchemaWatch& operator=(const SchemaWatch&) = delete;

  // The interval holds from the present wait on.
  void Reconfigure(std::shared_ptr<const galera::Config> config);

  // Nothing before the first look, with an interval of 0, and of a server without Galera.
  void AddTo(galera::MetricBatch& batch) const;

 private:
  void Loop();
  void Look(const galera::Config& config);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Protected by mutex_.
  std::shared_ptr<const galera::Config> config_;
  std::optional<LintLook> look_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace watchdog
