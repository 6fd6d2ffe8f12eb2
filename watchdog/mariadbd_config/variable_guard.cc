#include "mariadbd_config/variable_guard.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "config/option_value.h"
#include "config/quotation.h"
#include "galera/text.h"
#include "mariadbd_config/server_config.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Status;

struct Guard {
  std::string_view name;
  // The one value that agrees with us; nullopt: there is none.
  std::optional<std::string> (*value)(const NodeSettings& settings);
  std::string_view remedy;
};

using Agreed = std::optional<std::string>;

constexpr std::string_view kDecided = "leave it out: galera-warden decides it at every start";

constexpr std::array kGuards = {
    Guard{"wsrep_on", [](const NodeSettings& s) -> Agreed { return s.wsrep_on ? "ON" : "OFF"; },
          "leave it out, and choose by the mode: no-galera starts the server without Galera"},
    Guard{"datadir", [](const NodeSettings& s) -> Agreed { return s.data_directory; },
          "leave it out, and set galera-warden's own data directory"},
    Guard{"socket", [](const NodeSettings& s) -> Agreed { return s.sql_socket; },
          "leave it out, and set galera-warden's own SQL socket"},
    Guard{"port", [](const NodeSettings& s) -> Agreed { return std::to_string(s.ports.sql); },
          "leave it out, and set galera-warden's own SQL port"},
    Guard{"pid_file", [](const NodeSettings& s) -> Agreed { return PidFile(s); },
          "leave it out: it is in galera-warden's run directory"},
    Guard{"wsrep_status_file", [](const NodeSettings& s) -> Agreed { return WsrepStatusFile(s); },
          "leave it out: it is in galera-warden's run directory"},
    Guard{"wsrep_data_home_dir", [](const NodeSettings& s) -> Agreed { return s.data_directory; },
          "leave it out: galera-warden looks for grastate.dat in the data directory"},
    Guard{"wsrep_cluster_address", [](const NodeSettings&) -> Agreed { return std::nullopt; },
          "leave it out, and name the peers to galera-warden"},
    Guard{"wsrep_notify_cmd", [](const NodeSettings&) -> Agreed { return std::nullopt; },
          "leave it out: galera-warden is told through it"},
    Guard{"wsrep_new_cluster", [](const NodeSettings&) -> Agreed { return std::nullopt; },
          "leave it out: set for good it would found a cluster at every start; use the mode seed, or confirm "
          "a new cluster when asked"},
    Guard{"wsrep_start_position", [](const NodeSettings&) -> Agreed { return std::nullopt; }, kDecided},
    Guard{"wsrep_recover", [](const NodeSettings&) -> Agreed { return std::nullopt; }, kDecided},
};

// The guard of a name, also where MariaDB would see the option behind a prefix of its own or an abbreviation.
const Guard* FindGuard(std::string_view name, bool* negated) {
  *negated = false;
  for (const std::string_view prefix : {"skip_", "disable_", "enable_", "maximum_", "autoset_"}) {
    if (!name.starts_with(prefix)) continue;
    *negated = true;
    name.remove_prefix(prefix.size());
    break;
  }
  constexpr std::size_t kAbbreviationMin = 4;  // shorter ones are ambiguous to MariaDB as well
  for (const Guard& guard : kGuards) {
    if (name == guard.name) return &guard;
    if (name.size() >= kAbbreviationMin && guard.name.starts_with(name) && name != "wsrep" &&
        name != "wsrep_") {
      return &guard;
    }
  }
  return nullptr;
}

std::string_view WithoutSlashes(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

bool Agrees(const Guard& guard, const std::string& given, const NodeSettings& settings) {
  const auto own = guard.value(settings);
  if (!own) return false;
  if (guard.name != "wsrep_on") return WithoutSlashes(given) == WithoutSlashes(*own);
  const auto on = galera::ParseSwitch(galera::ToLower(given));
  return on.ok() && *on == settings.wsrep_on;
}

Status CheckOne(const std::string& shown, std::string_view name, const std::string& value,
                const NodeSettings& settings) {
  if (name == "binlog_format" && settings.wsrep_on && !galera::EqualsIgnoringCase(value, "row") &&
      value != "2") {
    return Error{ErrorCode::kInvalid, shown + ": Galera works with binlog_format=ROW only; leave it out"};
  }
  bool negated = false;
  const Guard* guard = FindGuard(name, &negated);
  if (guard == nullptr || (!negated && name == guard->name && Agrees(*guard, value, settings))) return {};
  const auto own = guard->value(settings);
  const std::string against =
      own ? " contradicts galera-warden's " + std::string(guard->name) + "=" + *own
          : " would take " + std::string(guard->name) + " out of galera-warden's hands";
  return Error{ErrorCode::kInvalid, shown + against + "; " + std::string(guard->remedy)};
}

Status CheckArguments(const NodeSettings& settings) {
  const auto& arguments = settings.mariadbd_arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--")) continue;
    const std::size_t equals = argument.find('=');
    const std::string name = NormalizedName(std::string_view(argument).substr(2, equals - 2));
    std::string value;
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (name == "wsrep_on") {
      value = "ON";  // takes its value after '=' only
    } else if (i + 1 < arguments.size() && !arguments[i + 1].starts_with("-")) {
      value = arguments[i + 1];
    }
    Status status = CheckOne("argument " + argument.substr(0, equals), name, value, settings);
    if (!status.ok()) return status;
  }
  return {};
}

}  // namespace

std::string NormalizedName(std::string_view name) {
  std::string out = galera::ToLower(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out.starts_with("loose_") ? out.substr(6) : out;
}

const std::string* FindVariable(const NodeSettings& settings, std::string_view normalized_name) {
  for (const auto& [name, value] : settings.variables) {
    if (NormalizedName(name) == normalized_name) return &value;
  }
  return nullptr;
}

bool HoldsSecret(std::string_view normalized_name) {
  constexpr std::string_view kMarks[] = {"password", "passwd",     "passphrase", "secret",
                                         "token",    "sst_auth",   "access_key", "filekey",
                                         "api_key",  "credential", "private_key"};
  return std::any_of(std::begin(kMarks), std::end(kMarks), [&](std::string_view mark) {
    return normalized_name.find(mark) != std::string_view::npos;
  });
}

Status CheckVariables(const NodeSettings& settings) {
  std::map<std::string, std::string> seen;
  for (const auto& [name, value] : settings.variables) {
    const std::string normalized = NormalizedName(name);
    const auto [at, fresh] = seen.emplace(normalized, name);
    if (!fresh) {
      return Error{ErrorCode::kInvalid, "variables " + galera::Quote(at->second) + " and " +
                                            galera::Quote(name) + " are the same to MariaDB: keep one"};
    }
    Status status = CheckOne("variable " + galera::Quote(name), normalized, value, settings);
    if (!status.ok()) return status;
  }
  return CheckArguments(settings);
}

bool IsGuarded(std::string_view normalized_name) {
  return std::any_of(kGuards.begin(), kGuards.end(),
                     [&](const Guard& guard) { return guard.name == normalized_name; });
}

}  // namespace watchdog
