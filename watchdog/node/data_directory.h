// Whether there is data in the data directory, and whether a server can be
// started on it at all.
#pragma once

#include <string>
#include <vector>

#include "first_start/directory_class.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

struct DataDirectory {
  bool present = false;  // a server's data, or what a state transfer left of it
  std::vector<std::string> warnings;
};

// What is to be seen of it, judged by what this node's mariadbd needs; files of a
// human's answers aside. An error: there is no such user as the server's.
struct SeenDirectory {
  DirectoryListing listing;
  DirectoryFinding finding;
};
galera::Result<SeenDirectory> SeeDirectory(const NodeSettings& settings);

// Galera, or a state transfer, left files there.
bool WasInCluster(const DirectoryListing& listing);

// Looks, changes nothing. An error says why no server can be started there, and
// what to do: files that are no server's, a stranger's half-made directory, an
// owner or rights that bar mariadbd, a full disk under an empty directory.
galera::Result<DataDirectory> LookAtData(const NodeSettings& settings);

// Makes the directory if it is not there, and gives an empty one to mariadbd's user.
galera::Status MakeDataDirectory(const NodeSettings& settings);

}  // namespace watchdog
