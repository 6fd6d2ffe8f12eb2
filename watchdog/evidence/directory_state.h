// What a data directory is, by what lies in it: as evidence for a start, and for
// a human. Pure: judges facts that somebody else gathered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evidence/view_record.h"
#include "galera/grastate.h"
#include "galera/gvwstate.h"

namespace watchdog {

enum class DirectoryState {
  kEmpty,           // or absent
  kFresh,           // system tables, and never in a cluster
  kCleanStop,       // grastate.dat has the position
  kCrashed,         // only --wsrep-recover knows the position
  kLastSurvivor,    // crashed while it was alone in a primary component
  kCutShort,        // a state transfer into it did not end
  kZeroUuid,        // voted out for inconsistency, or killed inside a DDL statement
  kForeignCluster,  // its record of views is of a cluster with another name
  kLocked,          // a live mariadbd works on it
  kUnreadable,      // grastate.dat, or the directory, can't be read
  kWrongOwner,
  kDiskFull,     // and nothing in it: with data in it, what the data is counts
  kNoDirectory,  // files that are no server's
};

struct DirectoryFacts {
  bool server_data = false;                     // system tables or InnoDB's files
  bool foreign_files = false;                   // files, but no server's, and none of Galera's
  std::optional<std::string> trouble;           // why it can't be read or written, for a human
  std::optional<DirectoryState> trouble_state;  // kUnreadable, kWrongOwner or kDiskFull
  std::optional<std::string> locked;            // which live mariadbd; see evidence/directory_lock.h
  bool transfer_marker = false;                 // sst_in_progress
  std::optional<galera::Grastate> grastate;
  std::optional<galera::Gvwstate> gvwstate;
  std::optional<ViewRecord> record;
  std::optional<std::string> record_problem;  // why a record that is there does not count
  std::string cluster_name;                   // ours; empty: not compared
};

struct DirectoryVerdict {
  DirectoryState state = DirectoryState::kEmpty;
  std::string reason;  // one line: what says so
  std::string action;  // one line: what will be, or has to be, done
};

// A node's start (node/position.h, AskPosition) goes by the same rules.
DirectoryVerdict JudgeDirectory(const DirectoryFacts& facts);

// One a state; what JudgeDirectory gives as `action`.
std::string_view ActionFor(DirectoryState state);

std::string_view Name(DirectoryState state);                            // "clean stop", as in the evidence
std::optional<DirectoryState> DirectoryStateOf(std::string_view name);  // nullopt: none of ours

}  // namespace watchdog
