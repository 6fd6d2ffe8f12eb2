#include "dashboard_panels.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <utility>

namespace galera {

using nlohmann::json;

namespace {

// All of everything is chosen. Grafana makes the interval four scrapes, at least.
std::string Expanded(std::string expression, int range) {
  const std::pair<std::string, std::string> values[] = {{"$__rate_interval", "5s"},
                                                        {"$__range", std::to_string(range) + "s"},
                                                        {"$job", ".*"},
                                                        {"$cluster", ".*"},
                                                        {"$instance", ".*"}};
  for (const auto& [variable, value] : values) {
    for (std::size_t at = 0; (at = expression.find(variable, at)) != std::string::npos; at += value.size())
      expression.replace(at, variable.size(), value);
  }
  return expression;
}

}  // namespace

Result<std::vector<Dashboard>> ReadDashboards(const std::string& folder, int range) {
  std::vector<Dashboard> dashboards;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    const json read = json::parse(file, nullptr, false);
    if (!read.is_object() || !read.contains("panels"))
      return Error{ErrorCode::kInvalid, entry.path().string() + " is no dashboard"};
    Dashboard dashboard{entry.path(), entry.path().stem(), {}};
    for (const json& panel : read["panels"]) {
      if (!panel.contains("targets")) continue;
      for (const json& target : panel["targets"]) {
        dashboard.queries.push_back({panel["id"], panel["title"], target["refId"],
                                     Expanded(target["expr"], range), target.value("instant", false),
                                     panel.contains("interval")});
      }
    }
    dashboards.push_back(std::move(dashboard));
  }
  std::ranges::sort(dashboards, {}, &Dashboard::name);
  return dashboards;
}

std::set<std::string> MetricsOf(const std::string& expression) {
  static const std::regex kQuoted("\"[^\"]*\"|by \\([^)]*\\)|on \\([^)]*\\)|group_(left|right) \\([^)]*\\)");
  static const std::regex kName("\\b((mysql|galera|process|scrape)[_:][a-z0-9_:]+|up|ALERTS)\\b");
  const std::string bare = std::regex_replace(expression, kQuoted, "");
  return {std::sregex_token_iterator(bare.begin(), bare.end(), kName), std::sregex_token_iterator()};
}

}  // namespace galera
