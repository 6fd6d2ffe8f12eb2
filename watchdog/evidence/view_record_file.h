// The record of views on the disk, in the data directory. The notify command and
// the worker both write it, each in a process of its own.
//
// The names end in .sst: wsrep_sst_mariabackup empties a joiner's directory but
// for such files (`cpat` in it), and a transfer by rsync leaves what lies in the
// root of the directory alone. Neither sends a donor's.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "evidence/view_record.h"
#include "galera/result.h"

namespace watchdog {

// kNotFound: there is none. kInvalid: damaged, and to be treated as none. kDenied.
galera::Result<ViewRecord> ReadViewRecord(const std::string& data_directory);

// From what is there (nullopt: none, or it can't be used) to what shall be there
// (nullopt: leave it). Pure; may be called more than once.
using ViewRecordChange = std::function<std::optional<ViewRecord>(const std::optional<ViewRecord>&)>;

enum class IfNotWritten {
  kKeepOld,    // the old record is still true
  kRemoveOld,  // a stale record is worse than none
};

// On return what was written is on the disk, also after a power cut. It belongs to the owner
// of the directory, with mode 0640. Another writer's change is never overwritten unseen: the change is
// then made again from what that one wrote. The lock is held for the replacing only, and waited for
// for a second. An error says what failed, and whether the old record could be removed. Any thread.
galera::Status UpdateViewRecord(const std::string& data_directory, const ViewRecordChange& change,
                                IfNotWritten if_not_written);

// Success also where there is none.
galera::Status RemoveViewRecord(const std::string& data_directory);

// What writers that were killed left behind. While nobody else writes.
void RemoveViewRecordLeftovers(const std::string& data_directory);

}  // namespace watchdog
