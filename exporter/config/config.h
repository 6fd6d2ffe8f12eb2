// The whole configuration as plain values. Filled by load.h; read by everyone.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace galera {

// A string that must never reach a log, a metric, a page or a command line.
// It has no operator<<; Reveal() marks the few places that need the text.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& Reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
};

// Where a server of ours listens. An empty host means every IPv4 address.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;  // 0: any free port (tests)
  bool operator==(const ListenAddress&) const = default;
};

// How to reach mariadbd. `localhost` means TCP, as in mysqld_exporter, not the
// Unix socket as in MariaDB's own clients; a non-empty unix_socket wins.
struct ServerConnection {
  std::string host = "localhost";
  std::uint16_t port = 3306;
  std::string unix_socket;
  std::string user;
  Secret password;
  bool enable_cleartext_plugin = false;
  bool tls = false;              // speak TLS to the server
  bool tls_skip_verify = false;  // ... without checking its certificate
  std::string tls_ca_file;
  std::string tls_cert_file;
  std::string tls_key_file;
  bool operator==(const ServerConnection&) const = default;
};

// Session variables that every session of ours sets.
struct SessionSettings {
  bool set_lock_wait_timeout = true;
  int lock_wait_timeout_seconds = 2;
  bool log_slow_filter = false;
  bool operator==(const SessionSettings&) const = default;
};

struct ScrapeSettings {
  std::vector<ListenAddress> listen = {{"", 9104}};
  std::string telemetry_path = "/metrics";
  // Subtracted from X-Prometheus-Scrape-Timeout-Seconds.
  std::chrono::milliseconds timeout_offset{250};
  // The bound of a scrape that comes without that header.
  std::chrono::milliseconds timeout{8000};
  // Scrapes share one session; once it is older than this, the next scrape
  // proves with a new connection that the server still takes one (mysql_up).
  std::chrono::milliseconds reconnect_interval{30000};
  // Collector name without "collect." -> on or off; only what was set explicitly.
  std::map<std::string, bool> collectors;
  int processlist_min_time_seconds = 0;
  bool processlist_by_user = true;
  bool processlist_by_host = true;
  bool operator==(const ScrapeSettings&) const = default;
};

struct HealthSettings {
  bool enabled = true;
  std::vector<ListenAddress> ready_listen = {{"", 8080}};
  std::vector<ListenAddress> synced_listen = {{"", 8081}};
  bool available_when_donor = false;      // 8080 stays 200 while Donor/Desynced
  bool available_when_read_only = false;  // 8080 stays 200 while read_only is set
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds query_timeout{1000};
  std::chrono::milliseconds max_age{2500};  // an older sample answers 503
  std::string drain_file = "/run/galera-warden/drain";
  // The file that mariadbd's --wsrep-status-file names; empty: not read.
  std::string wsrep_status_file;
  // Where `galera-warden notify` finds `monitor`; empty: it is told of nothing. Not read by `node`.
  std::string notify_socket;
  bool operator==(const HealthSettings&) const = default;
};

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

struct LogSettings {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kLogfmt;
  bool operator==(const LogSettings&) const = default;
};

struct Config {
  ServerConnection server;
  SessionSettings session;
  ScrapeSettings scrape;
  HealthSettings health;
  LogSettings log;
  std::chrono::milliseconds lint_interval =
      std::chrono::hours(1);  // 0: schema and settings are not looked at
  bool operator==(const Config&) const = default;
};

}  // namespace galera
