#include "mariadbd_config/state_transfer.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "config/quotation.h"
#include "mariadbd_config/provider_settings.h"
#include "mariadbd_config/variable_guard.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

Result<std::string> Method(const NodeSettings& settings, const ServerFacts& facts) {
  const std::string* variable = FindVariable(settings, "wsrep_sst_method");
  const bool given = variable != nullptr || settings.sst_method_given;
  std::string method = settings.sst_method == SstMethod::kMariabackup ? "mariabackup" : "rsync";
  if (variable != nullptr) method = *variable;
  if (method != "mariabackup" || facts.mariabackup_installed) return method;
  if (!given) return std::string("rsync");
  return Error{ErrorCode::kInvalid,
               "state transfers by mariabackup were asked for, and it is not installed: install the package "
               "mariadb-backup, or ask for rsync"};
}

// The scripts put these names between single quotes for the shell, and between commas for socat; the
// provider puts them between semicolons.
bool SafeFileName(std::string_view name) {
  return name.starts_with('/') &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@%") ==
             std::string_view::npos;
}

Status CheckTls(const NodeSettings& settings) {
  const std::string* files[] = {&settings.tls_ca_file, &settings.tls_cert_file, &settings.tls_key_file};
  const auto given =
      std::count_if(std::begin(files), std::end(files), [](const auto* f) { return !f->empty(); });
  if (given == 0) return {};
  if (given != 3) {
    return Error{
        ErrorCode::kInvalid,
        "TLS of the group needs three files, and some are not set: give CA, certificate and key, or none"};
  }
  for (const std::string* file : files) {
    if (SafeFileName(*file)) continue;
    return Error{ErrorCode::kInvalid, "TLS file " + galera::Quote(*file) +
                                          ": state transfer scripts take absolute paths of letters, digits "
                                          "and /._-+@% only; move it"};
  }
  return {};
}

void AddTls(const NodeSettings& settings, StateTransfer& transfer) {
  if (settings.tls_key_file.empty()) return;
  if (transfer.mariabackup) {
    transfer.script.push_back(
        {"encrypt", "3", "TLS with key and certificate files, as the group has it", false});
  }
  transfer.script.push_back({"tkey", settings.tls_key_file, "", false});
  transfer.script.push_back({"tcert", settings.tls_cert_file, "", false});
  transfer.script.push_back({"tca", settings.tls_ca_file, "", false});
  // Without it mariabackup's donor wants the certificate to name the joiner's address.
  transfer.script.push_back({"ssl-mode", "VERIFY_CA",
                             "both sides must show a certificate of the CA; names are not compared", false});
}

Status AddLimit(const NodeSettings& settings, const ServerFacts& facts, StateTransfer& transfer) {
  if (!settings.transfer_limit_bytes_per_second) return {};
  const std::int64_t limit = *settings.transfer_limit_bytes_per_second;
  if (limit <= 0) {
    return Error{ErrorCode::kInvalid,
                 "transfer limit: must be more than 0 bytes a second; leave it out for none"};
  }
  if (transfer.mariabackup && !facts.pv_installed) {
    return Error{
        ErrorCode::kInvalid,
        "transfer limit: mariabackup's script limits itself with pv, which is not installed: install "
        "the package pv, or leave the limit out"};
  }
  if (transfer.mariabackup) {
    transfer.script.push_back(
        {"rlimit", std::to_string(limit), "bytes a second that a donor sends, by pv", false});
    return {};
  }
  if (transfer.rsync) {
    transfer.script.push_back(
        {"backup-threads", "1",
         "the limit of " + RsyncLimit(limit) + " KiB/s holds for each rsync, and there shall be one", false});
    return {};
  }
  return Error{ErrorCode::kInvalid, "transfer limit: there is no way to limit state transfers by " +
                                        galera::Quote(transfer.method) + ": leave the limit out"};
}

Status AddAccount(const NodeSettings& settings, StateTransfer& transfer) {
  if (!transfer.mariabackup || !settings.sst_account || FindVariable(settings, "wsrep_sst_auth")) return {};
  const Account& account = *settings.sst_account;
  const std::string& user = account.user;
  if (user.empty() || user.find_first_of(" :'`$\n") != std::string::npos) {
    return Error{ErrorCode::kInvalid, "state transfer account " + galera::Quote(user) +
                                          ": the script refuses a user that is empty or has one of : ' ` $, "
                                          "a blank or a line feed; choose another name"};
  }
  if (account.password.empty() && (account.random_password || !account.password_hash.empty())) {
    return Error{ErrorCode::kInvalid,
                 "state transfer account " + galera::Quote(user) +
                     ": every node logs in with it, and needs the password itself, neither "
                     "its hash nor a random one; give the same password to all nodes"};
  }
  transfer.server.push_back({"wsrep_sst_auth", user + ":" + account.password.Reveal(),
                             "whom mariadb-backup logs in as on a donor", true});
  return {};
}

}  // namespace

std::string RsyncLimit(std::int64_t bytes_per_second) {
  return std::to_string(std::max<std::int64_t>(1, bytes_per_second / 1024));
}

Result<StateTransfer> PlanStateTransfer(const NodeSettings& settings, const ServerFacts& facts) {
  const auto method = Method(settings, facts);
  if (!method) return method.error();
  if (Status status = CheckTls(settings); !status.ok()) return status.error();
  StateTransfer transfer;
  transfer.method = *method;
  transfer.mariabackup = *method == "mariabackup";
  transfer.rsync = *method == "rsync" || *method == "rsync_wan";
  if (transfer.rsync && !settings.tls_key_file.empty() && !facts.stunnel_installed) {
    return Error{ErrorCode::kInvalid,
                 "TLS of state transfers: rsync's script needs stunnel, which is not installed: install the "
                 "package stunnel4, or ask for mariabackup"};
  }
  transfer.server.push_back({"wsrep_sst_method", transfer.method, "", false});
  transfer.server.push_back({"wsrep_sst_receive_address",
                             Bracketed(facts.node_address) + ":" + std::to_string(settings.ports.sst),
                             "where a donor sends to", false});
  if (Status status = AddAccount(settings, transfer); !status.ok()) return status.error();
  AddTls(settings, transfer);
  if (Status status = AddLimit(settings, facts, transfer); !status.ok()) return status.error();
  return transfer;
}

}  // namespace watchdog
