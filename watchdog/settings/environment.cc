#include "settings/environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "config/quotation.h"
#include "galera/provider_options.h"
#include "galera/text.h"
#include "settings/accounts.h"
#include "settings/command_words.h"
#include "settings/consul_settings.h"
#include "settings/look_alikes.h"
#include "settings/peer_list.h"
#include "settings/port_plan.h"
#include "settings/problem_list.h"
#include "settings/readings.h"
#include "settings/setting_value.h"
#include "settings/variable_table.h"

namespace watchdog {
namespace {

constexpr std::string_view kNumericZone = "+00:00";
constexpr std::size_t kOrdinalDigitsMax = 4;  // longer ones are a Deployment's random letters

void AppendOptions(std::string_view more, std::string& options) {
  if (more.empty()) return;
  if (!options.empty() && !options.ends_with(';')) options += ';';
  options += more;
}

class Loading {
 public:
  explicit Loading(const SettingsInput& input) : input_(input) {}

  LoadedSettings Run() {
    const std::optional<CommandWords> words = ReadCommandWords(input_.arguments, problems_);
    if (words) words_ = *words;
    readings_ = ReadVariables(input_.environment, input_.read_file, problems_);
    CheckLookAlikes(input_.environment, problems_);
    settings_.mode = words_.mode;
    settings_.print_config = words_.print_config;
    settings_.mariadbd_program = words_.mariadbd_program;
    settings_.mariadbd_arguments = words_.arguments;
    ReadServerOptions();
    StoreSingles();
    for (const auto& [name, reading] : readings_.variables) settings_.variables[name] = reading.value;
    DecideAddress();
    DecideOrdinal();
    DecideProviderOptions();
    PlanPorts(readings_, settings_, problems_);
    DecideConsul(readings_, settings_, problems_);
    DecidePeers();
    if (words) DecideMode();  // without one, what it lacks would be told of the wrong one
    DecideTransfers();
    DecideTimeZone();
    DecideUpgrades();
    DecideRecovery();
    MakeAccounts(readings_, words_.mode == Mode::kPlain, settings_, problems_);
    LoadedSettings out;
    if (!problems_.HasFatal()) out.settings = std::move(settings_);
    out.problems = problems_.Take();
    return out;
  }

 private:
  const Reading* Find(const std::string& id) const { return readings_.Find(id); }

  // What stands behind the mode is mariadbd's last word, so it must be ours too:
  // a --datadir that we don't know of would have us look at the wrong data.
  void ReadServerOptions() {
    const std::map<std::string, std::string> options = ReadMariadbdOptions(words_.arguments);
    for (const Variable& variable : VariableTable()) {
      const auto given = options.find(variable.option);
      if (variable.option.empty() || given == options.end()) continue;
      std::string value = given->second;
      if (value.empty() && variable.kind == Variable::Kind::kYesNo) value = "1";
      if (value.empty() && variable.id == "cluster_address") value = "gcomm://";
      if (!value.empty()) readings_.by_id[variable.id] = {"--" + variable.option, value};
    }
    for (const char* name : {"wsrep_recover", "wsrep_start_position"}) {
      if (options.count(name) == 0) continue;
      problems_.Fatal("--" + std::string(name),
                      "is ours to decide, after a look at the data; leave it out (to see the position: touch "
                      "confirm-recover when asked)");
    }
    new_cluster_ = options.count("wsrep_new_cluster") != 0;
    // These three would undo what we work out at every start.
    for (const char* name : {"wsrep_cluster_address", "wsrep_provider_options", "wsrep_new_cluster"}) {
      settings_.mariadbd_arguments = WithoutOption(settings_.mariadbd_arguments, name);
    }
  }

