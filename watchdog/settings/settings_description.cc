#include "settings/settings_description.h"

#include <array>
#include <string_view>

#include "config/quotation.h"
#include "galera/text.h"

namespace watchdog {
namespace {

constexpr std::array<std::string_view, 6> kTelling = {"password", "passwd", "passphrase",
                                                      "secret",   "auth",   "token"};

bool TellsSecret(std::string_view name) {
  const std::string lower = galera::ToLower(name);
  for (const std::string_view word : kTelling) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

std::string_view NameOf(Mode mode) {
  switch (mode) {
    case Mode::kSeed:
      return "seed";
    case Mode::kNode:
      return "node";
    case Mode::kNoGalera:
      return "no-galera";
    case Mode::kSleep:
      return "sleep";
    case Mode::kPlain:
      return "mariadbd";
  }
  return "";
}

std::string Shown(std::string_view name, std::string_view value) {
  return TellsSecret(name) ? "(set)" : galera::Quote(value);
}

std::string DescribePassword(const Account& account) {
  if (account.random_password) return "random password";
  if (!account.password_hash.empty()) return "password hash set";
  return account.password.empty() ? "no password" : "password set";
}

std::string DescribeAccount(const Account& account) {
  std::string text = galera::Quote(account.user) + " at " + galera::Quote(account.host) + ", " +
                     DescribePassword(account) + (account.unix_socket ? ", socket" : "");
  for (const std::string& grant : account.grants) text += ", " + galera::Quote(grant);
  return text;
}

class Lines {
 public:
  void Add(std::string_view name, std::string_view value) {
    out_.push_back(std::string(name) + " = " + std::string(value));
  }
  void AddText(std::string_view name, std::string_view value) {
    if (!value.empty()) Add(name, galera::Quote(value));
  }
  void AddYes(std::string_view name, bool yes) {
    if (yes) Add(name, "yes");
  }
  std::vector<std::string> Take() { return std::move(out_); }

 private:
  std::vector<std::string> out_;
};

void DescribeArguments(const std::vector<std::string>& arguments, Lines& lines) {
  bool value_of_secret = false;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (value_of_secret && !argument.starts_with('-')) {
      lines.Add("mariadbd argument", "(set)");
    } else if (equals != std::string::npos && TellsSecret(name)) {
      lines.Add("mariadbd argument", galera::Quote(name) + "=(set)");
    } else {
      lines.Add("mariadbd argument", galera::Quote(argument));
    }
    value_of_secret = equals == std::string::npos && TellsSecret(name);
  }
}

void DescribeServer(const NodeSettings& settings, Lines& lines) {
  lines.AddText("data_directory", settings.data_directory);
  lines.AddText("run_directory", settings.run_directory);
  lines.AddText("sql_socket", settings.sql_socket);
  lines.AddText("system_user", settings.system_user);
  lines.AddText("time_zone", settings.time_zone);
  lines.AddText("mariadbd_program", settings.mariadbd_program);
  std::string_view options = settings.provider_options;
  while (!options.empty()) {
    const std::string_view option = galera::NextPart(&options, ';');
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = galera::TrimBlanks(option.substr(0, equals));
    lines.Add("provider option " + galera::Quote(name),
              Shown(name, galera::TrimBlanks(option.substr(equals + 1))));
  }
  for (const auto& [name, value] : settings.variables) lines.Add("variable " + name, Shown(name, value));
  DescribeArguments(settings.mariadbd_arguments, lines);
}

void DescribeConsul(const ConsulSettings& consul, Lines& lines) {
  if (consul.service.empty()) return;
  lines.AddText("consul", consul.address.Text());
  lines.AddText("consul_service", consul.service);
  for (const std::string& tag : consul.tags) lines.AddText("consul_tag", tag);
  lines.Add("consul_ttl", std::to_string(consul.ttl.count()) + " s");
  lines.Add("consul_token", consul.token.empty() ? "none" : "(set)");
}

}  // namespace

std::vector<std::string> DescribeSettings(const NodeSettings& settings) {
  Lines lines;
  lines.Add("mode", NameOf(settings.mode));
  lines.Add("galera", settings.wsrep_on ? "on" : "off");
  lines.AddText("cluster_name", settings.cluster_name);
  lines.AddText("node_name", settings.node_name);
  lines.AddText("node_address", settings.node_address);
  if (settings.ordinal) lines.Add("ordinal", std::to_string(*settings.ordinal));
  if (settings.server_id) lines.Add("server_id", std::to_string(*settings.server_id));
  const Ports& ports = settings.ports;
  lines.Add("ports", "sql " + std::to_string(ports.sql) + ", group " + std::to_string(ports.group) +
                         ", ist " + std::to_string(ports.ist) + ", sst " + std::to_string(ports.sst) +
                         ", peers' health " + std::to_string(ports.synced_health));
  for (const std::string& peer : settings.peers) lines.AddText("peer", peer);
  lines.Add("gcomm_minimum", std::to_string(settings.gcomm_minimum));
  if (settings.gcomm_minimum_step.count() > 0)
    lines.Add("gcomm_minimum_step", std::to_string(settings.gcomm_minimum_step.count()) + " s");
  lines.Add("cluster_secret", settings.cluster_secret.empty() ? "none" : "(set)");
  DescribeConsul(settings.consul, lines);
  DescribeServer(settings, lines);
  lines.Add("sst_method", settings.sst_method == SstMethod::kRsync ? "rsync" : "mariabackup");
  if (settings.transfer_limit_bytes_per_second) {
    lines.Add("transfer_limit", std::to_string(*settings.transfer_limit_bytes_per_second) + " bytes/s");
  }
  lines.AddText("tls_ca_file", settings.tls_ca_file);
  lines.AddText("tls_cert_file", settings.tls_cert_file);
  lines.AddText("tls_key_file", settings.tls_key_file);
  if (settings.sst_account) lines.Add("sst account", DescribeAccount(*settings.sst_account));
  for (const Account& account : settings.accounts) lines.Add("account", DescribeAccount(account));
  for (const std::string& database : settings.databases) lines.AddText("database", database);
  lines.AddText("auto_recovery_mode", settings.auto_recovery_mode);
  lines.Add("recovery", settings.recovery == RecoveryPolicy::kProven ? "proven" : "confirm");
  lines.Add("recovery_patience", std::to_string(settings.recovery_patience.count()) + " s");
  lines.Add("restarts", std::to_string(settings.restarts) + " in an hour");
  lines.AddYes("skip_upgrades", settings.skip_upgrades);
  lines.AddYes("healthy_while_booting", settings.healthy_while_booting);
  lines.AddYes("skip_transfer_checks", settings.skip_transfer_checks);
  lines.AddYes("trace", settings.trace);
  if (settings.listen_when_healthy)
    lines.Add("listen_when_healthy", std::to_string(*settings.listen_when_healthy));
  if (settings.fake_health_port) lines.Add("fake_health_port", std::to_string(*settings.fake_health_port));
  lines.Add("drain", std::to_string(settings.drain.count()) + " ms");
  lines.Add("graces", "stop " + std::to_string(settings.stop_grace.count()) + " s, transfer " +
                          std::to_string(settings.transfer_grace.count()) + " s, waiting " +
                          std::to_string(settings.waiting_grace.count()) + " s");
  lines.Add("first_start_timeout", std::to_string(settings.first_start_timeout.count()) + " s");
  return lines.Take();
}

}  // namespace watchdog
