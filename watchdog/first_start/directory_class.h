// What a data directory is for a first start. Pure: judges a listing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "first_start/directory_listing.h"

namespace watchdog {

// Ours, in the data directory, from before the first change until all is done.
inline constexpr std::string_view kMarkerName = ".galera-warden-first-start";
// Ours: where mariadb-install-db works; what it makes moves up when it is complete.
inline constexpr std::string_view kWorkshopName = ".galera-warden-install";

enum class DirectoryClass {
  kAbsent,
  kEmpty,            // lost+found and names that begin with a dot do not count
  kHalfInitialised,  // our marker is there (`marked`); or InnoDB's or the server's files without
                     // the full set of system tables, left by somebody else's attempt
  kData,             // mysql/ holds the privileges and the last tables that an install makes
  kForeign,          // files, but neither ibdata1 nor mysql/: not a data directory
};

enum class DirectoryProblem { kNotADirectory, kUnreadable, kBarred, kWrongOwner, kNotWritable, kDiskFull };

struct DirectoryTrouble {
  DirectoryProblem problem = DirectoryProblem::kUnreadable;
  std::string message;  // what is wrong, then what to do
};

struct DirectoryFinding {
  DirectoryClass kind = DirectoryClass::kAbsent;
  bool marked = false;
  std::vector<std::string> counted;         // names that make it not empty, at most 5
  std::optional<DirectoryTrouble> trouble;  // why a first start cannot work there
};

struct DirectoryDemands {
  std::uint64_t bytes_free_min = 200u << 20;
  uid_t server_user = 0;  // whom mariadbd will run as
  std::string server_user_name;
  bool may_give_away = true;  // we are root: a directory of root's can become the server's
};

DirectoryFinding ClassifyDirectory(const DirectoryListing& listing, const DirectoryDemands& demands);

std::string_view Name(DirectoryClass kind);

}  // namespace watchdog
