// What `galera-warden node` and its kin were told, from every environment and
// command line that they take, in one typed form. Pure values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "settings/consul_address.h"

namespace watchdog {

enum class Mode {
  kSeed,      // found a new cluster (an empty directory), or ask a human (one with data)
  kNode,      // find peers, join them; with peers that agree, found
  kNoGalera,  // the server alone, wsrep off, for maintenance
  kSleep,     // nothing but health and metrics, for a human to look around
  kPlain,     // `mariadbd ...`: as kNode where there are peers, else as kNoGalera
};

enum class SstMethod { kMariabackup, kRsync };

// What to do with data here and no primary component anywhere.
enum class RecoveryPolicy {
  kConfirm,  // ask a human
  kProven,   // start the cluster where that is proven to lose nothing (bootstrap/proof.h), else ask a human
};

// Ports of one instance; 0 is not a port.
struct Ports {
  std::uint16_t sql = 3306;
  std::uint16_t group = 4567;  // gmcast.listen_addr
  std::uint16_t ist = 4568;
  std::uint16_t sst = 4444;
  std::uint16_t synced_health = 8081;  // where peers' wardens answer, too
};

// An account or a database to create on first start.
struct Account {
  std::string user;
  std::string host;
  galera::Secret password;
  galera::Secret password_hash;  // "*94BD...", for IDENTIFIED BY PASSWORD; if not empty, password is not set
  bool random_password = false;  // make one for all hosts of the user and log it once
  bool unix_socket = false;      // also lets the system user of that name in
  std::vector<std::string> grants;  // each a whole "PRIVILEGES ON db.table" (after GRANT, before TO)
};

// A Consul agent: asked for peers of the form `consul:SERVICE`, and told of this
// node where `service` is set.
struct ConsulSettings {
  ConsulAddress address;
  bool verify = true;  // the agent's certificate
  std::string ca_file, ca_path, server_name;
  std::string cert_file, key_file;  // ours; both or none
  galera::Secret token;             // X-Consul-Token
  galera::Secret login;             // "user:password" of HTTP
  std::string service;              // empty: not registered
  std::vector<std::string> tags;
  std::chrono::seconds ttl{10};                 // of the check; it is reported three times in it
  std::chrono::seconds deregister_after{3600};  // of failing, the agent forgets the node; 0: never
};

struct NodeSettings {
  Mode mode = Mode::kNode;
  bool print_config = false;

  // Who we are.
  std::string cluster_name = "cluster";
  std::string node_name;       // empty: mariadbd takes the host's
  std::string node_address;    // as given: empty, an address, an interface's name, or a pattern
                               // (watchdog/discovery finds it)
  std::optional<int> ordinal;  // of a Kubernetes pod
  std::optional<unsigned> server_id;
  Ports ports;

  // Who else there is: names, addresses, `tasks.NAME`, `srv:NAME`, each with an optional port of the group;
  // `consul:SERVICE`, `file:/PATH`.
  std::vector<std::string> peers;
  ConsulSettings consul;
  int gcomm_minimum =
      2;  // addresses, ours included, that must be seen before a cluster is founded or waited for
  std::chrono::seconds gcomm_minimum_step{0};  // of waiting, after which the minimum is one less; 0: never
  bool wsrep_on = true;
  // What wardens of the cluster sign their words with (evidence/signature.h); empty: they do not.
  galera::Secret cluster_secret;

  // Where things are.
  std::string data_directory = "/var/lib/mysql";
  std::string run_directory = "/run/galera-warden";  // generated configuration, status file, sockets of ours
  std::string sql_socket = "/run/mysqld/mysqld.sock";
  std::string init_directory = "/docker-entrypoint-initdb.d";
  std::string startup_hook = "/usr/local/lib/startup.sh";
  std::string confirm_directory = "/tmp";  // confirm-new-cluster and its kin
  std::string system_user = "mysql";       // whom mariadbd runs as when we are root

  // State transfers.
  SstMethod sst_method = SstMethod::kMariabackup;
  bool sst_method_given = false;  // else rsync when mariabackup is not installed
  std::optional<std::int64_t> transfer_limit_bytes_per_second;
  bool skip_transfer_checks = false;  // join also where the donors' version or size says that it will fail
  std::string tls_ca_file, tls_cert_file, tls_key_file;  // of group and state transfers; all or none
  std::optional<Account> sst_account;  // to create on first start, too; not among `accounts`

  // What mariadbd is told beyond that: variable names with '_', as given by my_* and wsrep_* variables.
  std::map<std::string, std::string> variables;
  std::string provider_options;                 // merged over our own, "a=1;b=2"
  std::vector<std::string> mariadbd_arguments;  // trailing ones, last word
  std::string time_zone;                        // empty: the server's default

  // First start.
  std::vector<Account> accounts;  // root first
  std::vector<std::string> databases;
  bool load_time_zones = true;

  RecoveryPolicy recovery = RecoveryPolicy::kConfirm;
  std::chrono::seconds recovery_patience{60};  // with kProven: for others to report, before a human is asked
  int restarts = 0;  // in an hour, of a mariadbd that died; then the program ends with its exit code
  bool skip_upgrades = false;
  bool healthy_while_booting = false;
  std::optional<std::uint16_t> listen_when_healthy;
  std::optional<std::uint16_t> fake_health_port;
  std::string auto_recovery_mode;       // name of a confirm-* file that counts as touched; empty: none
  std::string pod_name, pod_namespace;  // for commands that a human is shown; empty: no pod, or not told
  std::string mariadbd_program;         // the path given in place of `mariadbd`; empty: the one in PATH
  bool trace = false;                   // log at level debug

  // Time.
  std::chrono::milliseconds drain{0};      // health 503 for so long before a stop
  std::chrono::seconds stop_grace{0};      // of a serving mariadbd; 0: as long as it takes
  std::chrono::seconds transfer_grace{0};  // of one in a state transfer; 0: as long as it takes
  std::chrono::seconds waiting_grace{3};   // of one that waits for a primary component
  std::chrono::seconds first_start_timeout{300};
};

// A problem with a setting: never holds a secret's value.
struct SettingProblem {
  bool fatal = true;
  std::string variable;  // the environment variable or argument
  std::string message;   // what is wrong, then what to do
};

}  // namespace watchdog
