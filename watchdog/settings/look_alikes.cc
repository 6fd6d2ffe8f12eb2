#include "settings/look_alikes.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "config/option_table.h"
#include "config/quotation.h"
#include "settings/variable_table.h"

namespace watchdog {
namespace {

constexpr std::string_view kOwnPrefix = "GALERA_WARDEN_NODE_";
constexpr std::size_t kShortestKnown = 6;
constexpr std::size_t kShortName = 8;

constexpr std::array<std::string_view, 13> kWithoutEffect = {"MARIADB_MASTER_HOST",
                                                             "MARIADB_REPLICATION_USER",
                                                             "MARIADB_REPLICATION_PASSWORD",
                                                             "MARIADB_REPLICATION_PASSWORD_HASH",
                                                             "MARIADB_MYSQL_LOCALHOST_USER",
                                                             "MARIADB_MYSQL_LOCALHOST_GRANTS",
                                                             "MARIADB_HEALTHCHECK_GRANTS",
                                                             "MARIADB_DISABLE_UPGRADE_BACKUP",
                                                             "MYSQL_ONETIME_PASSWORD",
                                                             "MYSQL_REPL_USER",
                                                             "MYSQL_REPL_PASSWORD",
                                                             "CONSUL_NAMESPACE",
                                                             "CONSUL_PARTITION"};

// Not ours, and near to what is.
constexpr std::array<std::string_view, 6> kStrangers = {"NODE_NAME",     "MYSQL_PORT",   "MYSQL_HOST",
                                                        "MYSQL_VERSION", "MARIADB_HOST", "MARIADB_PORT"};

std::set<std::string> KnownNames() {
  std::set<std::string> names;
  for (const Variable& variable : VariableTable()) {
    if (variable.kind == Variable::Kind::kFamily) continue;
    for (const Spelling& spelling : variable.spellings) {
      names.insert(spelling.name);
      if (TakesFile(variable, spelling)) names.insert(spelling.name + "_FILE");
    }
  }
  return names;
}

bool IsMonitors(const std::string& name) {
  const auto& options = galera::OptionTable();
  return std::any_of(options.begin(), options.end(),
                     [&](const galera::Option& option) { return option.environment == name; });
}

bool BelongsToFamily(std::string_view name) {
  if (name.starts_with("my_") || name.starts_with("wsrep_")) return true;
  return name.starts_with("node") && name.find_first_not_of("0123456789", 4) == std::string_view::npos;
}

// Kubernetes tells every pod about every service: MYSQL_SERVICE_HOST, MYSQL_PORT_3306_TCP_ADDR.
bool IsServiceLink(std::string_view name, std::string_view value) {
  return name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != std::string_view::npos ||
         name.find("_TCP") != std::string_view::npos || name.find("_UDP") != std::string_view::npos ||
         (name.ends_with("_PORT") && value.find("://") != std::string_view::npos);
}

bool IsNumberedCopy(const std::string& name, const std::set<std::string>& known) {
  std::string base = name;
  while (!base.empty() && base.back() >= '0' && base.back() <= '9') base.pop_back();
  if (base.size() == name.size()) return false;
  return known.count(base) != 0 || (base.ends_with('_') && known.count(base.substr(0, base.size() - 1)) != 0);
}

// A name this short is not taken for another two letters away.
bool IsSlipOf(const std::string& candidate, std::size_t distance) {
  return candidate.size() >= kShortestKnown && distance <= (candidate.size() <= kShortName ? 1U : 2U);
}

std::string Meant(const std::string& name, const std::set<std::string>& known) {
  std::map<std::size_t, std::string> by_distance;  // the first of each distance
  for (const std::string& candidate : known) {
    const std::size_t distance = galera::EditDistance(name, candidate);
    if (IsSlipOf(candidate, distance)) by_distance.emplace(distance, candidate);
  }
  return by_distance.empty() ? std::string() : by_distance.begin()->second;
}

}  // namespace

void CheckLookAlikes(const Environment& environment, ProblemList& problems) {
  const std::set<std::string> known = KnownNames();
  for (const auto& [name, value] : environment) {
    if (known.count(name) != 0 || IsMonitors(name) || BelongsToFamily(name) || IsServiceLink(name, value))
      continue;
    std::string base = name;
    if (base.ends_with("_FILE")) base.resize(base.size() - 5);
    if (std::find(kWithoutEffect.begin(), kWithoutEffect.end(), base) != kWithoutEffect.end()) {
      problems.Warn(name, "has no effect here; leave it out");
      continue;
    }
    if (std::find(kStrangers.begin(), kStrangers.end(), name) != kStrangers.end()) continue;
    const bool own = name.starts_with(kOwnPrefix);
    if (!own && IsNumberedCopy(name, known)) continue;
    const std::string meant = own ? galera::NearestName(name, known) : Meant(name, known);
    if (!meant.empty()) {
      problems.Fatal(name, "is unknown; did you mean " + meant + "?");
    } else if (own) {
      problems.Fatal(name, "is unknown; the variables are listed in watchdog/README.md");
    }
  }
}

}  // namespace watchdog