  void StoreSingles() {
    for (const Variable& variable : VariableTable()) {
      const Reading* reading = Find(variable.id);
      if (reading == nullptr || !variable.store) continue;
      const galera::Status stored = variable.store(reading->value, settings_);
      if (!stored.ok()) problems_.Fatal(reading->name, stored.error().message);
    }
    const std::array<const std::string*, 3> tls = {&settings_.tls_ca_file, &settings_.tls_cert_file,
                                                   &settings_.tls_key_file};
    const auto empty =
        std::count_if(tls.begin(), tls.end(), [](const std::string* path) { return path->empty(); });
    if (empty == 0 || empty == 3) return;
    problems_.Fatal(
        "GALERA_WARDEN_NODE_TLS_CA_FILE",
        "goes with GALERA_WARDEN_NODE_TLS_CERT_FILE and GALERA_WARDEN_NODE_TLS_KEY_FILE; set all three "
        "or none");
  }

  void DecideAddress() {
    if (const Reading* address = Find("node_address")) {
      settings_.node_address = WithoutPort(address->value);
    } else if (const Reading* interface = Find("interface")) {
      settings_.node_address = galera::TrimBlanks(interface->value);
      if (settings_.node_address.find_first_of(" \t,") != std::string::npos) {
        problems_.Fatal(interface->name,
                        galera::Quote(interface->value) + " is more than one interface; name one");
      }
    }
    if (const Reading* receive = Find("sst_receive_address");
        receive != nullptr && !receive->name.starts_with("--")) {
      settings_.variables["wsrep_sst_receive_address"] = receive->value;
    }
  }

  void DecideOrdinal() {
    const bool in_pod =
        Find("pod_name") != nullptr || input_.environment.count("KUBERNETES_SERVICE_HOST") != 0;
    if (!in_pod) return;
    const Reading* host = Find("hostname");
    for (const std::string& name : {settings_.pod_name, host != nullptr ? host->value : input_.host_name}) {
      const std::size_t dash = name.rfind('-');
      if (dash == std::string::npos || dash == 0) continue;
      const std::string_view digits = std::string_view(name).substr(dash + 1);
      if (digits.empty() || digits.size() > kOrdinalDigitsMax) continue;
      int ordinal = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ordinal);
      if (error != std::errc() || end != digits.data() + digits.size() || ordinal < 0) continue;
      settings_.ordinal = ordinal;
      return;
    }
  }

  // The address of the cluster may hold options, so it is read here.
  void DecideProviderOptions() {
    if (const Reading* address = Find("cluster_address")) {
      galera::Result<PeerList> list = ParsePeerList(address->value);
      if (!list) {
        problems_.Fatal(address->name, list.error().message);
      } else {
        cluster_address_ = std::move(*list);
      }
    }
    std::string& options = settings_.provider_options;
    AppendOptions(cluster_address_.options, options);
    AppendOptions(readings_.Value("provider_options"), options);
    const Reading* size = Find("gcache_size");
    if (size == nullptr) return;
    const std::optional<double> bytes = galera::ParseSize(size->value);
    if (!bytes || *bytes < 1) {
      return problems_.Fatal(size->name,
                             galera::Quote(size->value) + " is not a size; use a number with K, M or G");
    }
    const auto parsed = galera::ParseProviderOptions(options);
    const galera::ProviderOption* other = galera::Find(parsed, "gcache.size");
    if (other == nullptr) {
      AppendOptions("gcache.size=" + size->value, options);
    } else if (other->number != bytes) {
      problems_.Fatal(size->name, "differs from gcache.size in wsrep_provider_options; keep one of them");
    }
  }

  void AddPeers(const std::string& where, const std::string& text) {
    const galera::Result<PeerList> list = ParsePeerList(text);
    if (!list) return problems_.Fatal(where, list.error().message);
    AppendOptions(list->options, settings_.provider_options);
    AddPeers(list->peers);
  }

  // Galera would look for a peer without a port at 4567, wherever we are.
  void AddPeers(const std::vector<std::string>& peers) {
    const bool usual = settings_.ports.group == Ports{}.group;
    for (const std::string& given : peers) {
      const std::string peer = usual ? given : WithPort(given, settings_.ports.group);
      auto& known = settings_.peers;
      if (std::find(known.begin(), known.end(), peer) == known.end()) known.push_back(peer);
    }
  }

