// information_schema.processlist by state, user and host: contract 1.9.
#include <map>

#include "collect/collector.h"
#include "collect/status_value.h"

namespace galera {
namespace {

// "Waiting for table metadata lock" -> "waiting_for_table_metadata_lock".
std::string StateLabel(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ';' || c == ',' || c == ':' || c == '.' || c == '(' || c == ')') continue;
    if (c == ' ' || c == '-') {
      out += '_';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return out.empty() ? "unknown" : out;
}

struct Tally {
  double threads = 0;
  double seconds = 0;
};

std::string OrUnknown(Cell cell) { return cell && !cell->empty() ? std::string(*cell) : "unknown"; }

void AddTotals(CollectorContext& context, std::string_view name, std::string_view help,
               const std::string& label, const std::map<std::string, double>& totals) {
  MetricFamily family = MakeFamily(name, help, MetricType::Gauge);
  for (const auto& [key, count] : totals) AddSeries(family, {{label, key}}, count);
  context.batch.Add(std::move(family));
}

void AddStates(CollectorContext& context,
               const std::map<std::pair<std::string, std::string>, Tally>& states) {
  MetricFamily threads = MakeFamily("mysql_info_schema_processlist_threads",
                                    "The number of threads split by current state.", MetricType::Gauge);
  MetricFamily seconds =
      MakeFamily("mysql_info_schema_processlist_seconds",
                 "The number of seconds threads have used split by current state.", MetricType::Gauge);
  for (const auto& [key, tally] : states) {
    const Labels labels = {{"command", key.first}, {"state", key.second}};
    AddSeries(threads, labels, tally.threads);
    AddSeries(seconds, labels, tally.seconds);
  }
  context.batch.Add(std::move(threads));
  context.batch.Add(std::move(seconds));
}

}  // namespace

Status CollectProcesslist(CollectorContext& context) {
  const ScrapeSettings& settings = context.settings;
  const Result<Rows> result = context.Query(
      "SELECT user, SUBSTRING_INDEX(host, ':', 1) AS host, COALESCE(command, '') AS command, "
      "COALESCE(state, '') AS state, COUNT(*) AS processes, SUM(time) AS seconds "
      "FROM information_schema.processlist WHERE ID != connection_id() AND TIME >= " +
      std::to_string(settings.processlist_min_time_seconds) +
      " GROUP BY user, SUBSTRING_INDEX(host, ':', 1), command, state");
  if (!result) return result.error();
  std::map<std::pair<std::string, std::string>, Tally> states;
  std::map<std::string, double> users;
  std::map<std::string, double> hosts;
  for (std::size_t row = 0; row < result->size(); ++row) {
    const auto number = [&](std::string_view column) {
      return ParseGoFloat(result->At(row, column).value_or("")).value_or(0);
    };
    Tally& tally = states[{StateLabel(result->At(row, "command").value_or("")),
                           StateLabel(result->At(row, "state").value_or(""))}];
    tally.threads += number("processes");
    tally.seconds += number("seconds");
    users[OrUnknown(result->At(row, "user"))] += number("processes");
    hosts[OrUnknown(result->At(row, "host"))] += number("processes");
  }
  AddStates(context, states);
  if (settings.processlist_by_user) {
    AddTotals(context, "mysql_info_schema_processlist_processes_by_user", "The number of processes by user.",
              "mysql_user", users);
  }
  if (settings.processlist_by_host) {
    AddTotals(context, "mysql_info_schema_processlist_processes_by_host", "The number of processes by host.",
              "client_host", hosts);
  }
  return Status();
}

}  // namespace galera
