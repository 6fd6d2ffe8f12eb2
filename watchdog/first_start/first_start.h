// The first start of an empty data directory: system tables, accounts,
// databases, time zones, init scripts, on a server that only we can reach.
// Nothing of it enters a binary log or the cluster's history.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "first_start/directory_class.h"
#include "galera/result.h"
#include "settings/node_settings.h"
#include "system/program.h"

namespace watchdog {

enum class FirstStartStep {
  kCheckDirectory,
  kInstall,
  kStartServer,
  kAccounts,
  kTimeZones,
  kScript,  // one for each; its name is the text
  kFinish,
  kStopServer,
  kDone,
};

std::string_view Name(FirstStartStep step);

struct Progress {
  enum class Kind {
    kStep,      // a step begins; `text` says more
    kOutput,    // a line that a program or the server wrote; our passwords in it are replaced by ***
    kWarning,   // something left undone that does not matter much
    kPassword,  // a password that we made: `text` is the account, `password` to be printed once
  };
  Kind kind = Kind::kStep;
  FirstStartStep step = FirstStartStep::kCheckDirectory;
  std::string text;
  galera::Secret password;
};

struct FirstStartOptions {
  std::string config_file;  // for mariadbd, readable by the system user; empty: none
  // One call at a time, but from several threads; quick, and never throws.
  std::function<void(const Progress&)> progress;
  galera::SteadyTime deadline;  // of everything together
  std::stop_token stop;         // ends it within a second
  std::uint64_t bytes_free_min = 200u << 20;
  std::string time_zone_directory = "/usr/share/zoneinfo";
};

// What the data directory is, and what is wrong with it, for these settings.
// Fails if the system user is not known.
galera::Result<DirectoryFinding> FindDirectory(const NodeSettings& settings,
                                               const FirstStartOptions& options);

// Call it for the node that founds the cluster only. On success the directory
// is ready for a real start and the temporary server has ended cleanly.
//
// Killed at any point and called again, it goes on where it was, by a marker in
// the directory. Finished scripts are not run again, one that was under way is
// run again from its beginning; accounts and databases are always brought to
// what the settings say now. A random password is made anew, and the last one
// given to `progress` holds. root@localhost exists in the end: as in
// `accounts`, or else by its socket only.
//
// Deletes nothing but its own: .galera-warden-install, the marker, and its
// files in run_directory/first-start.
//
// Errors: kInvalid for a directory that is not empty (data, foreign, half
// initialised by somebody else) and for impossible accounts; kDenied for wrong
// owner or rights; kNotFound for a missing program; kRefused for what a
// program or the server said; kTimeout; kUnavailable, also for `stop`.
// Blocks; any thread.
galera::Status RunFirstStart(const NodeSettings& settings, const FirstStartOptions& options);

}  // namespace watchdog
