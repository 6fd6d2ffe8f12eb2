// The files in which Galera keeps its position and its last view. Pure but for
// the two that say they read or write a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace galera::testing_cluster {

inline constexpr std::string_view kZeroUuid = "00000000-0000-0000-0000-000000000000";

struct Position {
  std::string uuid = std::string(kZeroUuid);
  long long seqno = -1;
  std::string Text() const { return uuid + ":" + std::to_string(seqno); }
  bool Known() const { return uuid != kZeroUuid && seqno >= 0; }
};

// Of the text of grastate.dat; what is missing there stays unknown.
Position ParseGrastate(std::string_view text);
// Of the output of mariadbd --wsrep-recover: the last "Recovered position: ".
Position ParseRecovered(std::string_view text);

// The text of the gvwstate.dat of member `own` (an index) of a view of `members`
// (UUIDs). Nodes that start with such files and the same position form a primary
// component as soon as all of them see each other (pc.recovery).
std::string SavedView(const std::vector<std::string>& members, size_t own);
// A UUID of the kind Galera makes (version 1), from the system's random source.
std::string RandomUuid();

// The file's text, empty if it cannot be read.
std::string ReadFile(const std::string& path);
Status WriteFile(const std::string& path, std::string_view text);
// The last `lines` lines of a file, for error messages.
std::string Tail(const std::string& path, int lines);

}  // namespace galera::testing_cluster
