// Answers scrapes: one at a time reads the server, all who ask meanwhile share
// its answer, and nobody waits past their deadline.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collect/scrape_run.h"
#include "collect/self_metrics.h"
#include "config/config.h"

namespace galera {

enum class ScrapeOutcome {
  kComplete,  // the server was asked; what it did not give is marked as failed
  kTimeout,   // the deadline came first: mysql_up 0 and the warden's own metrics
  kBusy,      // too many different scrapes wait: no body
  kStopping,  // the program ends: no body
};

struct ScrapeAnswer {
  ScrapeOutcome outcome = ScrapeOutcome::kComplete;
  std::shared_ptr<const std::string> body;  // metrics text
};

// Any thread may call. A thread of its own holds the session.
class Scraper {
 public:
  Scraper(std::shared_ptr<const Config> config, SelfMetrics& self);
  // Stops, and waits for a call to the server that is under way (its deadline).
  ~Scraper();

  // `filter` is what collect[] named.
  ScrapeAnswer Scrape(const std::vector<std::string>& filter, SteadyTime deadline);

  // Takes effect with the next scrape.
  void Reconfigure(std::shared_ptr<const Config> config);

  // Answers all who wait; later scrapes get kStopping.
  void Stop();

 private:
  // A scrape that waits, runs or has run, with all who share it.
  struct Flight {
    std::vector<std::string_view> collectors;
    SteadyTime deadline;
    std::shared_ptr<const std::string> body;
  };

  std::shared_ptr<Flight> Board(std::vector<std::string_view> collectors, SteadyTime deadline);
  void Loop();

  SelfMetrics& self_;  // does its own locking

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable landed_;
  // Protected by mutex_.
  std::shared_ptr<const Config> config_;
  std::deque<std::shared_ptr<Flight>> waiting_;
  std::shared_ptr<Flight> running_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace galera