  void DecidePeers() {
    if (!words_.peers.empty()) return AddPeers("node", words_.peers);
    if (const Reading* join = Find("join_address")) AddPeers(join->name, join->value);
    for (const auto& [number, reading] : readings_.nodes) AddPeers(reading.name, reading.value);
    AddPeers(cluster_address_.peers);
  }

  void DecideMode() {
    const Reading* address = Find("cluster_address");
    const bool empty_address = address != nullptr && settings_.peers.empty();
    Mode& mode = settings_.mode;
    if (mode == Mode::kPlain && settings_.wsrep_on && (new_cluster_ || empty_address)) {
      mode = Mode::kSeed;
    } else if (new_cluster_ && mode != Mode::kSeed) {
      problems_.Fatal("--wsrep_new_cluster",
                      "founds a cluster, which is mode seed; leave it out, or use seed");
    }
    if (!settings_.wsrep_on && mode == Mode::kSeed) {
      problems_.Fatal(Find("wsrep_on")->name,
                      "turns Galera off, and seed founds a cluster; leave out one of them");
    }
    if (!settings_.wsrep_on && mode == Mode::kNode) mode = Mode::kNoGalera;
    if (mode == Mode::kNoGalera) settings_.wsrep_on = false;
    if (mode == Mode::kPlain && settings_.peers.empty()) settings_.wsrep_on = false;
    if (mode == Mode::kNode && settings_.peers.empty()) {
      problems_.Fatal("node",
                      "knows no peers; put a list behind it (node tasks.galera), or set node1, node2, ..., "
                      "join_address or WSREP_CLUSTER_ADDRESS; to found a cluster use seed");
    }
  }

  std::optional<Account> SstAccount() {
    Account account;
    account.user = "xtrabackup";
    account.host = "localhost";
    account.grants = {"RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.*"};
    account.password = galera::Secret(readings_.Value("sst_password"));
    if (const Reading* auth = Find("sst_auth")) {
      const std::size_t colon = auth->value.find(':');
      if (colon == std::string::npos || colon == 0 || colon + 1 == auth->value.size()) {
        problems_.Fatal(auth->name, "is not of the form user:password; correct it");
        return std::nullopt;
      }
      const std::string password = auth->value.substr(colon + 1);
      if (!account.password.empty() && account.password.Reveal() != password) {
        problems_.Fatal(auth->name,
                        "has another password than " + Find("sst_password")->name + "; keep one of them");
      }
      account.user = auth->value.substr(0, colon);
      account.password = galera::Secret(password);
    }
    if (account.password.empty()) return std::nullopt;
    return account;
  }

  void DecideTransfers() {
    const std::optional<Account> account = SstAccount();
    const bool transfers = settings_.wsrep_on && settings_.mode != Mode::kSleep;
    const Reading* method = Find("sst_method");
    if (method == nullptr) {
      const bool able = input_.mariabackup_installed && account.has_value();
      settings_.sst_method = able ? SstMethod::kMariabackup : SstMethod::kRsync;
      if (account && !able && transfers) {
        problems_.Warn("SST_METHOD",
                       "is not set and mariabackup not installed: rsync it is, which blocks the donor");
      }
    } else {
      ReadMethod(*method);
      if (settings_.sst_method == SstMethod::kMariabackup && transfers) {
        if (!input_.mariabackup_installed) {
          problems_.Fatal(method->name,
                          "asks for mariabackup, which is not installed; install it, or use rsync");
        }
        if (!account && Find("sst_auth") == nullptr) {
          problems_.Fatal(method->name,
                          "asks for mariabackup, whose password is missing; set XTRABACKUP_PASSWORD "
                          "or XTRABACKUP_PASSWORD_FILE, or use rsync");
        }
      }
    }
    if (settings_.sst_method == SstMethod::kMariabackup) settings_.sst_account = account;
  }

