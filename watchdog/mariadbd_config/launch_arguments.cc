#include "mariadbd_config/launch_arguments.h"

#include "config/quotation.h"
#include "mariadbd_config/state_transfer.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;

constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> Beginning(const NodeSettings& settings, const std::string& config_file,
                                   bool as_root) {
  std::vector<std::string> out = {settings.mariadbd_program.empty() ? "mariadbd" : settings.mariadbd_program,
                                  "--defaults-file=" + config_file};
  if (as_root) out.push_back("--user=" + settings.system_user);
  return out;
}

}  // namespace

std::string ShellQuoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::vector<std::string> MariadbdArguments(const NodeSettings& settings, const std::string& config_file,
                                           const LaunchPlan& plan) {
  std::vector<std::string> out = Beginning(settings, config_file, plan.as_root);
  if (plan.new_cluster) out.push_back("--wsrep-new-cluster");
  if (!plan.start_position.empty()) out.push_back("--wsrep_start_position=" + plan.start_position);
  out.insert(out.end(), settings.mariadbd_arguments.begin(), settings.mariadbd_arguments.end());
  return out;
}

std::vector<std::string> RecoverArguments(const NodeSettings& settings, const std::string& config_file,
                                          bool as_root) {
  std::vector<std::string> out = Beginning(settings, config_file, as_root);
  // Trailing arguments may be about InnoDB's files; ours come after them, and so win.
  out.insert(out.end(), settings.mariadbd_arguments.begin(), settings.mariadbd_arguments.end());
  out.insert(out.end(),
             {"--wsrep-recover", "--wsrep_on=ON",
              // Each of the next three is refused for reasons that have nothing to do with recovery.
              "--wsrep_cluster_address=gcomm://", "--wsrep_sst_method=skip", "--binlog_format=ROW",
              "--wsrep_notify_cmd=", "--loose-wsrep_status_file=", "--skip-networking", "--skip-slave-start",
              "--socket=", "--pid_file=" + settings.run_directory + "/recover.pid",
              // The position is read from stderr.
              "--skip-log-error"});
  return out;
}

galera::Result<LaunchEnvironment> PlanEnvironment(const NodeSettings& settings, const ServerFacts& facts,
                                                  const std::string& path) {
  LaunchEnvironment out;
  if (!settings.wsrep_on || !settings.transfer_limit_bytes_per_second) return out;
  const auto transfer = PlanStateTransfer(settings, facts);
  if (!transfer) return transfer.error();
  if (!transfer->rsync) return out;
  const std::string directory = settings.run_directory + "/bin";
  if (directory.find(':') != std::string::npos) {
    return Error{
        ErrorCode::kInvalid,
        "run directory " + galera::Quote(settings.run_directory) +
            ": a limit of rsync's transfers needs it in PATH, where ':' has a meaning; choose another"};
  }
  const std::string script = directory + "/state-transfer.bash";
  out.variables.push_back("BASH_ENV=" + script);
  // Other bash scripts under mariadbd read it as well, and shall see no difference.
  out.files.push_back({script,
                       "# Written by galera-warden: puts the rsync beside this file before the real one.\n"
                       "case ${0##*/} in wsrep_sst_rsync*) PATH=" +
                           ShellQuoted(directory) + ":$PATH ;; esac\n",
                       false});
  // The receiver (--daemon) is not limited: its donor may have reasons to be faster.
  out.files.push_back({directory + "/rsync",
                       "#!/bin/sh\n"
                       "# Written by galera-warden: wsrep_sst_rsync has no limit of its own.\n"
                       "PATH=" +
                           ShellQuoted(path.empty() ? kUsualPath : path) +
                           "\n"
                           "export PATH\n"
                           "case \" $* \" in *' --daemon '*) exec rsync \"$@\" ;; esac\n"
                           "exec rsync --bwlimit=" +
                           RsyncLimit(*settings.transfer_limit_bytes_per_second) + " \"$@\"\n",
                       true});
  return out;
}

}  // namespace watchdog
