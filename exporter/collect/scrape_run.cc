#include "collect/scrape_run.h"

#include <algorithm>
#include <utility>

#include "collect/galera_families.h"
#include "collect/node_without_sql.h"
#include "collect/text_format.h"
#include "system/log.h"

namespace galera {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kOwnCollector = "galera";
constexpr std::string_view kUpHelp = "Whether the MySQL server is up.";

double SecondsSince(SteadyTime start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

// Durations and successes of one scrape. Collectors that mysqld_exporter does
// not have go into families of our own.
class Report {
 public:
  void AddConnection(double seconds) { AddSeries(durations_, {{"collector", "connection"}}, seconds); }

  void Add(std::string_view name, double seconds, bool success) {
    const bool ours = name == kOwnCollector;
    const Labels labels = {{"collector", ours ? std::string(name) : "collect." + std::string(name)}};
    AddSeries(ours ? own_durations_ : durations_, labels, seconds);
    AddSeries(ours ? own_successes_ : successes_, labels, success ? 1 : 0);
  }

  void MoveInto(MetricBatch& batch) {
    for (MetricFamily* family : {&durations_, &successes_, &own_durations_, &own_successes_}) {
      batch.Add(std::move(*family));
    }
  }

 private:
  MetricFamily durations_ =
      MakeFamily("mysql_exporter_collector_duration_seconds", "Collector time duration.", MetricType::Gauge);
  MetricFamily successes_ = MakeFamily("mysql_exporter_collector_success",
                                       "mysqld_exporter: Whether a collector succeeded.", MetricType::Gauge);
  MetricFamily own_durations_ =
      MakeFamily("galera_warden_collector_duration_seconds",
                 "How long a collector that mysqld_exporter does not have took.", MetricType::Gauge);
  MetricFamily own_successes_ =
      MakeFamily("galera_warden_collector_success",
                 "Whether a collector that mysqld_exporter does not have succeeded.", MetricType::Gauge);
};

class Run {
 public:
  Run(ScrapeState& state, const Config& config, SelfMetrics& self, SteadyTime deadline)
      : state_(state), config_(config), self_(self), deadline_(deadline) {}

  std::string Page(const std::vector<std::string_view>& names) {
    self_.CountScrape();
    Prove();
    const std::vector<Leg> legs = Plan(names);
    SendFirst(legs);
    AddProcess(batch_);  // while the server works
    for (const Leg& leg : legs) Collect(leg);
    if (state_.session->connection() == nullptr) {
      if (refused_) {
        AddNodeState(batch_, NodeState::kUnknown);
      } else {
        AddNodeWithoutSql(batch_, config_.health.wsrep_status_file);
      }
    }
    batch_.AddGauge("mysql_up", kUpHelp, up_ ? 1 : 0);
    report_.MoveInto(batch_);
    batch_.AddGauge("galera_warden_unparsed_values",
                    "Status rows of this scrape whose text is not a number and has no metric of its own.",
                    static_cast<double>(batch_.unparsed()));
    self_.SetLastScrape(failed_);
    self_.AddTo(batch_);
    status_rows_.reset();  // their memory is wanted for the page
    variable_rows_.reset();
    return batch_.TakeText("galera_warden_dropped_series",
                           "Series of this scrape left out because their name and labels were taken or not "
                           "valid.");
  }

 private:
  // One collector, and where it asks.
  struct Leg {
    const Collector* collector;
    bool beside;                      // on the second session
    std::string_view next_statement;  // of the next collector on the same session
  };

  std::vector<Leg> Plan(const std::vector<std::string_view>& names) {
    std::vector<Leg> legs;
    for (const Collector& collector : Collectors()) {
      if (std::find(names.begin(), names.end(), collector.name) == names.end()) continue;
      legs.push_back({&collector, collector.beside && state_.session->second() != nullptr, ""});
    }
    if (legs.size() == 1) legs.front().beside = false;
    std::string_view next;
    for (auto leg = legs.rbegin(); leg != legs.rend(); ++leg) {
      if (leg->beside) continue;
      leg->next_statement = std::exchange(next, leg->collector->first_statement);
    }
    return legs;
  }

  // The server begins with what each session is asked first.
  void SendFirst(const std::vector<Leg>& legs) {
    for (const bool beside : {true, false}) {
      const auto first =
          std::find_if(legs.begin(), legs.end(), [&](const Leg& l) { return l.beside == beside; });
      MariadbConnection* const connection = beside ? state_.session->second() : state_.session->connection();
      if (first == legs.end() || connection == nullptr) continue;
      connection->SendAhead(first->collector->first_statement, deadline_);
    }
  }

  void Prove() {
    const SteadyTime start = steady_clock::now();
    const Status status = state_.session->Prove(HalfWay(start, deadline_));
    NoteUp(status);
    if (status) report_.AddConnection(SecondsSince(start));
  }

  void Collect(const Leg& leg) {
    const Collector& collector = *leg.collector;
    if (state_.session->connection() == nullptr) return;
    const SteadyTime start = steady_clock::now();
    const std::size_t size = batch_.size();
    Status status = Try(leg);
    if (!status && leg.beside && status.error().code == ErrorCode::kUnavailable) {
      batch_.Truncate(size);
      status = Try({&collector, false, ""});
    }
    if (!status && state_.session->connection() == nullptr) {
      // Lost, or given up in the middle. Is the server still there for the rest?
      const bool lost = status.error().code == ErrorCode::kUnavailable;
      const Status again = state_.session->Reconnect(HalfWay(steady_clock::now(), deadline_));
      NoteUp(again);
      if (!again && lost && !collected_) {
        // The session was dead before this scrape, and so is the server: the page of a server that is down.
        batch_.Truncate(size);
        report_ = Report();
        return;
      }
      // A session that the server closed between two scrapes is no failure.
      if (again && lost && !retried_) {
        retried_ = true;
        batch_.Truncate(size);
        status = Try(leg);
      }
    }
    collected_ = collected_ || status.ok();
    report_.Add(collector.name, SecondsSince(start), status.ok());
    NoteCollector(collector.name, status);
  }

  Status Try(const Leg& leg) {
    MariadbConnection* const second = leg.beside ? state_.session->second() : nullptr;
    CollectorContext context{second != nullptr ? *second : *state_.session->connection(),
                             HalfWay(steady_clock::now(), deadline_),
                             config_.scrape,
                             batch_,
                             state_.memory,
                             std::move(status_rows_),
                             std::move(variable_rows_),
                             leg.next_statement};
    Status status = leg.collector->collect(context);
    status_rows_ = std::move(context.global_status);
    variable_rows_ = std::move(context.global_variables);
    return status;
  }

  void NoteUp(const Status& status) {
    up_ = status.ok();
    refused_ = !up_ && IsAnswer(status.error());
    failed_ = failed_ || !up_;
    if (state_.was_up == up_) return;
    if (up_) {
      LogInfo("mariadbd takes connections");
    } else {
      LogWarn("mariadbd takes no connection", {{"reason", status.error().message}});
    }
    state_.was_up = up_;
  }

  void NoteCollector(std::string_view name, const Status& status) {
    std::string& last = state_.failures[name];
    const std::string now = status ? "" : status.error().message;
    failed_ = failed_ || !status;
    // The family is mysqld_exporter's, and so are the names in it.
    if (!status && name != kOwnCollector) self_.CountScrapeError("collect." + std::string(name));
    if (now == last) return;
    if (status) {
      LogInfo("collector works again", {{"collector", std::string(name)}});
    } else {
      LogWarn("collector failed", {{"collector", std::string(name)}, {"reason", now}});
    }
    last = now;
  }

  ScrapeState& state_;
  const Config& config_;
  SelfMetrics& self_;
  const SteadyTime deadline_;
  MetricBatch batch_;
  Report report_;
  std::optional<Rows> status_rows_;
  std::optional<Rows> variable_rows_;
  bool up_ = false;
  bool refused_ = false;  // the server answers, but lets us not in
  bool failed_ = false;
  bool collected_ = false;  // at least one collector has worked in this scrape
  bool retried_ = false;
};

}  // namespace

SteadyTime HalfWay(SteadyTime now, SteadyTime deadline) {
  return deadline <= now ? deadline : now + (deadline - now) / 2;
}

std::string RunScrape(ScrapeState& state, const Config& config, SelfMetrics& self,
                      const std::vector<std::string_view>& collectors, SteadyTime deadline) {
  return Run(state, config, self, deadline).Page(collectors);
}

std::string PageWithoutServer(const Config& config, SelfMetrics& self) {
  MetricBatch batch;
  batch.AddGauge("mysql_up", kUpHelp, 0);
  AddNodeWithoutSql(batch, config.health.wsrep_status_file);
  AddProcess(batch);
  self.AddTo(batch);
  return RenderText(batch.TakeValid().first);
}

}  // namespace galera