  void ReadMethod(const Reading& reading) {
    settings_.sst_method_given = true;
    const std::string method = galera::ToLower(reading.value);
    if (method == "rsync") {
      settings_.sst_method = SstMethod::kRsync;
      return;
    }
    settings_.sst_method = SstMethod::kMariabackup;
    if (method == "mariabackup") return;
    if (method.starts_with("xtrabackup")) {
      problems_.Warn(reading.name,
                     "says " + galera::Quote(reading.value) + ", which MariaDB calls mariabackup");
    } else {
      problems_.Fatal(reading.name,
                      galera::Quote(reading.value) + " is not supported; use mariabackup or rsync");
      settings_.sst_method = SstMethod::kRsync;
    }
  }

  void DecideTimeZone() {
    const bool plain = words_.mode == Mode::kPlain;
    const Reading* given = Find("time_zone");
    const Reading* weak = Find("tz");
    std::string zone = plain ? "" : std::string(kNumericZone);
    std::string said_by;
    for (const Reading* reading : {weak, given}) {
      const bool counts =
          reading == given || (!plain && weak != nullptr && weak->value.find_first_of(":/") != 0);
      if (reading == nullptr || !counts) continue;
      zone = reading->value;
      said_by = reading->name;
    }
    for (const char* utc : {"utc", "etc/utc", "gmt"}) {
      if (galera::ToLower(zone) == utc) zone = kNumericZone;
    }
    const bool needs_tables = !zone.empty() && zone.find(':') == std::string::npos && zone != "SYSTEM";
    if (needs_tables && !settings_.load_time_zones) {
      // A name without its table keeps mariadbd from starting.
      problems_.Warn(said_by,
                     galera::Quote(zone) + " needs the tables that are to be left out: +00:00 it is");
      zone = kNumericZone;
    }
    settings_.time_zone = zone;
  }

  void DecideUpgrades() {
    const Reading* skip = Find("skip_upgrades");
    const Reading* wanted = Find("auto_upgrade");
    if (skip != nullptr) settings_.skip_upgrades = MeansYes(skip->value);
    if (wanted == nullptr) return;
    if (skip != nullptr && MeansYes(skip->value) == MeansYes(wanted->value)) {
      problems_.Fatal(wanted->name, "contradicts " + skip->name + "; keep one of them");
    }
    settings_.skip_upgrades = !MeansYes(wanted->value);
  }

  void DecideRecovery() {
    const auto flush = settings_.variables.find("innodb_flush_log_at_trx_commit");
    if (settings_.recovery == RecoveryPolicy::kProven && flush != settings_.variables.end() &&
        flush->second != "1") {
      problems_.Warn(
          "GALERA_WARDEN_NODE_RECOVERY",
          "is proven, but innodb_flush_log_at_trx_commit is not 1: after a power cut the last second of "
          "commits may be on no disk, and no proof knows of them");
    }
    std::string& mode = settings_.auto_recovery_mode;
    const Reading* named = Find("auto_recovery_mode");
    if (named != nullptr) {
      static constexpr std::array<std::string_view, 4> kAnswers = {
          "confirm-new-cluster", "confirm-recover", "confirm-force-bootstrap", "confirm-resume"};
      mode = named->value.starts_with("confirm-") ? named->value : "confirm-" + named->value;
      if (std::find(kAnswers.begin(), kAnswers.end(), mode) == kAnswers.end()) {
        problems_.Fatal(named->name, galera::Quote(named->value) +
                                         " is no answer; use confirm-new-cluster, confirm-recover, "
                                         "confirm-force-bootstrap or confirm-resume");
      }
    }
    const Reading* found = Find("auto_new_cluster");
    if (found == nullptr) return;
    const galera::Result<bool> yes = ParseYesNo(found->value);
    if (!yes) return problems_.Fatal(found->name, yes.error().message);
    if (!*yes) return;
    if (!mode.empty() && mode != "confirm-new-cluster") {
      problems_.Fatal(found->name, "contradicts " + named->name + "; keep one of them");
    }
    mode = "confirm-new-cluster";
  }

  const SettingsInput& input_;
  ProblemList problems_;
  CommandWords words_;
  Readings readings_;
  NodeSettings settings_;
  PeerList cluster_address_;
  bool new_cluster_ = false;
};

}  // namespace

LoadedSettings LoadNodeSettings(const SettingsInput& input) { return Loading(input).Run(); }

}  // namespace watchdog
