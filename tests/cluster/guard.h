// Cleans up after a test program, also one that was killed with -9.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "cluster/file_descriptor.h"
#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

// The variables whose values mark a process: one a program, one a cluster.
inline constexpr const char* kProgramMarker = "GALERA_TEST_PROGRAM";
inline constexpr const char* kClusterMarker = "GALERA_TEST_CLUSTER";

// A shell in a session of its own that waits for its standard input to end:
// by Finish(), or because the process that made it died. Then it kills with -9
// every process whose environment holds `marker` (that reaches the children of
// children too, whatever group or session they are in) and all that live in
// the namespaces named to it, and removes those namespaces and directories.
//
// Thread rules: Watch* and Finish from one thread at a time.
class Guard {
 public:
  // `marker` is NAME=VALUE; the processes to clean up must carry it.
  static Result<std::unique_ptr<Guard>> Start(std::string marker);
  // The guard of this process, made at the first call. Every ChildProcess has
  // its marker. Null if it could not be started. Any thread.
  static Guard* OfProgram();

  ~Guard();  // like Finish, waits 10 s at most

  const std::string& marker() const { return marker_; }
  // To be called before the thing is made, so that there is no unguarded moment.
  Status WatchDirectory(const std::string& path);
  Status WatchNamespace(const std::string& name);
  // Cleans up now. kTimeout when something would not go away.
  Status Finish(Millis timeout);

 private:
  Guard(std::string marker, pid_t pid, FileDescriptor pipe);
  Status Tell(const std::string& line);

  std::string marker_;
  pid_t pid_;
  FileDescriptor pipe_;
};

}  // namespace galera::testing_cluster
