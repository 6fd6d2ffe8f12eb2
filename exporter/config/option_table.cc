#include "config/option_table.h"

#include <algorithm>
#include <utility>

#include "config/listen_address.h"
#include "config/option_value.h"
#include "config/quotation.h"

namespace galera {
namespace {

using std::chrono::milliseconds;
using Group = Option::Group;
using Shape = Option::Shape;
using Support = Option::Support;
using Values = std::vector<std::string>;
using Options = std::vector<Option>;

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

std::string Replaced(std::string text, std::string_view from, char to) {
  for (char& c : text) {
    if (from.find(c) != std::string_view::npos) c = to;
  }
  return text;
}

std::string EnvironmentName(const std::string& flag) {
  std::string name = "GALERA_WARDEN_" + Replaced(flag, ".-", '_');
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

// A row with its YAML key; the caller fills in the rest.
Option Row(Group group, std::string flag, std::string default_text, std::string help) {
  Option option;
  option.group = group;
  option.yaml = Replaced(flag, "-", '_');
  option.flag = std::move(flag);
  option.default_text = std::move(default_text);
  option.help = std::move(help);
  return option;
}

// Our own options can be set by the environment, too.
Option Ours(Option option) {
  option.environment = EnvironmentName(option.flag);
  return option;
}

Option Text(Option option, std::function<std::string&(Draft&)> place) {
  option.store = [place = std::move(place)](const Values& values, Draft& draft) {
    if (values.front().find('\0') != std::string::npos) return Status(Invalid("value holds a zero byte"));
    place(draft) = values.front();
    return Status();
  };
  return option;
}

Option Switch(Option option, std::function<bool&(Draft&)> place) {
  option.shape = Shape::kSwitch;
  option.remedy = "write true or false";
  option.store = [place = std::move(place)](const Values& values, Draft& draft) {
    const Result<bool> on = ParseSwitch(values.front());
    if (!on) return Status(on.error());
    place(draft) = *on;
    return Status();
  };
  return option;
}

Option Duration(Option option, milliseconds least, std::function<milliseconds&(Draft&)> place) {
  option.remedy = "write a number with its unit, e.g. 500ms, 2s or 1m30s";
  option.store = [least, place = std::move(place)](const Values& values, Draft& draft) {
    const Result<milliseconds> time = ParseDuration(values.front());
    if (!time) return Status(time.error());
    if (*time < least) {
      return Status(
          Invalid(Quote(values.front()) + " is shorter than " + std::to_string(least.count()) + "ms"));
    }
    place(draft) = *time;
    return Status();
  };
  return option;
}

Option Whole(Option option, int least, std::function<int&(Draft&)> place) {
  option.remedy = "write a whole number from " + std::to_string(least);
  option.store = [least, place = std::move(place)](const Values& values, Draft& draft) {
    const Result<int> number = ParseWhole(values.front(), least, 1'000'000'000);
    if (!number) return Status(number.error());
    place(draft) = *number;
    return Status();
  };
  return option;
}

Option Listen(Option option, std::function<std::vector<ListenAddress>&(Draft&)> place) {
  option.shape = Shape::kList;
  option.remedy = "write " + option.default_text + " or 127.0.0.1" + option.default_text;
  option.store = [place = std::move(place)](const Values& values, Draft& draft) {
    std::vector<ListenAddress> addresses;
    for (const std::string& value : values) {
      const Result<ListenAddress> address = ParseListenAddress(value);
      if (!address) return Status(address.error());
      addresses.push_back(*address);
    }
    if (addresses.empty()) return Status(Invalid("list of addresses is empty"));
    place(draft) = std::move(addresses);
    return Status();
  };
  return option;
}

// One of a few words.
template <typename T>
Option Choice(Option option, std::vector<std::pair<std::string, T>> words, std::function<T&(Draft&)> place) {
  for (const auto& [word, value] : words) option.remedy += (option.remedy.empty() ? "write " : ", ") + word;
  option.store = [words = std::move(words), place = std::move(place)](const Values& values, Draft& draft) {
    for (const auto& [word, value] : words) {
      if (word != values.front()) continue;
      place(draft) = value;
      return Status();
    }
    return Status(Invalid(Quote(values.front()) + " is not known"));
  };
  return option;
}

// Accepted for compatibility; the value is checked as upstream would, then dropped.
Option Pending(Option option, Shape shape, bool number = false) {
  option.shape = shape;
  option.support = Support::kPending;
  option.remedy = number ? "write a whole number" : "write true or false";
  option.store = [shape, number](const Values& values, Draft&) {
    if (shape == Shape::kSwitch) {
      const Result<bool> on = ParseSwitch(values.front());
      return on ? Status() : Status(on.error());
    }
    const Result<int> parsed = number ? ParseWhole(values.front(), 0, 1'000'000'000) : Result<int>(0);
    return parsed ? Status() : Status(parsed.error());
  };
  return option;
}

Status StoreServerAddress(const Values& values, Draft& draft) {
  const Result<ServerAddress> address = ParseServerAddress(values.front());
  if (!address) return address.error();
  draft.config.server.unix_socket = address->unix_socket;
  if (!address->unix_socket.empty()) return {};
  draft.config.server.host = address->host;
  draft.config.server.port = address->port;
  return {};
}

Status StoreTelemetryPath(const Values& values, Draft& draft) {
  const std::string& path = values.front();
  if (!path.starts_with('/')) return Invalid("path " + Quote(path) + " does not begin with /");
  for (const char c : path) {
    if (c <= ' ' || c >= 0x7f || c == '?' || c == '#') {
      return Invalid("path " + Quote(path) + " holds a character that a path can't hold");
    }
  }
  if (path.starts_with("/-/")) return Invalid("path " + Quote(path) + " is one of our own");
  draft.config.scrape.telemetry_path = path;
  return {};
}

Option Custom(Option option, std::string remedy, std::function<Status(const Values&, Draft&)> store) {
  option.remedy = std::move(remedy);
  option.store = std::move(store);
  return option;
}

// No flag, because a command line is readable by every user of the machine.
Option Password() {
  Option option =
      Row(Group::kServer, "", "", "Password. Better: password in the option file, or mysqld.password_file.");
  option.environment = "MYSQLD_EXPORTER_PASSWORD";
  option.yaml = "mysqld.password";
  return Custom(std::move(option), "", [](const Values& values, Draft& draft) {
    draft.config.server.password = Secret(values.front());
    return Status();
  });
}

Option PasswordFile() {
  Option option =
      Row(Group::kServer, "", "", "File with nothing but the password; one line end after it is dropped.");
  option.yaml = "mysqld.password_file";
  return Text(std::move(option), [](Draft& d) -> std::string& { return d.password_file; });
}

Option OptionFilePath() {
  Option option =
      Row(Group::kServer, "config.my-cnf", ".my.cnf",
          "Option file with [client] user and password; what it says wins over flags and environment. "
          "Without this flag, $HOME/.my.cnf comes next.");
  option.yaml = "mysqld.my_cnf";
  return Text(std::move(option), [](Draft& d) -> std::string& { return d.option_file; });
}

Option InsecureTls() {
  return Custom(
      [] {
        Option option = Row(Group::kServer, "tls.insecure-skip-verify", "",
                            "Speak TLS to the server without checking its certificate.");
        option.shape = Shape::kSwitch;
        return option;
      }(),
      "write true or false",
      [](const Values& values, Draft& draft) {
        const Result<bool> on = ParseSwitch(values.front());
        if (!on) return Status(on.error());
        draft.config.server.tls_skip_verify = *on;
        if (*on) draft.config.server.tls = true;
        return Status();
      });
}

Options ServerOptions() {
  const Group group = Group::kServer;
  return {
      Custom(Row(group, "mysqld.address", "localhost:3306",
                 "Where mariadbd is: host:port, or unix:///path/to/socket."),
             "write host:port, e.g. localhost:3306, or unix:///run/mysqld/mysqld.sock", StoreServerAddress),
      Text(Row(group, "mysqld.username", "", "User to log in as, unless the option file names one."),
           [](Draft& d) -> std::string& { return d.config.server.user; }),
      Password(),
      PasswordFile(),
      OptionFilePath(),
      InsecureTls(),
      Whole(Row(group, "exporter.lock_wait_timeout", "2", "Seconds our sessions wait for a metadata lock."),
            0, [](Draft& d) -> int& { return d.config.session.lock_wait_timeout_seconds; }),
      Switch(Row(group, "exporter.enable_lock_wait_timeout", "true",
                 "Set lock_wait_timeout; --no-... for proxies that refuse SET."),
             [](Draft& d) -> bool& { return d.config.session.set_lock_wait_timeout; }),
      Switch(Row(group, "exporter.log_slow_filter", "", "Keep our statements out of the slow query log."),
             [](Draft& d) -> bool& { return d.config.session.log_slow_filter; }),
      Pending(Row(group, "exporter.query_timeout", "0",
                  "Seconds one collector may take; 0: no bound of its own."),
              Shape::kValue, true),
      Pending(Row(group, "exporter.max_open_connections", "2", "Connections to the server at most."),
              Shape::kValue, true),
  };
}

Options MetricsOptions() {
  const Group group = Group::kMetrics;
  return {
      Listen(Ours(Row(group, "web.listen-address", ":9104",
                      "Address of the metrics and of the start page; repeatable.")),
             [](Draft& d) -> std::vector<ListenAddress>& { return d.config.scrape.listen; }),
      Custom(Row(group, "web.telemetry-path", "/metrics", "Path of the metrics."), "write e.g. /metrics",
             StoreTelemetryPath),
      Text(Row(group, "web.config.file", "",
               "exporter-toolkit's file for TLS and logins. Only an empty one works."),
           [](Draft& d) -> std::string& { return d.web_config_file; }),
      Switch(Row(group, "web.systemd-socket", "", "Take the sockets from systemd. Not supported: refused."),
             [](Draft& d) -> bool& { return d.systemd_socket; }),
      Custom(Row(group, "timeout-offset", "0.25",
                 "Seconds taken off the scrape timeout that Prometheus sends, so that the answer arrives in "
                 "time."),
             "write a number of seconds, e.g. 0.25",
             [](const Values& values, Draft& draft) {
               const Result<milliseconds> offset = ParseSeconds(values.front());
               if (!offset) return Status(offset.error());
               draft.config.scrape.timeout_offset = *offset;
               return Status();
             }),
      Ours(Duration(
          Row(group, "scrape.timeout", "8s", "Bound of a scrape that comes without a timeout of its own."),
          milliseconds(1), [](Draft& d) -> milliseconds& { return d.config.scrape.timeout; })),
      Ours(Duration(
          Row(group, "scrape.reconnect-interval", "30s",
              "Age at which the scrape's session is replaced, to prove that the server still takes one."),
          milliseconds(0), [](Draft& d) -> milliseconds& { return d.config.scrape.reconnect_interval; })),
      Ours(Duration(Row(group, "lint.interval", "1h",
                        "Time between two looks for what Galera does not replicate; 0s: none. Needs health."),
                    milliseconds(0), [](Draft& d) -> milliseconds& { return d.config.lint_interval; })),
  };
}

Options HealthOptions() {
  const Group group = Group::kHealth;
  return {
      Ours(Switch(Row(group, "health.enabled", "true", "Answer health checks."),
                  [](Draft& d) -> bool& { return d.config.health.enabled; })),
      Ours(Listen(Row(group, "health.ready-listen-address", ":8080",
                      "Address that answers 200 while this node may get traffic; repeatable."),
                  [](Draft& d) -> std::vector<ListenAddress>& { return d.config.health.ready_listen; })),
      Ours(Listen(Row(group, "health.synced-listen-address", ":8081",
                      "Address that answers 200 only while this node is Synced or Donor; repeatable."),
                  [](Draft& d) -> std::vector<ListenAddress>& { return d.config.health.synced_listen; })),
      Ours(Switch(Row(group, "health.available-when-donor", "", "Stay ready while Donor/Desynced."),
                  [](Draft& d) -> bool& { return d.config.health.available_when_donor; })),
      Ours(Switch(Row(group, "health.available-when-read-only", "", "Stay ready while read_only is set."),
                  [](Draft& d) -> bool& { return d.config.health.available_when_read_only; })),
      Ours(Duration(Row(group, "health.interval", "1s", "Time between two looks at the server."),
                    milliseconds(10), [](Draft& d) -> milliseconds& { return d.config.health.interval; })),
      Ours(Duration(Row(group, "health.query-timeout", "1s", "Bound of one look at the server."),
                    milliseconds(10),
                    [](Draft& d) -> milliseconds& { return d.config.health.query_timeout; })),
      Ours(Duration(Row(group, "health.max-age", "2.5s", "An older look answers 503."), milliseconds(10),
                    [](Draft& d) -> milliseconds& { return d.config.health.max_age; })),
      Ours(Text(
          Row(group, "health.drain-file", "/run/galera-warden/drain", "While this file exists, not ready."),
          [](Draft& d) -> std::string& { return d.config.health.drain_file; })),
      Ours(Text(Row(group, "health.wsrep-status-file", "",
                    "The file that mariadbd's --wsrep-status-file names, if it has one."),
                [](Draft& d) -> std::string& { return d.config.health.wsrep_status_file; })),
      Ours(Text(
          Row(group, "health.notify-socket", "",
              "Socket to be told of changes at once; my.cnf: wsrep_notify_cmd='galera-warden notify PATH'."),
          [](Draft& d) -> std::string& { return d.config.health.notify_socket; })),
  };
}

Option Collector(const std::string& name, bool on, std::string help) {
  Option option = Row(Group::kCollectors, "collect." + name, on ? "true" : "", std::move(help));
  option.shape = Shape::kSwitch;
  return Custom(std::move(option), "write true or false", [name](const Values& values, Draft& draft) {
    const Result<bool> enabled = ParseSwitch(values.front());
    if (!enabled) return Status(enabled.error());
    draft.config.scrape.collectors[name] = *enabled;
    return Status();
  });
}

Options CollectorOptions() {
  Options options = {
      Collector("global_status", true, "Counters of the server (SHOW GLOBAL STATUS)."),
      Collector("global_variables", true, "Settings of the server (SHOW GLOBAL VARIABLES)."),
      Collector("slave_status", true, "Replication from other servers (SHOW ALL SLAVES STATUS)."),
      Collector("info_schema.innodb_cmp", true, "InnoDB compression (information_schema.innodb_cmp)."),
      Collector("info_schema.innodb_cmpmem", true,
                "... in the buffer pool (information_schema.innodb_cmpmem)."),
      Collector("info_schema.query_response_time", true,
                "Query response times, if the plugin collects them."),
      Ours(Collector("galera", true, "State of this node and its cluster, under galera_ names.")),
      Collector("info_schema.processlist", false, "Threads by state, user and host."),
      Collector("binlog_size", false, "Number and size of the binary logs."),
  };
  static constexpr std::string_view kPending[] = {
      "auto_increment.columns",
      "engine_innodb_status",
      "heartbeat",
      "info_schema.clientstats",
      "info_schema.innodb_metrics",
      "info_schema.innodb_tablespaces",
      "info_schema.schemastats",
      "info_schema.tables",
      "info_schema.tablestats",
      "info_schema.userstats",
      "mysql.user",
      "perf_schema.eventsstatements",
      "perf_schema.eventsstatementssum",
      "perf_schema.eventswaits",
      "perf_schema.file_events",
      "perf_schema.file_instances",
      "perf_schema.indexiowaits",
      "perf_schema.memory_events",
      "perf_schema.tableiowaits",
      "perf_schema.tablelocks",
      "slave_hosts",
      "sys.user_summary",
      "sys.user_summary_by_statement_latency",
      "sys.user_summary_by_statement_type",
  };
  static constexpr std::string_view kNotForMariaDb[] = {
      "engine_tokudb_status",
      "info_schema.replica_host",
      "info_schema.rocksdb_perf_context",
      "perf_schema.replication_applier_status_by_worker",
      "perf_schema.replication_group_member_stats",
      "perf_schema.replication_group_members",
  };
  const auto add = [&options](std::string_view name, Support support, std::string help) {
    Option option = Row(Group::kCollectors, "collect." + std::string(name), "", std::move(help));
    options.push_back(Pending(std::move(option), Shape::kSwitch));
    options.back().support = support;
  };
  for (const std::string_view name : kPending) add(name, Support::kPending, "Accepted; not implemented yet.");
  for (const std::string_view name : kNotForMariaDb) {
    add(name, Support::kNotForMariaDb, "Accepted; not applicable to MariaDB.");
  }
  return options;
}

Options CollectorSettingOptions() {
  const Group group = Group::kCollectorSettings;
  const std::string processlist = "collect.info_schema.processlist.";
  Options options = {
      Whole(Row(group, processlist + "min_time", "0", "Seconds a thread must be in its state to be counted."),
            0, [](Draft& d) -> int& { return d.config.scrape.processlist_min_time_seconds; }),
      Switch(Row(group, processlist + "processes_by_user", "true", "Count by user."),
             [](Draft& d) -> bool& { return d.config.scrape.processlist_by_user; }),
      Switch(Row(group, processlist + "processes_by_host", "true", "Count by host."),
             [](Draft& d) -> bool& { return d.config.scrape.processlist_by_host; }),
  };
  struct Setting {
    std::string_view name;
    std::string_view default_text;
    Shape shape;
    bool number;
  };
  static constexpr Setting kPending[] = {
      {"heartbeat.database", "heartbeat", Shape::kValue, false},
      {"heartbeat.table", "heartbeat", Shape::kValue, false},
      {"heartbeat.utc", "", Shape::kSwitch, false},
      {"info_schema.tables.databases", "*", Shape::kValue, false},
      {"mysql.user.privileges", "", Shape::kSwitch, false},
      {"perf_schema.eventsstatements.limit", "250", Shape::kValue, true},
      {"perf_schema.eventsstatements.timelimit", "86400", Shape::kValue, true},
      {"perf_schema.eventsstatements.digest_text_limit", "120", Shape::kValue, true},
      {"perf_schema.eventsstatements.exclude_schemas", "", Shape::kList, false},
      {"perf_schema.file_instances.filter", ".*", Shape::kValue, false},
      {"perf_schema.file_instances.remove_prefix", "/var/lib/mysql/", Shape::kValue, false},
      {"perf_schema.memory_events.remove_prefix", "memory/", Shape::kValue, false},
  };
  for (const Setting& setting : kPending) {
    Option option = Row(group, "collect." + std::string(setting.name), std::string(setting.default_text),
                        "Accepted; not implemented yet.");
    options.push_back(Pending(std::move(option), setting.shape, setting.number));
  }
  return options;
}

Options LogAndProgramOptions() {
  Option config = Row(Group::kProgram, "config", "", "YAML file with the settings of this list.");
  config.yaml.clear();
  return {
      Choice<LogLevel>(
          Row(Group::kLog, "log.level", "info", "Least level that is logged: debug, info, warn, error."),
          {{"debug", LogLevel::kDebug},
           {"info", LogLevel::kInfo},
           {"warn", LogLevel::kWarn},
           {"error", LogLevel::kError}},
          [](Draft& d) -> LogLevel& { return d.config.log.level; }),
      Choice<LogFormat>(Row(Group::kLog, "log.format", "logfmt", "Form of a log line: logfmt or json."),
                        {{"logfmt", LogFormat::kLogfmt}, {"json", LogFormat::kJson}},
                        [](Draft& d) -> LogFormat& { return d.config.log.format; }),
      Ours(Text(std::move(config), [](Draft& d) -> std::string& { return d.config_file; })),
  };
}

}  // namespace

const std::vector<Option>& OptionTable() {
  static const Options table = [] {
    Options all;
    for (Options part : {ServerOptions(), MetricsOptions(), HealthOptions(), CollectorOptions(),
                         CollectorSettingOptions(), LogAndProgramOptions()}) {
      std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    return all;
  }();
  return table;
}

const Option* FindFlag(std::string_view flag) {
  if (flag.empty()) return nullptr;
  for (const Option& option : OptionTable()) {
    if (option.flag == flag) return &option;
  }
  return nullptr;
}

const Option* FindYaml(std::string_view path) {
  if (path.empty()) return nullptr;
  for (const Option& option : OptionTable()) {
    if (option.yaml == path) return &option;
  }
  return nullptr;
}

std::string_view Title(Option::Group group) {
  switch (group) {
    case Group::kServer:
      return "Server to watch";
    case Group::kMetrics:
      return "Metrics";
    case Group::kHealth:
      return "Health checks";
    case Group::kCollectors:
      return "Collectors (--collect.NAME to turn on, --no-collect.NAME to turn off)";
    case Group::kCollectorSettings:
      return "Settings of collectors";
    case Group::kLog:
      return "Log";
    case Group::kProgram:
      return "Program";
  }
  return "";
}

std::string NameOf(const Option& option) { return option.flag.empty() ? option.yaml : "--" + option.flag; }

}  // namespace galera
